#include "events/broker/correct_terms.hpp"
#include "adapters/http/handlers/broker_command.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "core/text.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

struct Body {
  RatePpm revenue_share_percent;
  Instant from;
  std::optional<Instant> until;
  std::string reason;
  std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(Body, (), (revenue_share_percent, from, until, reason, dry_run))

/// What a party gains, in one currency.
struct Gains {
  Currency currency;
  Minor share, markup, platform, supplier;
};
BOOST_DESCRIBE_STRUCT(Gains, (), (currency, share, markup, platform, supplier))

json::Raw order_row(const OrderState& order, const CommissionCorrected& e) {
  json::Object row;
  row.add("order_id", order.id)
      .add("order_number", order.order_number)
      .add("currency", order.currency)
      .add("captured", order.captured())
      .add("total_returned", order.returned())
      .add("commission_state", order.commission)
      .add("old_share_percent", e.old_share_rate)
      .add("new_share_percent", e.new_share_rate)
      .add("old_parts", e.old_parts)
      .add("new_parts", e.new_parts)
      .add("delta", e.delta);
  return row.raw();
}

Answer tell(const std::vector<OrderState>& orders, const NewEvents& events, bool dry_run) {
  const auto& terms = std::get<BrokerTermsCorrected>(events.front().event);
  std::map<OrderId, const OrderState*> by_id;
  for (const OrderState& order : orders) by_id[order.id] = &order;
  std::vector<json::Raw> rows;
  std::map<Currency, Parts> sums;
  for (std::size_t i = 1; i < events.size(); ++i) {
    const auto& e = std::get<CommissionCorrected>(events[i].event);
    rows.push_back(order_row(*by_id.at(e.order_id), e));
    sums[e.currency] = sums[e.currency] + e.delta;
  }
  std::vector<Gains> parties;
  for (const auto& [currency, p] : sums)
    parties.push_back({currency, p.share, p.markup, p.platform, p.supplier});
  json::Object out;
  out.add("dry_run", dry_run)
      .add("correction_id", dry_run ? std::nullopt : std::optional(terms.correction_id))
      .add("broker_id", terms.broker_id)
      .add("terms_version", terms.terms_version)
      .add("new_orders_too", !terms.until)
      .add("orders", rows)
      .add("parties", parties);
  return answer(out.text());
}

Result<Answer> correct(Workspace& ws, const Call& call, const Body& body) {
  const BrokerState* broker = visible_broker(ws.ledger(), call);
  if (!broker) return refuse(RefusalCode::not_found, "there is no such broker");
  const CorrectTerms command{CorrectionId(ws.ids().next()),
                             body.revenue_share_percent,
                             body.from,
                             body.until,
                             body.reason,
                             call.caller.admin->str(),
                             ws.now()};
  if (auto bad = check(command)) return refuse(*bad);
  const auto orders = ws.orders_placed(
      broker->id, command.from, command.until.value_or(Instant{ws.now().micros + 1}), kMostCorrected + 1);
  const auto events = decide(*broker, orders, ws.policy(), command);
  if (!events) return refuse(events.error());
  const bool dry_run = body.dry_run.value_or(false);
  if (!dry_run) ws.append(*events);
  return tell(orders, *events, dry_run);
}

}  // namespace

void correct_terms(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check_text("/reason", body->reason)) return refuse_call(call, reply, *bad);
  write(api, call, reply, [call, body = *body](Workspace& ws) { return correct(ws, call, body); });
}

}  // namespace daybook::http
