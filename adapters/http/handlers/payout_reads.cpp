#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/views.hpp"
#include "events/codec/json_read.hpp"
#include "events/codec/packed.hpp"

namespace daybook::http {
namespace {

std::optional<PayoutState> find(pg::Connection& connection, const Call& call) {
  const auto id = path_id<PayoutId>(call);
  if (!id) return std::nullopt;
  const auto rows = connection.exec("SELECT state FROM payouts WHERE id = $1", {id->str()});
  if (rows.size() == 0) return std::nullopt;
  return json::read_stored<PayoutState>(rows.text(0, 0));
}

/// What a payout holds of one order.
struct OrderPart {
  Minor share, markup;
  std::int64_t position = 0;
};

json::Raw report_line(const OrderState& order, const OrderPart& part, const KeyLookup& keys) {
  json::Object out;
  out.add("order_number", order.order_number)
      .add("order_date", order.created_at)
      .add("customer", reveal(keys, order.customer.person_id, "email", order.customer.email))
      .add("items", order.items.size())
      .add("order_total", order.total_charged)
      .add("revenue_share", part.share)
      .add("markup", part.markup)
      .add("commission", part.share + part.markup)
      .add("order_id", order.id)
      .add("position", part.position);
  return out.raw();
}

std::string ids_of(const std::vector<std::int64_t>& positions) {
  std::string out = "{";
  for (const auto p : positions) out += (out.size() > 1 ? "," : "") + std::to_string(p);
  return out + "}";
}

/// Lines inside the period stand under their orders; earlier ones are carried forward.
Response report(const Api& api, pg::Connection& connection, const PayoutState& p, const KeyLookup& keys) {
  const auto lines = connection.exec(
      "SELECT order_id, revenue_share, markup, adjustments, position, effective_at FROM payee_lines WHERE "
      "position = "
      "ANY($1::bigint[]) ORDER BY position",
      {ids_of(p.lines)});
  std::map<std::string, OrderPart> parts;
  std::vector<std::string> sequence;
  Minor carried;
  for (int i = 0; i < lines.size(); ++i) {
    if (lines.null(i, 0) || Instant{pg::micros_of(lines.text(i, 5))} < p.period_start) {
      carried += Minor{lines.integer(i, 1)} + Minor{lines.integer(i, 2)} + Minor{lines.integer(i, 3)};
      continue;
    }
    auto [it, fresh] = parts.try_emplace(std::string(lines.text(i, 0)));
    if (fresh) sequence.push_back(it->first);
    it->second.share += Minor{lines.integer(i, 1)};
    it->second.markup += Minor{lines.integer(i, 2)};
    carried += Minor{lines.integer(i, 3)};
    it->second.position = lines.integer(i, 4);
  }
  std::map<std::string, OrderState> states;
  if (!sequence.empty()) {
    const auto rows = connection.exec("SELECT id, state FROM orders WHERE id = ANY($1::uuid[])",
                                      {pg::text_array(sequence)});
    for (int i = 0; i < rows.size(); ++i)
      states[std::string(rows.text(i, 0))] = packed::unpack<OrderState>(rows.bytes(i, 1));
  }
  std::vector<json::Raw> orders;
  for (const auto& id : sequence) orders.push_back(report_line(states.at(id), parts.at(id), keys));
  json::Object broker, period, totals, payment, out;
  if (const auto payee = api.view.broker(p.payee))
    broker.add("name", reveal(keys, payee->profile.person_id, "name", payee->profile.name))
        .add("business_name", payee->profile.business_name)
        .add("email", reveal(keys, payee->profile.person_id, "email", payee->profile.email));
  period.add("start", p.period_start).add("end", p.period_end);
  totals.add("revenue_share", p.amounts.revenue_share)
      .add("markup", p.amounts.markup)
      .add("total", p.amounts.total());
  payment.add("method", p.payment_method)
      .add("status", p.status)
      .add("transaction_id", p.transaction_id)
      .add("processed_at", p.processed_at);
  out.add("payout_id", p.id)
      .add("broker", broker.raw())
      .add("period", period.raw())
      .add("totals", totals.raw())
      .add("payment", payment.raw())
      .add("orders", orders)
      .add("order_count", orders.size())
      .add("carried_forward", carried)
      .add("created_at", p.created_at)
      .add("currency", p.currency);
  return json_response(out.text());
}

}  // namespace

void list_pending_payouts(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor"})) return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  const auto after = cursor_number(*page, 0);
  if (!after) return refuse_call(call, reply, after.error());
  read(api, std::move(call), std::move(reply),
       [&api, limit = page->limit, after = *after](pg::Connection& connection,
                                                   const Call&) -> Result<Response> {
         const auto rows = connection.exec(
             "SELECT state, order_count, position FROM payouts WHERE status = 'PENDING' AND position > $1 "
             "ORDER BY position LIMIT $2",
             {std::to_string(after), std::to_string(limit + 1)});
         std::vector<json::Raw> data;
         std::optional<std::string> next;
         const KeyLookup keys = api.people.lookup(connection);
         for (int i = 0; i < rows.size() && i < limit; ++i) {
           const auto payout = json::read_stored<PayoutState>(rows.text(i, 0));
           const auto payee = api.view.broker(payout.payee);
           json::Object out = payout_object(payout);
           out.add("broker", payee ? broker_name(*payee, keys) : json::Raw{"null"})
               .add("order_count", rows.integer(i, 1));
           data.push_back(out.raw());
           if (i + 1 == limit && rows.size() > limit) next = std::to_string(rows.integer(i, 2));
         }
         return cursor_response(data, next);
       });
}

void get_payout(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read(api, std::move(call), std::move(reply),
       [](pg::Connection& connection, const Call& asked) -> Result<Response> {
         const auto payout = find(connection, asked);
         if (!payout) return refuse(RefusalCode::not_found, "there is no payout with this id");
         return json_response(payout_object(*payout).text());
       });
}

void payout_report(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read(api, std::move(call), std::move(reply),
       [&api](pg::Connection& connection, const Call& asked) -> Result<Response> {
         const KeyLookup keys = api.people.lookup(connection);
         Snapshot snapshot(connection);
         const auto payout = find(connection, asked);
         if (!payout) return refuse(RefusalCode::not_found, "there is no payout with this id");
         return report(api, connection, *payout, keys);
       });
}

}  // namespace daybook::http
