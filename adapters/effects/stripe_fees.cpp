#include "adapters/effects/stripe_fees.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/effects/log_cursor.hpp"
#include "adapters/http/handlers/stripe_delivery.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "events/payment/payment_decide.hpp"

namespace daybook {
namespace {

constexpr const char* kCursor = "stripe_fees";
constexpr int kDeliveriesAtOnce = 500;

bool lacks_fee(const WebhookReceived& delivery) {
  return (delivery.event_type == "charge.succeeded" || delivery.event_type == "charge.updated") &&
         delivery.fact.balance_transaction && !delivery.fact.fee;
}

bool is_known(const OrderState& order, const std::string& transaction) {
  const auto& known = order.fee_transactions;
  return std::find(known.begin(), known.end(), transaction) != known.end();
}

/// The order of a delivery if the transaction's fee is not known yet.
std::optional<OrderId> order_without(Writer& writer, const StripeFact& fact) {
  std::optional<OrderId> found;
  Command command;
  command.origin = {"react", "fees", ""};
  command.run = [&](Workspace& ws) -> Result<Answer> {
    const OrderState* order = http::order_of_fact(ws, fact);
    found = order && !is_known(*order, *fact.balance_transaction) ? std::optional(order->id) : std::nullopt;
    return Answer{200, "{}", 0, false, {}, {}};
  };
  if (auto read = writer.execute(std::move(command)); !read)
    throw std::runtime_error("an order cannot be read: " + read.error().detail);
  return found;
}

void record(Writer& writer, const OrderId& id, const stripe::BalanceTransaction& transaction,
            const EventId& cause) {
  Command command;
  command.origin = {"react", "fees", cause.str()};
  command.hints.orders = {id};
  command.run = [&](Workspace& ws) -> Result<Answer> {
    const OrderState* order = ws.order(id);
    if (order && transaction.fee > Minor{} && !is_known(*order, transaction.id))
      ws.append(
          {{PaymentFeeKnown{id, order->broker_id, transaction.id, transaction.fee, transaction.currency},
            ws.now()}});
    return Answer{200, "{}", 0, false, {}, {}};
  };
  if (auto done = writer.execute(std::move(command)); !done)
    throw std::runtime_error("a fee could not be recorded: " + done.error().detail);
}

}  // namespace

stripe::Answered<std::int64_t> record_fees(stripe::StripeClient& client, Writer& writer,
                                           pg::Connection& connection) {
  const LogCursor cursor(connection, kCursor);
  const std::int64_t head = log_position(connection);
  const auto rows = connection.exec(
      fmt::format(
          "SELECT {} FROM events WHERE position > $1 AND position <= $2 AND type = 'webhook.received' "
          "ORDER BY position LIMIT {}",
          kEventColumns, kDeliveriesAtOnce),
      {std::to_string(cursor.position()), std::to_string(head)});
  std::int64_t recorded = 0;
  std::int64_t reached = cursor.position();
  for (int i = 0; i < rows.size(); ++i) {
    const Recorded fact = decode(envelope_of(rows, i));
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
      }
    }
    reached = fact.envelope.position.value;
  }
  cursor.move(connection, rows.size() < kDeliveriesAtOnce ? head : reached);
  return recorded;
}

}  // namespace daybook
