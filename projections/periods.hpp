#pragma once
// The months that were ever closed, with all their seals.

#include "events/envelope.hpp"
#include "events/period/period_history.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct PeriodRow {
  static constexpr std::string_view table = "periods";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  std::string month;
  PeriodStatus status = PeriodStatus::open;
  Stored<PeriodHistory> state;
};
BOOST_DESCRIBE_STRUCT(PeriodRow, (), (month, status, state))

void fold_periods(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
