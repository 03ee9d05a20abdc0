#pragma once
// Prior-period adjustments: facts that came after their month was closed, and where they were posted.

#include "core/instant.hpp"
#include "events/envelope.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct LateFactRow {
  static constexpr std::string_view table = "late_facts";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::append;
  std::int64_t position = 0;  ///< of the fact
  std::string month;          ///< the closed month that it belongs to
  std::string posted_in;      ///< the month that it counts to
  Instant own_effective_at;   ///< the date that it would have had
  std::string type;
};
BOOST_DESCRIBE_STRUCT(LateFactRow, (), (position, month, posted_in, own_effective_at, type))

void fold_late_facts(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
