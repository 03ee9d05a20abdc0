#pragma once
// Every side effect and how far it is: what `daybook react` looks for work in, and the dead letters.

#include "core/instant.hpp"
#include "events/effect/effect_state.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct EffectRow {
  static constexpr std::string_view table = "effects";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  static constexpr bool put_once = true;
  std::string id;
  EffectKind kind = EffectKind::supplier_order;
  EffectStatus status = EffectStatus::pending;
  std::string subject;  ///< the stream it is about
  std::optional<std::string> detail;
  std::int64_t attempts = 0;      ///< that failed
  std::optional<Instant> due_at;  ///< of the next attempt, while it is pending
  std::optional<std::string> error;
  bool maybe_done = false;
  std::optional<std::string> reference;  ///< the other side's id, once it took it
  Instant intended_at;
  std::optional<Instant> finished_at;
  std::int64_t position = 0;  ///< of its intention
};
BOOST_DESCRIBE_STRUCT(EffectRow, (),
                      (id, kind, status, subject, detail, attempts, due_at, error, maybe_done, reference,
                       intended_at, finished_at, position))

void fold_effects(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
