#include "adapters/effects/stripe_fees.hpp"

#include "adapters/effects/log_cursor.hpp"
#include "adapters/effects/on_log.hpp"
#include "adapters/http/handlers/stripe_delivery.hpp"
#include "adapters/log.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "events/payment/payment_decide.hpp"

namespace daybook {
namespace {

constexpr const char* kCursor = "stripe_fees";
constexpr std::size_t kDeliveriesAtOnce = 500;

bool lacks_fee(const WebhookReceived& delivery) {
  return (delivery.event_type == "charge.succeeded" || delivery.event_type == "charge.updated") &&
         delivery.fact.balance_transaction && !delivery.fact.fee;
}

/// The order of a delivery if the transaction's fee is not known yet.
std::optional<OrderId> order_without(Writer& writer, const StripeFact& fact) {
  std::optional<OrderId> found;
  on_log(writer, {"react", "fees", ""}, {}, "an order cannot be read", [&](Workspace& ws) {
    const OrderState* order = http::order_of_fact(ws, fact);
    found = order && !order->knows_fee(*fact.balance_transaction) ? std::optional(order->id) : std::nullopt;
  });
  return found;
}

void record(Writer& writer, const OrderId& id, const stripe::BalanceTransaction& transaction,
            const EventId& cause) {
  Hints hints;
  hints.orders = {id};
  on_log(writer, {"react", "fees", cause.str()}, hints, "a fee could not be recorded", [&](Workspace& ws) {
    const OrderState* order = ws.order(id);
    if (order && transaction.fee > Minor{} && !order->knows_fee(transaction.id))
      ws.append(
          {{PaymentFeeKnown{id, order->broker_id, transaction.id, transaction.fee, transaction.currency},
            ws.now()}});
  });
}

}  // namespace

stripe::Answered<std::int64_t> record_fees(stripe::StripeClient& client, Writer& writer,
                                           pg::Connection& connection) {
  const LogCursor cursor(connection, kCursor);
  const std::int64_t head = log_position(connection);
  const auto facts = read_types(connection, cursor.position(), head,
                                {std::string(event_type<WebhookReceived>.name)}, kDeliveriesAtOnce);
  std::int64_t recorded = 0;
  std::int64_t reached = cursor.position();
  for (const Recorded& fact : facts) {
    const auto& delivery = std::get<WebhookReceived>(fact.event);
    if (const auto id = lacks_fee(delivery) ? order_without(writer, delivery.fact) : std::nullopt) {
      auto transaction = client.balance_transaction(*delivery.fact.balance_transaction);
      if (!transaction && transaction.error().kind != stripe::FailureKind::refused) {
        cursor.move(connection, reached);
        return tl::unexpected(transaction.error());
      }
      if (transaction) {
        record(writer, *id, *transaction, fact.envelope.event_id);
        ++recorded;
      } else {
        logging::warn("order {}: its Stripe fee stays unknown: {}", id->str(), transaction.error().message);
      }
    }
    reached = fact.envelope.position.value;
  }
  cursor.move(connection, facts.size() < kDeliveriesAtOnce ? head : reached);
  return recorded;
}

}  // namespace daybook
