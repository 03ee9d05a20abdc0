#pragma once
// The one catalog: every event that can happen, its wire name and its schema version. A name and a version
// once written are for ever; a change is a new version and a pure upcast.

#include <string>
#include <string_view>
#include <variant>

#include "events/adjustment/adjustment_events.hpp"
#include "events/admin/admin_events.hpp"
#include "events/bank/bank_events.hpp"
#include "events/broker/broker_events.hpp"
#include "events/catalog/catalog_events.hpp"
#include "events/checkout/checkout_events.hpp"
#include "events/commission/commission_events.hpp"
#include "events/connect/connect_events.hpp"
#include "events/dispute/dispute_events.hpp"
#include "events/effect/effect_events.hpp"
#include "events/endpoint/endpoint_events.hpp"
#include "events/order/order_events.hpp"
#include "events/payee/payee_events.hpp"
#include "events/payment/payment_events.hpp"
#include "events/payout/payout_events.hpp"
#include "events/period/period_events.hpp"
#include "events/person/person_events.hpp"
#include "events/reconciliation/reconciliation_events.hpp"
#include "events/refund/refund_events.hpp"
#include "events/task/task_events.hpp"
#include "events/webhook/webhook_events.hpp"
#include "events/widget/widget_events.hpp"

namespace daybook {

struct EventType {
  std::string_view name;
  int schema_version;
  bool opens_stream = false;  ///< always the first event of its stream
};

template <class E>
inline constexpr EventType event_type = {};  // an event without an entry fails the assertion below

template <>
inline constexpr EventType event_type<AdminCreated>{"admin.created", 1, true};
template <>
inline constexpr EventType event_type<AdminRevoked>{"admin.revoked", 1};
template <>
inline constexpr EventType event_type<BrokerRegistered>{"broker.registered", 1, true};
template <>
inline constexpr EventType event_type<BrokerApproved>{"broker.approved", 1};
template <>
inline constexpr EventType event_type<BrokerSuspended>{"broker.suspended", 1};
template <>
inline constexpr EventType event_type<BrokerReactivated>{"broker.reactivated", 1};
template <>
inline constexpr EventType event_type<BrokerDeactivated>{"broker.deactivated", 1};
template <>
inline constexpr EventType event_type<BrokerTermsChanged>{"broker.terms_changed", 1};
template <>
inline constexpr EventType event_type<BrokerTermsCorrected>{"broker.terms_corrected", 1};
template <>
inline constexpr EventType event_type<BrokerProfileChanged>{"broker.profile_changed", 1};
template <>
inline constexpr EventType event_type<BrokerKeyRotated>{"broker.key_rotated", 1};
template <>
inline constexpr EventType event_type<BrokerKeyRevoked>{"broker.key_revoked", 1};
template <>
inline constexpr EventType event_type<CatalogImported>{"catalog.imported", 1};
template <>
inline constexpr EventType event_type<OrderPlaced>{"order.placed", 1, true};
template <>
inline constexpr EventType event_type<OrderCancelled>{"order.cancelled", 1};
template <>
inline constexpr EventType event_type<OrderExpired>{"order.expired", 1};
template <>
inline constexpr EventType event_type<OrderFulfilled>{"order.fulfilled", 1};
template <>
inline constexpr EventType event_type<OrderRejected>{"order.rejected", 1};
template <>
inline constexpr EventType event_type<PaymentCaptured>{"payment.captured", 1};
template <>
inline constexpr EventType event_type<PaymentPending>{"payment.pending", 1};
template <>
inline constexpr EventType event_type<PaymentIntentKnown>{"payment.intent_known", 1};
template <>
inline constexpr EventType event_type<PaymentAttemptFailed>{"payment.attempt_failed", 1};
template <>
inline constexpr EventType event_type<PaymentUnexpected>{"payment.unexpected", 1};
template <>
inline constexpr EventType event_type<UnappliedRefunded>{"payment.unapplied_refunded", 1};
template <>
inline constexpr EventType event_type<PaymentFeeKnown>{"payment.fee_known", 1};
template <>
inline constexpr EventType event_type<RefundSettled>{"refund.settled", 1};
template <>
inline constexpr EventType event_type<RefundReported>{"refund.reported", 1};
template <>
inline constexpr EventType event_type<RefundTotalReported>{"refund.total_reported", 1};
template <>
inline constexpr EventType event_type<RefundFailed>{"refund.failed", 1};
template <>
inline constexpr EventType event_type<DisputeOpened>{"dispute.opened", 1};
template <>
inline constexpr EventType event_type<DisputeFundsWithdrawn>{"dispute.funds_withdrawn", 1};
template <>
inline constexpr EventType event_type<DisputeFundsReinstated>{"dispute.funds_reinstated", 1};
template <>
inline constexpr EventType event_type<DisputeLost>{"dispute.lost", 1};
template <>
inline constexpr EventType event_type<DisputeLossAdjusted>{"dispute.loss_adjusted", 1};
template <>
inline constexpr EventType event_type<DisputeWon>{"dispute.won", 1};
template <>
inline constexpr EventType event_type<DisputeInquiryClosed>{"dispute.inquiry_closed", 1};
template <>
inline constexpr EventType event_type<CommissionReleased>{"commission.released", 1};
template <>
inline constexpr EventType event_type<CommissionHeld>{"commission.held", 1};
template <>
inline constexpr EventType event_type<CommissionUnheld>{"commission.unheld", 1};
template <>
inline constexpr EventType event_type<CommissionCorrected>{"commission.corrected", 1};
template <>
inline constexpr EventType event_type<PayoutCreated>{"payout.created", 1, true};
template <>
inline constexpr EventType event_type<PayoutEdited>{"payout.edited", 1};
template <>
inline constexpr EventType event_type<PayoutApproved>{"payout.approved", 1};
template <>
inline constexpr EventType event_type<PayoutProcessing>{"payout.processing", 1};
template <>
inline constexpr EventType event_type<PayoutCompleted>{"payout.completed", 1};
template <>
inline constexpr EventType event_type<PayoutFailed>{"payout.failed", 1};
template <>
inline constexpr EventType event_type<PayoutCancelled>{"payout.cancelled", 1};
template <>
inline constexpr EventType event_type<PayoutReturned>{"payout.returned", 1};
template <>
inline constexpr EventType event_type<PayoutAccountProposed>{"payout_account.proposed", 1};
template <>
inline constexpr EventType event_type<PayoutAccountApproved>{"payout_account.approved", 1};
template <>
inline constexpr EventType event_type<PayoutAccountWithdrawn>{"payout_account.withdrawn", 1};
template <>
inline constexpr EventType event_type<TaxFormRecorded>{"tax_form.recorded", 1};
template <>
inline constexpr EventType event_type<BankFileMade>{"bank_file.made", 1, true};
template <>
inline constexpr EventType event_type<BankReturnReceived>{"bank_return.received", 1, true};
template <>
inline constexpr EventType event_type<AdjustmentProposed>{"adjustment.proposed", 1, true};
template <>
inline constexpr EventType event_type<AdjustmentApproved>{"adjustment.approved", 1};
template <>
inline constexpr EventType event_type<AdjustmentWithdrawn>{"adjustment.withdrawn", 1};
template <>
inline constexpr EventType event_type<SupplierSettled>{"supplier.settled", 1};
template <>
inline constexpr EventType event_type<StripePaidOut>{"stripe_payout.paid", 1};
template <>
inline constexpr EventType event_type<StripePayoutFailed>{"stripe_payout.failed", 1};
template <>
inline constexpr EventType event_type<StatementImported>{"statement.imported", 1, true};
template <>
inline constexpr EventType event_type<StatementLinesImported>{"statement.lines_imported", 1};
template <>
inline constexpr EventType event_type<ReconciliationMatched>{"reconciliation.matched", 1};
template <>
inline constexpr EventType event_type<ReconciliationUnmatched>{"reconciliation.unmatched", 1};
template <>
inline constexpr EventType event_type<WebhookReceived>{"webhook.received", 2, true};
template <>
inline constexpr EventType event_type<WebhookParked>{"webhook.parked", 1};
template <>
inline constexpr EventType event_type<WebhookProcessed>{"webhook.processed", 1};
template <>
inline constexpr EventType event_type<WebhookFailed>{"webhook.failed", 1};
template <>
inline constexpr EventType event_type<WidgetEventsGathered>{"widget.events_gathered", 1};
template <>
inline constexpr EventType event_type<PersonErased>{"person.erased", 1};
template <>
inline constexpr EventType event_type<TaskDismissed>{"task.dismissed", 1};
template <>
inline constexpr EventType event_type<PeriodClosed>{"period.closed", 1};
template <>
inline constexpr EventType event_type<PeriodReopeningProposed>{"period.reopening_proposed", 1};
template <>
inline constexpr EventType event_type<PeriodReopeningWithdrawn>{"period.reopening_withdrawn", 1};
template <>
inline constexpr EventType event_type<PeriodReopened>{"period.reopened", 1};
template <>
inline constexpr EventType event_type<LateFactPosted>{"late_fact.posted", 1, true};
template <>
inline constexpr EventType event_type<WebhookEndpointCreated>{"webhook_endpoint.created", 1, true};
template <>
inline constexpr EventType event_type<WebhookEndpointChanged>{"webhook_endpoint.changed", 1};
template <>
inline constexpr EventType event_type<WebhookEndpointSecretRotated>{"webhook_endpoint.secret_rotated", 1};
template <>
inline constexpr EventType event_type<WebhookEndpointDisabled>{"webhook_endpoint.disabled", 1};
template <>
inline constexpr EventType event_type<WebhookEndpointEnabled>{"webhook_endpoint.enabled", 1};
template <>
inline constexpr EventType event_type<WebhookEndpointRemoved>{"webhook_endpoint.removed", 1};
template <>
inline constexpr EventType event_type<NotificationPreferencesChanged>{"notification_preferences.changed", 1};

template <>
inline constexpr EventType event_type<OrderSentToSupplier>{"order.sent_to_supplier", 1};
template <>
inline constexpr EventType event_type<CustomerKnown>{"order.customer_known", 1};
template <>
inline constexpr EventType event_type<CheckoutRequested>{"checkout.requested", 1};
template <>
inline constexpr EventType event_type<CheckoutOpened>{"checkout.opened", 1};
template <>
inline constexpr EventType event_type<RefundRequested>{"refund.requested", 1};
template <>
inline constexpr EventType event_type<RefundRequestClosed>{"refund.request_closed", 1};
template <>
inline constexpr EventType event_type<ConnectAccountLinked>{"connect_account.linked", 1};
template <>
inline constexpr EventType event_type<ConnectAccountChanged>{"connect_account.changed", 1};
template <>
inline constexpr EventType event_type<EffectIntended>{"effect.intended", 1, true};
template <>
inline constexpr EventType event_type<EffectAttemptFailed>{"effect.attempt_failed", 1};
template <>
inline constexpr EventType event_type<EffectPostponed>{"effect.postponed", 1};
template <>
inline constexpr EventType event_type<EffectSucceeded>{"effect.succeeded", 1};
template <>
inline constexpr EventType event_type<EffectGivenUp>{"effect.given_up", 1};
template <>
inline constexpr EventType event_type<EffectRetried>{"effect.retried", 1};
template <>
inline constexpr EventType event_type<EffectDropped>{"effect.dropped", 1};

using Event = std::variant<
    AdminCreated, AdminRevoked, BrokerRegistered, BrokerApproved, BrokerSuspended, BrokerReactivated,
    BrokerDeactivated, BrokerTermsChanged, BrokerProfileChanged, BrokerKeyRotated, BrokerKeyRevoked,
    CatalogImported, OrderPlaced, OrderCancelled, OrderExpired, OrderFulfilled, OrderRejected,
    PaymentCaptured, PaymentPending, PaymentIntentKnown, PaymentAttemptFailed, PaymentUnexpected,
    UnappliedRefunded, RefundSettled, CommissionReleased, PayoutCreated, PayoutEdited, PayoutApproved,
    PayoutProcessing, PayoutCompleted, PayoutFailed, PayoutCancelled, PayoutReturned, WebhookReceived,
    WebhookParked, WebhookProcessed, WebhookFailed, WidgetEventsGathered, PersonErased, TaskDismissed,
    BrokerTermsCorrected, PaymentFeeKnown, RefundReported, RefundTotalReported, RefundFailed, DisputeOpened,
    DisputeFundsWithdrawn, DisputeFundsReinstated, DisputeLost, DisputeLossAdjusted, DisputeWon,
    DisputeInquiryClosed, CommissionHeld, CommissionUnheld, CommissionCorrected, AdjustmentProposed,
    AdjustmentApproved, AdjustmentWithdrawn, SupplierSettled, StripePaidOut, StripePayoutFailed, BankFileMade,
    BankReturnReceived, PayoutAccountProposed, PayoutAccountApproved, PayoutAccountWithdrawn, TaxFormRecorded,
    PeriodClosed, PeriodReopeningProposed, PeriodReopeningWithdrawn, PeriodReopened, LateFactPosted,
    StatementImported, StatementLinesImported, ReconciliationMatched, ReconciliationUnmatched,
    OrderSentToSupplier, CustomerKnown, CheckoutRequested, CheckoutOpened, RefundRequested,
    RefundRequestClosed, ConnectAccountLinked, ConnectAccountChanged, EffectIntended, EffectAttemptFailed,
    EffectPostponed, EffectSucceeded, EffectGivenUp, EffectRetried, EffectDropped, WebhookEndpointCreated,
    WebhookEndpointChanged, WebhookEndpointSecretRotated, WebhookEndpointDisabled, WebhookEndpointEnabled,
    WebhookEndpointRemoved, NotificationPreferencesChanged>;

template <class... E>
constexpr bool all_catalogued(const std::variant<E...>*) {
  return (!event_type<E>.name.empty() && ...);
}
static_assert(all_catalogued(static_cast<const Event*>(nullptr)), "an event lacks its catalog entry");

/// "order.placed", 1.
EventType type_of(const Event& event);
/// The stream that the event belongs to: "order-<uuid>", "broker-<uuid>", "payout-<uuid>",
/// "catalog-<source>", "webhook-<external id>", "widget-<broker>", "admin-<uuid>", "person-<uuid>",
/// "task-<id>", "adjustment-<uuid>", "supplier-<id>", "stripe_payout-<po_…>", "bank_file-<uuid>",
/// "bank_return-<uuid>", "payout_account-<payee>", "tax_form-<payee>", "period-<month>", "late_fact-<the
/// fact's event id>", "statement-<uuid>", "reconciliation-<account>", "effect-<effect id>",
/// "connect_account-<payee>", "webhook_endpoint-<uuid>", "notification_preferences-<payee>". Disputes,
/// checkouts and refunds are in their order's.
std::string stream_of(const Event& event);
/// The order or payout whose stream this is; nothing for any other stream.
std::optional<OrderId> order_of_stream(std::string_view stream);
std::optional<PayoutId> payout_of_stream(std::string_view stream);
/// Kafka's key and the order of folding: the payee; an order's own id for direct sales; else the stream's id.
std::string partition_key_of(const Event& event);

}  // namespace daybook
