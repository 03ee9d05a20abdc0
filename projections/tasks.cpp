#include "projections/tasks.hpp"

#include "events/effect/effect_decide.hpp"
#include "projections/read_models.hpp"
#include "projections/sentences.hpp"

namespace daybook {
namespace {

struct Folder {
  const Recorded& recorded;
  ReadModels& models;

  void operator()(const PaymentUnexpected& e) const {
    open(TaskKind::unapplied_payment, "unapplied-" + e.payment_id.str(), "order-" + e.order_id.str(),
         e.amount, e.currency);
  }
  void operator()(const PaymentCaptured& e) const {
    if (e.applied_from) close("unapplied-" + e.applied_from->str(), TaskStatus::applied);
  }
  void operator()(const UnappliedRefunded& e) const {
    const std::string id = "unapplied-" + e.payment_id.str();
    if (e.settled) {
      close(id, TaskStatus::refunded);
    } else {
      lessen(id, e.amount);
    }
  }
  void operator()(const OrderRejected& e) const {
    if (e.refundable > Minor{})
      open(TaskKind::refund_order, "refund-" + e.order_id.str(), "order-" + e.order_id.str(), e.refundable,
           e.currency);
  }
  void operator()(const RefundSettled& e) const {
    const std::string id = "refund-" + e.order_id.str();
    if (e.full) {
      close(id, TaskStatus::resolved);
    } else {
      lessen(id, e.amount);
    }
  }
  void operator()(const DisputeLost& e) const {
    if (e.full) close("refund-" + e.order_id.str(), TaskStatus::resolved);
    close("dispute-" + e.dispute_id, TaskStatus::resolved);
  }
  /// What has to be refunded is more again.
  void operator()(const RefundFailed& e) const {
    const std::string id = "refund-" + e.order_id.str();
    const TaskRow* row = models.tasks.find({id});
    if (!row) return;
    TaskRow& task = *models.tasks.edit({id});
    if (task.status != TaskStatus::open) {
      task.status = TaskStatus::open;
      task.amount = Minor{};
      task.closed_at.reset();
    }
    if (task.amount) *task.amount += e.amount;
  }
  void operator()(const DisputeOpened& e) const {
    open(TaskKind::dispute, "dispute-" + e.dispute_id, "order-" + e.order_id.str(), e.amount, e.currency);
  }
  void operator()(const DisputeWon& e) const { close("dispute-" + e.dispute_id, TaskStatus::resolved); }
  void operator()(const DisputeInquiryClosed& e) const {
    close("dispute-" + e.dispute_id, TaskStatus::resolved);
  }
  /// Beside the webhook log: somebody's money is not where it should be.
  void operator()(const WebhookFailed& e) const {
    open(TaskKind::failed_webhook, "webhook-" + e.external_id, "webhook-" + e.external_id, std::nullopt,
         std::nullopt);
  }
  void operator()(const WebhookParked& e) const {
    open(TaskKind::parked_webhook, "webhook-" + e.external_id, "webhook-" + e.external_id, std::nullopt,
         std::nullopt);
  }
  void operator()(const WebhookProcessed& e) const {
    if (e.was_parked) close("webhook-" + e.external_id, TaskStatus::resolved);
  }
  void operator()(const AdjustmentProposed& e) const {
    const std::string id = "adjustment-" + e.adjustment_id.str();
    open(TaskKind::approve_adjustment, id, id, debited(e.postings), e.currency);
  }
  void operator()(const AdjustmentApproved& e) const {
    close("adjustment-" + e.adjustment_id.str(), TaskStatus::resolved);
  }
  void operator()(const AdjustmentWithdrawn& e) const {
    close("adjustment-" + e.adjustment_id.str(), TaskStatus::dismissed);
  }
  void operator()(const EffectGivenUp& e) const {
    if (!needs_person(e.effect_id)) return;
    open(TaskKind::unresolved_effect, "effect-" + e.effect_id, "effect-" + e.effect_id, std::nullopt,
         std::nullopt);
  }
  void operator()(const EffectRetried& e) const { close("effect-" + e.effect_id, TaskStatus::resolved); }
  void operator()(const EffectDropped& e) const { close("effect-" + e.effect_id, TaskStatus::dismissed); }
  void operator()(const TaskDismissed& e) const { close(e.task_id, TaskStatus::dismissed); }
  template <class E>
  void operator()(const E&) const {}

  void open(TaskKind kind, std::string id, std::string entity, std::optional<Minor> amount,
            std::optional<Currency> currency) const {
    TaskRow row;
    row.id = std::move(id);
    row.kind = kind;
    row.entity = std::move(entity);
    row.detail = sentence_of(recorded.event);
    row.amount = amount;
    row.currency = currency;
    row.opened_at = recorded.envelope.recorded_at;
    row.position = recorded.envelope.position.value;
    row.partition_key = recorded.envelope.partition_key;
    models.tasks.put(std::move(row));
  }
  TaskRow* edit_open(const std::string& id) const {
    const TaskRow* row = models.tasks.find({id});
    return row && row->status == TaskStatus::open ? models.tasks.edit({id}) : nullptr;
  }
  void close(const std::string& id, TaskStatus status) const {
    TaskRow* row = edit_open(id);
    if (!row) return;
    row->status = status;
    row->closed_at = recorded.envelope.recorded_at;
  }
  void lessen(const std::string& id, Minor by) const {
    TaskRow* row = edit_open(id);
    if (row && row->amount) *row->amount -= by;
  }
};

}  // namespace

void fold_tasks(const Recorded& recorded, ReadModels& models) {
  std::visit(Folder{recorded, models}, recorded.event);
}

}  // namespace daybook
