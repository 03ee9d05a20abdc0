#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/views.hpp"
#include "adapters/postgres/order_states.hpp"
#include "core/text.hpp"
#include "events/codec/json_read.hpp"
#include "projections/sentences.hpp"

namespace daybook::http {
namespace {

/// The seed's commission records of an order: one, or none. From the columns kCommission.
constexpr const char* kCommission = "payout_status, commission_hold_until, payout_id, accrued_at, paid_at";
std::vector<json::Raw> commission_records(const OrderState& order, const pg::Rows& rows, int i, int first) {
  if (rows.null(i, first)) return {};
  const Parts standing = order.standing();
  json::Object out;
  out.add("id", order.id)
      .add("broker_id", order.broker_id)
      .add("order_id", order.id)
      .add("currency", order.currency)
      .add("revenue_share_amount", standing.share)
      .add("markup_amount", standing.markup)
      .add("total_commission", standing.share + standing.markup)
      .add("payout_status", rows.text(i, first))
      .add("hold_until", time_json(rows, i, first + 1))
      .add("payout_id", uuid_json(rows, i, first + 2))
      .add("created_at", time_json(rows, i, first + 3))
      .add("paid_at", time_json(rows, i, first + 4));
  return {out.raw()};
}

json::Raw name_of(const Api& api, const std::optional<BrokerId>& id, const KeyLookup& keys) {
  if (!id) return {"null"};
  const auto broker = api.view.broker(*id);
  return broker ? broker_name(*broker, keys) : json::Raw{"null"};
}

/// Sums over everything that the filter matches, in the currency that most captured orders have: currencies
/// are never netted.
std::string summary(pg::Connection& connection, const Where& where, bool admin) {
  const auto rows = connection.exec(
      "SELECT currency, count(*) FILTER (WHERE captured), coalesce(sum(net_charged), 0)::bigint, "
      "coalesce(sum(net_share), 0)::bigint, coalesce(sum(net_markup), 0)::bigint, "
      "coalesce(sum(net_platform), 0)::bigint FROM orders" +
          where.sql() + " GROUP BY currency ORDER BY 2 DESC, 1 LIMIT 1",
      where.params());
  const auto figure = [&](int column) { return rows.size() == 0 ? 0 : rows.integer(0, column); };
  json::Object out;
  if (admin) {
    out.add("total_revenue", figure(2))
        .add("platform_revenue", figure(5))
        .add("broker_commissions", figure(3) + figure(4));
  } else {
    out.add("total_orders", figure(1))
        .add("total_revenue", figure(2))
        .add("total_commission", figure(3) + figure(4))
        .add("revenue_share_earned", figure(3))
        .add("markup_earned", figure(4));
  }
  return out.add("currency", rows.size() == 0 ? std::string("USD") : std::string(rows.text(0, 0))).text();
}

Response list(const Api& api, pg::Connection& connection, const Where& where, const Page& page, bool admin) {
  Snapshot snapshot(connection);
  const KeyLookup keys = api.people.lookup(connection);
  const auto total =
      connection.exec("SELECT count(*) FROM orders" + where.sql(), where.params()).integer(0, 0);
  const auto rows = connection.exec(
      fmt::format(
          "SELECT id, position, {} FROM orders{} ORDER BY created_at DESC, id DESC LIMIT {} OFFSET {}",
          kCommission, where.sql(), page.limit, (page.page - 1) * page.limit),
      where.params());
  std::map<OrderId, std::int64_t> as_of;
  for (int i = 0; i < rows.size(); ++i) as_of.emplace(*OrderId::parse(rows.text(i, 0)), rows.integer(i, 1));
  const auto states = order_states(connection, as_of);
  std::vector<json::Raw> orders;
  for (int i = 0; i < rows.size(); ++i) {
    const OrderState& state = states.at(*OrderId::parse(rows.text(i, 0)));
    json::Object out = order_object(state, keys);
    out.add("commission_records", commission_records(state, rows, i, 2));
    if (admin) out.add("broker", name_of(api, state.broker_id, keys));
    orders.push_back(out.raw());
  }
  json::Object out;
  out.add("success", true)
      .add("orders", orders)
      .add("pagination", pagination(page, total))
      .add("summary", json::Raw{summary(connection, where, admin)});
  return json_response(out.text());
}

json::Raw breakdown(const OrderState& o) {
  json::Object out;
  const Minor gross = o.parts.platform + o.parts.share;
  out.add("tradeline_supply_gets", o.parts.supplier)
      .add("platform_gross_commission", gross)
      .add("broker_revenue_share", o.parts.share)
      .add("broker_markup", o.parts.markup)
      .add("platform_net_commission", o.parts.platform)
      .add("broker_total_earnings", o.parts.share + o.parts.markup);
  return out.raw();
}

std::vector<json::Raw> refunds(const OrderState& order) {
  const RefundEvidence& evidence = order.refunds;
  std::vector<json::Raw> out;
  const auto add = [&](const std::string& id, Minor amount, const char* status) {
    json::Object refund;
    out.push_back(refund.add("id", id).add("amount", amount).add("status", status).raw());
  };
  for (const KnownRefund& r : evidence.refunds)
    add(r.id, r.amount, r.failed_at ? "failed" : r.succeeded ? "succeeded" : "pending");
  for (const ManualRefund& r : evidence.manual) add(r.id.str(), r.amount, r.failed ? "failed" : "succeeded");
  for (const RefundRequest& r : order.refund_requests) add(r.id.str(), r.amount, "requested");
  return out;
}

/// An order told from its events, up to the last one that the read models have taken.
struct ToldOrder {
  OrderState state;
  std::vector<json::Raw> timeline;
};
ToldOrder told(const KeyedRows& events, std::int64_t until) {
  ToldOrder out;
  const pg::Rows& rows = events.rows;
  for (int i = events.begin; i < events.end && rows.integer(i, 1) <= until; ++i) {
    const Recorded fact = order_fact(rows, i);
    const Envelope& at = fact.envelope;
    evolve_order(out.state, fact);
    json::Object line;
    line.add("at", at.effective_at)
        .add("type", at.type)
        .add("position", at.position.value)
        .add("detail", sentence_of(fact.event));
    out.timeline.push_back(line.raw());
  }
  return out;
}

Result<Response> order(const Api& api, const Call& asked, pg::Connection& connection,
                       const PointRows& stored) {
  const Refusal missing{RefusalCode::order_not_found, "there is no order with this id", {}, {}};
  const auto id = path_id<OrderId>(asked);
  if (!id) return refuse(missing);
  const KeyedRows found = stored.order(id->uuid);
  if (found.empty()) return refuse(missing);
  const ToldOrder told_order = told(stored.events(id->uuid), found.rows.integer(found.begin, 1));
  const OrderState& state = told_order.state;
  if (asked.caller.is_key() && state.broker_id != asked.caller.broker) return refuse(missing);
  std::optional<SecretKey> key;
  if (!found.rows.null(found.begin, 2)) {
    key = api.vault.unwrap(state.customer.person_id, found.rows.text(found.begin, 2));
  } else {
    // Seen here before the log was followed so far: no other view may show the person after this one.
    api.people.forget(state.customer.person_id);
  }
  json::Object order = order_object(state, [&](const PersonId&) { return key; });
  order.add("broker", name_of(api, state.broker_id, api.people.lookup(connection)))
      .add("commission_records", commission_records(state, found.rows, found.begin, 3))
      .add("commission_breakdown", breakdown(state))
      .add("total_lost", state.total_lost)
      .add("commission_state", state.commission)
      .add("hold_reason", state.hold_reason)
      .add("refunds", refunds(state))
      .add("disputes", state.disputes)
      .add("timeline", told_order.timeline);
  json::Object out;
  return json_response(out.add("success", true).add("order", order.raw()).text());
}

/// status, start_date and end_date, as both lists take them.
Result<Where> common_filter(const Request& request, const Zone& zone) {
  const auto status = query_enum<OrderStatus>(request, "status");
  const auto range = date_range(request, zone);
  if (auto bad = first_refusal(status, range)) return refuse(*bad);
  Where where;
  if (*status) where.add("status = ?", **status);
  add_range(where, "created_at", *range);
  return where;
}

}  // namespace

void list_orders_of_broker(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"page", "limit", "status", "start_date", "end_date"}))
    return refuse_call(call, reply, *bad);
  const auto page = page_of(call.request);
  auto where = common_filter(call.request, api.policy.zone);
  if (auto bad = first_refusal(page, where)) return refuse_call(call, reply, *bad);
  where->add("broker_id = ?::uuid", call.caller.broker->str());
  read(api, std::move(call), std::move(reply),
       [&api, where = *where, page = *page](pg::Connection& connection, const Call&) -> Result<Response> {
         return list(api, connection, where, page, false);
       });
}

void list_orders(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"page", "limit", "status", "start_date", "end_date", "broker_id",
                                            "order_number", "customer_email"}))
    return refuse_call(call, reply, *bad);
  const auto page = page_of(call.request);
  auto where = common_filter(call.request, api.policy.zone);
  if (auto bad = first_refusal(page, where)) return refuse_call(call, reply, *bad);
  if (const auto text = call.request.query_value("broker_id")) {
    const auto id = BrokerId::parse(*text);
    if (!id) return refuse_call(call, reply, invalid_field("?broker_id", "must be a UUID"));
    where->add("broker_id = ?::uuid", id->str());
  }
  if (const auto number = call.request.query_value("order_number"))
    where->add("order_number = ?", std::string(*number));
  std::optional<std::string> email;
  if (const auto text = call.request.query_value("customer_email")) {
    email = normalise_email(*text);
    if (!email)
      return refuse_call(call, reply, invalid_field("?customer_email", "must be an e-mail address"));
  }
  read(api, std::move(call), std::move(reply),
       [&api, where = *where, email, page = *page](pg::Connection& connection,
                                                   const Call&) -> Result<Response> {
         Where filtered = where;
         if (email) {
           const auto person = api.people.find(connection, *email);
           filtered.add("person_id = ?::uuid", person.value_or(PersonId{}).str());
         }
         return list(api, connection, filtered, page, true);
       });
}

void get_order(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  const Uuid id = path_id<OrderId>(call).value_or(OrderId{}).uuid;
  read_point(api, std::move(call), std::move(reply), PointReads::Of::order, id,
             [&api](const Call& asked, pg::Connection& connection, const PointRows& stored) {
               return order(api, asked, connection, stored);
             });
}

}  // namespace daybook::http
