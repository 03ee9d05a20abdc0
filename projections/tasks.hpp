#pragma once
// What waits for a person: unapplied money, refunds of orders that cannot be fulfilled, deliveries
// that are parked or failed, open disputes, adjustments that a second person must approve, side effects that
// were given up.

#include "core/instant.hpp"
#include "events/envelope.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

enum class TaskKind {
  unapplied_payment,
  refund_order,
  parked_webhook,
  failed_webhook,
  dispute,
  approve_adjustment,
  unresolved_effect
};
BOOST_DESCRIBE_ENUM(TaskKind, unapplied_payment, refund_order, parked_webhook, failed_webhook, dispute,
                    approve_adjustment, unresolved_effect)

enum class TaskStatus { open, applied, refunded, dismissed, resolved };
BOOST_DESCRIBE_ENUM(TaskStatus, open, applied, refunded, dismissed, resolved)

struct TaskRow {
  static constexpr std::string_view table = "tasks";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  /// "unapplied-<payment>", "refund-<order>", "webhook-<external id>", "dispute-<id>", "adjustment-<id>",
  /// "effect-<id>"
  std::string id;
  TaskKind kind = TaskKind::unapplied_payment;
  TaskStatus status = TaskStatus::open;
  std::string entity;  ///< the stream it is about: "order-<id>", "webhook-<external id>"
  std::string detail;
  std::optional<Minor> amount;  ///< what is still to be applied or refunded while it is open
  std::optional<Currency> currency;
  Instant opened_at;
  std::optional<Instant> closed_at;
  std::int64_t position = 0;  ///< of the event that opened it
  std::string partition_key;  ///< of that event: task.dismissed must carry it
};
BOOST_DESCRIBE_STRUCT(TaskRow, (),
                      (id, kind, status, entity, detail, amount, currency, opened_at, closed_at, position,
                       partition_key))

void fold_tasks(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
