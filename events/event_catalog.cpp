#include "events/event_catalog.hpp"

namespace daybook {
namespace {

struct StreamName {
  template <class E>
  std::string operator()(const E& e) const {
    if constexpr (std::is_same_v<E, WidgetEventsGathered>) {
      return "widget-" + e.broker_id.str();
    } else if constexpr (std::is_same_v<E, WebhookProcessed>) {
      return "webhook-" + e.external_id;
    } else if constexpr (PeriodEvent<E>) {
      return "period-" + e.month;
    } else if constexpr (requires { e.effect_id; }) {
      return "effect-" + e.effect_id;
    } else if constexpr (requires { e.stripe_account; }) {
      return "connect_account-" + e.payee.str();
    } else if constexpr (requires { e.endpoint_id; }) {
      return "webhook_endpoint-" + e.endpoint_id.str();
    } else if constexpr (std::is_same_v<E, NotificationPreferencesChanged>) {
      return "notification_preferences-" + e.payee.str();
    } else if constexpr (requires { e.late_event_id; }) {
      return "late_fact-" + e.late_event_id.str();
    } else if constexpr (requires { e.order_id; }) {
      return "order-" + e.order_id.str();
    } else if constexpr (requires { e.change_id; }) {
      return "payout_account-" + e.payee.str();
    } else if constexpr (requires { e.form_id; }) {
      return "tax_form-" + e.payee.str();
    } else if constexpr (requires { e.adjustment_id; }) {
      return "adjustment-" + e.adjustment_id.str();
    } else if constexpr (requires { e.supplier; }) {
      return "supplier-" + e.supplier;
    } else if constexpr (requires { e.stripe_payout_id; }) {
      return "stripe_payout-" + e.stripe_payout_id;
    } else if constexpr (requires { e.statement_id; }) {
      return "statement-" + e.statement_id.str();
    } else if constexpr (requires { e.match_id; }) {
      return "reconciliation-" + e.account;
    } else if constexpr (requires { e.file_id; }) {
      return "bank_file-" + e.file_id.str();
    } else if constexpr (requires { e.return_id; }) {
      return "bank_return-" + e.return_id.str();
    } else if constexpr (requires { e.payout_id; }) {
      return "payout-" + e.payout_id.str();
    } else if constexpr (requires { e.broker_id; }) {
      return "broker-" + e.broker_id.str();
    } else if constexpr (requires { e.external_id; }) {
      return "webhook-" + e.external_id;
    } else if constexpr (requires { e.admin_id; }) {
      return "admin-" + e.admin_id.str();
    } else if constexpr (requires { e.source; }) {
      return "catalog-" + e.source;
    } else if constexpr (requires { e.task_id; }) {
      return "task-" + e.task_id;
    } else {
      return "person-" + e.person_id.str();
    }
  }
};

struct PartitionKey {
  template <class E>
  std::string operator()(const E& e) const {
    if constexpr (std::is_same_v<E, WebhookProcessed>) {
      return e.external_id;
    } else if constexpr (PeriodEvent<E>) {
      return kPeriodsKey;
    } else if constexpr (requires { e.endpoint_id; }) {
      return e.broker_id ? e.broker_id->str() : e.endpoint_id.str();
    } else if constexpr (requires { e.adjustment_id; }) {
      return e.payee ? e.payee->str() : e.adjustment_id.str();
    } else if constexpr (requires { e.payee; }) {
      return e.payee.str();
    } else if constexpr (requires { e.broker_id->str(); }) {
      return e.broker_id ? e.broker_id->str() : e.order_id.str();
    } else if constexpr (requires { e.broker_id.str(); }) {
      return e.broker_id.str();
    } else if constexpr (requires { e.external_id; }) {
      return e.external_id;
    } else if constexpr (requires { e.supplier; }) {
      return e.supplier;
    } else if constexpr (requires { e.stripe_payout_id; }) {
      return e.stripe_payout_id;
    } else if constexpr (requires { e.statement_id; }) {
      return e.statement_id.str();
    } else if constexpr (requires { e.match_id; }) {
      return e.account;
    } else if constexpr (requires { e.file_id; }) {
      return e.file_id.str();
    } else if constexpr (requires { e.return_id; }) {
      return e.return_id.str();
    } else if constexpr (requires { e.admin_id; }) {
      return e.admin_id.str();
    } else if constexpr (requires { e.source; }) {
      return e.source;
    } else if constexpr (requires { e.partition; }) {
      return e.partition;
    } else {
      return e.person_id.str();
    }
  }
};

}  // namespace

EventType type_of(const Event& event) {
  return std::visit([]<class E>(const E&) { return event_type<E>; }, event);
}
std::string stream_of(const Event& event) { return std::visit(StreamName{}, event); }
std::optional<OrderId> order_of_stream(std::string_view stream) {
  return stream.starts_with("order-") ? OrderId::parse(stream.substr(6)) : std::nullopt;
}
std::optional<PayoutId> payout_of_stream(std::string_view stream) {
  return stream.starts_with("payout-") ? PayoutId::parse(stream.substr(7)) : std::nullopt;
}
std::string partition_key_of(const Event& event) { return std::visit(PartitionKey{}, event); }

}  // namespace daybook
