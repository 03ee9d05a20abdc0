#include "adapters/http/handlers/broker_read.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/views.hpp"
#include "adapters/postgres/payees_as_of.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "core/text.hpp"
#include "events/codec/json_read.hpp"
#include "events/payout/payout_state.hpp"

namespace daybook::http {
namespace {

/// Pending, available and held together.
Minor not_paid_out(const PayeeSums& sums) {
  Minor sum;
  for (int part = 0; part < kPayeeParts; ++part)
    if (figure_of(part) < PayeeFigure::in_transit) sum += sums.at(part);
  return sum;
}

Response stats(pg::Connection& connection, const BrokerState& broker, const DateRange& range,
               const Zone& zone) {
  Snapshot snapshot(connection);
  Where where;
  where.add("broker_id = ?::uuid", broker.id.str());
  where.add("captured");
  add_range(where, "created_at", range);
  const auto rows = connection.exec(
      "SELECT currency, count(*), coalesce(sum(net_charged), 0)::bigint, coalesce(sum(net_share), "
      "0)::bigint, "
      "coalesce(sum(net_markup), 0)::bigint FROM orders" +
          where.sql() + " GROUP BY currency ORDER BY 2 DESC, 1 LIMIT 1",
      where.params());
  const bool any = rows.size() > 0;
  const Currency currency = any ? sql::Column<Currency>::read(rows.text(0, 0)) : broker.currency;
  const auto figure = [&](int column) { return any ? rows.integer(0, column) : 0; };
  Where visits;
  visits.add("broker_id = ?::uuid", broker.id.str());
  if (range.from) visits.add("date >= ?", zone.day_of(*range.from));
  if (range.to) visits.add("date <= ?", zone.day_of(Instant{range.to->micros - 1}));
  const auto loads =
      connection
          .exec("SELECT coalesce(sum(widget_loads), 0)::bigint FROM visitors_daily" + visits.sql(),
                visits.params())
          .integer(0, 0);
  const Minor waiting = not_paid_out(balance_of(connection, broker.id, currency));
  json::Object out;
  out.add("total_orders", figure(1))
      .add("total_revenue", figure(2))
      .add("total_commission", figure(3) + figure(4))
      .add("revenue_share_earned", figure(3))
      .add("markup_earned", figure(4))
      .add("pending_payout", waiting)
      .add("conversion_rate", percent_of(figure(1), loads))
      .add("currency", currency);
  return json_response(out.text());
}

Response analytics(pg::Connection& connection, const BrokerState& broker, const DateRange& range,
                   const Zone& zone) {
  Where where;
  where.add("broker_id = ?::uuid", broker.id.str());
  if (range.from) where.add("date >= ?", zone.day_of(*range.from));
  if (range.to) where.add("date <= ?", zone.day_of(Instant{range.to->micros - 1}));
  const auto rows = connection.exec(
      "SELECT date, currency, coalesce(widget_loads, 0), coalesce(unique_visitors, 0), "
      "coalesce(cart_additions, 0), "
      "coalesce(cart_abandonment, 0), coalesce(checkouts_started, 0), coalesce(orders_count, 0), "
      "coalesce(total_sales, 0), coalesce(refunds, 0), coalesce(revenue_share_earned, 0), "
      "coalesce(markup_earned, 0) "
      "FROM (SELECT * FROM visitors_daily" +
          where.sql() + ") v FULL JOIN (SELECT * FROM sales_daily" + where.sql() +
          ") s USING (broker_id, date) ORDER BY date, currency",
      where.params());
  std::vector<json::Raw> days;
  for (int i = 0; i < rows.size(); ++i) {
    const std::int64_t orders = rows.integer(i, 7);
    json::Object day;
    day.add("date", rows.text(i, 0))
        .add("currency", rows.null(i, 1) ? broker.currency.str() : std::string(rows.text(i, 1)))
        .add("widget_loads", rows.integer(i, 2))
        .add("unique_visitors", rows.integer(i, 3))
        .add("cart_additions", rows.integer(i, 4))
        .add("cart_abandonment", rows.integer(i, 5))
        .add("checkouts_started", rows.integer(i, 6))
        .add("orders_count", orders)
        .add("total_sales", rows.integer(i, 8))
        .add("refunds", rows.integer(i, 9))
        .add("revenue_share_earned", rows.integer(i, 10))
        .add("markup_earned", rows.integer(i, 11))
        .add("conversion_rate", percent_of(orders, rows.integer(i, 2)))
        .add("average_order_value", orders == 0 ? Minor{} : half_up(rows.integer(i, 8), orders));
    days.push_back(day.raw());
  }
  json::Object out;
  return json_response(out.add("data", days).text());
}

Response payouts(pg::Connection& connection, const BrokerState& broker, const Page& page,
                 const std::optional<std::string>& status) {
  Snapshot snapshot(connection);
  Where where;
  where.add("payee = ?::uuid", broker.id.str());
  if (status) where.add("status = ?", *status);
  const auto total =
      connection.exec("SELECT count(*) FROM payouts" + where.sql(), where.params()).integer(0, 0);
  const auto rows = connection.exec("SELECT state FROM payouts" + where.sql() +
                                        fmt::format(" ORDER BY created_at DESC, id DESC LIMIT {} OFFSET {}",
                                                    page.limit, (page.page - 1) * page.limit),
                                    where.params());
  std::vector<json::Raw> list;
  for (int i = 0; i < rows.size(); ++i)
    list.push_back(payout_object(json::read_stored<PayoutState>(rows.text(i, 0))).raw());
  const auto sums = connection.exec(
      "SELECT count(*), coalesce(sum(total_amount), 0)::bigint, "
      "coalesce(sum((state::jsonb #>> '{amounts,revenue_share}')::bigint), 0)::bigint, "
      "coalesce(sum((state::jsonb #>> '{amounts,markup}')::bigint), 0)::bigint FROM payouts WHERE payee = $1 "
      "AND status = 'COMPLETED' AND currency = $2",
      {broker.id.str(), broker.currency.str()});
  json::Object summary;
  summary.add("total_payouts", sums.integer(0, 0))
      .add("total_paid", sums.integer(0, 1))
      .add("revenue_share_paid", sums.integer(0, 2))
      .add("markup_paid", sums.integer(0, 3))
      .add("currency", broker.currency);
  json::Object out;
  out.add("payouts", list).add("pagination", pagination(page, total)).add("summary", summary.raw());
  return json_response(out.text());
}

using RangeView = Response (*)(pg::Connection&, const BrokerState&, const DateRange&, const Zone&);

/// A broker's figures over start_date to end_date.
void read_range(const Api& api, Call call, Reply reply, RangeView view) {
  if (auto bad = check_query(call.request, {"start_date", "end_date"})) return refuse_call(call, reply, *bad);
  const auto range = date_range(call.request, api.policy.zone);
  if (!range) return refuse_call(call, reply, range.error());
  read_broker(api, std::move(call), std::move(reply),
              [&api, view, range = *range](pg::Connection& connection, const BrokerState& broker)
                  -> Result<Response> { return view(connection, broker, range, api.policy.zone); });
}

}  // namespace

void list_brokers(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"email", "status", "limit", "cursor"}))
    return refuse_call(call, reply, *bad);
  const auto status = query_enum<BrokerStatus>(call.request, "status");
  const auto page = cursor_of(call.request);
  if (auto bad = first_refusal(status, page)) return refuse_call(call, reply, *bad);
  std::optional<std::string> email;
  if (const auto text = call.request.query_value("email")) {
    email = normalise_email(*text);
    if (!email) return refuse_call(call, reply, invalid_field("?email", "must be an e-mail address"));
  }
  const auto after = page->cursor ? BrokerId::parse(*page->cursor) : std::nullopt;
  if (page->cursor && !after)
    return refuse_call(call, reply, invalid_field("?cursor", "must be the next_cursor of an earlier answer"));
  read(
      api, std::move(call), std::move(reply),
      [&api, status = *status, email, after, limit = page->limit](pg::Connection& connection,
                                                                  const Call&) -> Result<Response> {
        std::optional<PersonId> person;
        if (email) person = api.people.find(connection, *email).value_or(PersonId{});
        std::vector<BrokerState> found = api.view.read([&](const LedgerState& ledger) {
          std::vector<BrokerState> some;
          for (auto it = after ? ledger.brokers().upper_bound(*after) : ledger.brokers().begin();
               it != ledger.brokers().end() && static_cast<std::int64_t>(some.size()) <= limit; ++it)
            if ((!status || *status == boost::describe::enum_to_string(it->second.status, "")) &&
                (!person || it->second.profile.person_id == *person))
              some.push_back(it->second);
          return some;
        });
        const bool more = static_cast<std::int64_t>(found.size()) > limit;
        if (more) found.pop_back();
        std::vector<json::Raw> data;
        for (const auto& broker : found)
          data.push_back(broker_object(broker, api.people.lookup(connection)).raw());
        return cursor_response(data, more ? std::optional(found.back().id.str()) : std::nullopt);
      },
      true);
}

void get_broker(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read_broker(
      api, std::move(call), std::move(reply),
      [&api](pg::Connection& connection, const BrokerState& broker) -> Result<Response> {
        return json_response(broker_object(broker, api.people.lookup(connection)).text());
      },
      true);
}

void broker_stats(const Api& api, Call call, Reply reply) {
  read_range(api, std::move(call), std::move(reply), stats);
}

void broker_analytics(const Api& api, Call call, Reply reply) {
  read_range(api, std::move(call), std::move(reply), analytics);
}

void broker_payouts(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"page", "limit", "status"}))
    return refuse_call(call, reply, *bad);
  const auto page = page_of(call.request);
  const auto status = query_enum<PayoutStatus>(call.request, "status");
  if (auto bad = first_refusal(page, status)) return refuse_call(call, reply, *bad);
  read_broker(api, std::move(call), std::move(reply),
              [page = *page, status = *status](pg::Connection& connection, const BrokerState& broker)
                  -> Result<Response> { return payouts(connection, broker, page, status); });
}

}  // namespace daybook::http
