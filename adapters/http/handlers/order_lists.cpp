#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/views.hpp"
#include "core/text.hpp"
#include "events/codec/json_read.hpp"
#include "events/codec/packed.hpp"

namespace daybook::http {
namespace {

json::Raw commission_json(const pg::Rows& rows, int i) {
  json::Object out;
  out.add("id", uuid_json(rows, i, 0))
      .add("broker_id", uuid_json(rows, i, 1))
      .add("order_id", uuid_json(rows, i, 0))
      .add("currency", rows.text(i, 2))
      .add("revenue_share_amount", number_json(rows, i, 3))
      .add("markup_amount", number_json(rows, i, 4))
      .add("total_commission", number_json(rows, i, 5))
      .add("payout_status", rows.text(i, 6))
      .add("hold_until", time_json(rows, i, 7))
      .add("payout_id", uuid_json(rows, i, 8))
      .add("created_at", time_json(rows, i, 9))
      .add("paid_at", time_json(rows, i, 10));
  return out.raw();
}

/// {order id -> its commission records}, one query for a page.
std::map<std::string, std::vector<json::Raw>> commissions_of(pg::Connection& connection,
                                                             const std::vector<std::string>& orders) {
  std::map<std::string, std::vector<json::Raw>> found;
  if (orders.empty()) return found;
  const auto rows = connection.exec(
      "SELECT order_id, broker_id, currency, revenue_share_amount, markup_amount, total_commission, "
      "payout_status, "
      "hold_until, payout_id, created_at, paid_at FROM commissions WHERE order_id = ANY($1::uuid[])",
      {pg::text_array(orders)});
  for (int i = 0; i < rows.size(); ++i)
    found[std::string(rows.text(i, 0))].push_back(commission_json(rows, i));
  return found;
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
  const auto rows = connection.exec("SELECT id, state FROM orders" + where.sql() +
                                        fmt::format(" ORDER BY created_at DESC, id DESC LIMIT {} OFFSET {}",
                                                    page.limit, (page.page - 1) * page.limit),
                                    where.params());
  std::vector<std::string> ids;
  for (int i = 0; i < rows.size(); ++i) ids.emplace_back(rows.text(i, 0));
  auto commissions = commissions_of(connection, ids);
  std::vector<json::Raw> orders;
  for (int i = 0; i < rows.size(); ++i) {
    const auto state = packed::unpack<OrderState>(rows.bytes(i, 1));
    json::Object out = order_object(state, keys);
    out.add("commission_records", commissions[ids[static_cast<std::size_t>(i)]]);
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

std::vector<json::Raw> refunds(const RefundEvidence& evidence) {
  std::vector<json::Raw> out;
  const auto add = [&](const std::string& id, Minor amount, const char* status) {
    json::Object refund;
    out.push_back(refund.add("id", id).add("amount", amount).add("status", status).raw());
  };
  for (const KnownRefund& r : evidence.refunds)
    add(r.id, r.amount, r.failed_at ? "failed" : r.succeeded ? "succeeded" : "pending");
  for (const ManualRefund& r : evidence.manual) add(r.id.str(), r.amount, r.failed ? "failed" : "succeeded");
  return out;
}

std::vector<json::Raw> timeline(const KeyedRows& lines) {
  std::vector<json::Raw> out;
  for (int i = lines.begin; i < lines.end; ++i) {
    json::Object line;
    line.add("at", time_json(lines.rows, i, 1))
        .add("type", lines.rows.text(i, 2))
        .add("position", lines.rows.integer(i, 3))
        .add("detail", lines.rows.text(i, 4));
    out.push_back(line.raw());
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
  const auto state = packed::unpack<OrderState>(found.rows.text(found.begin, 1));
  if (asked.caller.is_key() && state.broker_id != asked.caller.broker) return refuse(missing);
  std::optional<SecretKey> key;
  if (!found.rows.null(found.begin, 2)) {
    key = api.vault.unwrap(state.customer.person_id, found.rows.text(found.begin, 2));
  } else {
    // Seen here before the log was followed so far: no other view may show the person after this one.
    api.people.forget(state.customer.person_id);
  }
  json::Object order = order_object(state, [&](const PersonId&) { return key; });
  const KeyedRows commission = stored.commission(id->uuid);
  std::vector<json::Raw> commissions;
  for (int i = commission.begin; i < commission.end; ++i)
    commissions.push_back(commission_json(commission.rows, i));
  order.add("broker", name_of(api, state.broker_id, api.people.lookup(connection)))
      .add("commission_records", commissions)
      .add("commission_breakdown", breakdown(state))
      .add("total_lost", state.total_lost)
      .add("commission_state", state.commission)
      .add("hold_reason", state.hold_reason)
      .add("refunds", refunds(state.refunds))
      .add("disputes", state.disputes)
      .add("timeline", timeline(stored.timeline(id->uuid)));
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
