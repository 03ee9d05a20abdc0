#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/postgres/read_rows.hpp"

namespace daybook::http {
namespace {

/// From the columns `first` (currency), accounts and amounts.
std::vector<json::Raw> postings_json(const pg::Rows& rows, int i, int first) {
  const auto accounts = sql::Column<std::vector<std::string>>::read(rows.text(i, first + 1));
  const auto amounts = sql::Column<std::vector<Minor>>::read(rows.text(i, first + 2));
  std::vector<json::Raw> postings;
  for (std::size_t p = 0; p < accounts.size(); ++p) {
    json::Object out;
    out.add("account", accounts[p]).add("amount", amounts.at(p)).add("currency", rows.text(i, first));
    postings.push_back(out.raw());
  }
  return postings;
}

}  // namespace

void ledger_accounts(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"prefix", "limit", "cursor"}))
    return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  const std::string prefix(call.request.query_value("prefix").value_or(""));
  read(api, std::move(call), std::move(reply),
       [page = *page, prefix](pg::Connection& connection, const Call&) -> Result<Response> {
         const auto rows = connection.exec(
             "SELECT account, currency, amount FROM account_balances WHERE starts_with(account, $1) AND "
             "account || ' ' || currency > $2 ORDER BY account || ' ' || currency COLLATE \"C\" LIMIT $3",
             {prefix, page.cursor.value_or(""), std::to_string(page.limit + 1)});
         std::vector<json::Raw> data;
         std::optional<std::string> next;
         for (int i = 0; i < rows.size() && i < page.limit; ++i) {
           json::Object out;
           out.add("account", rows.text(i, 0))
               .add("currency", rows.text(i, 1))
               .add("balance", rows.integer(i, 2));
           data.push_back(out.raw());
           if (i + 1 == page.limit && rows.size() > page.limit)
             next = std::string(rows.text(i, 0)) + " " + std::string(rows.text(i, 1));
         }
         return cursor_response(data, next);
       });
}

void ledger_entries(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"order_id", "account", "prior_period", "limit", "cursor"}))
    return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  const auto after = cursor_number(*page, 0);
  if (!after) return refuse_call(call, reply, after.error());
  Where where;
  where.add("e.position > ?", std::to_string(*after));
  if (const auto text = call.request.query_value("order_id")) {
    const auto id = OrderId::parse(*text);
    if (!id) return refuse_call(call, reply, invalid_field("?order_id", "must be a UUID"));
    where.add("e.order_id = ?::uuid", id->str());
  }
  if (const auto account = call.request.query_value("account"))
    where.add("e.accounts @> ARRAY[?::text]", std::string(*account));
  if (const auto month = call.request.query_value("prior_period")) {
    if (!parse_month(*month))
      return refuse_call(call, reply, invalid_field("?prior_period", "must be a month, \"YYYY-MM\""));
    where.add("late.month = ?", std::string(*month));
  }
  read(api, std::move(call), std::move(reply),
       [where, limit = page->limit](pg::Connection& connection, const Call&) -> Result<Response> {
         const auto rows = connection.exec(
             fmt::format(
                 "SELECT e.position, e.recorded_at, e.effective_at, e.type, e.order_id, e.order_number, "
                 "e.payee, e.description, e.currency, e.accounts, e.amounts, late.month, "
                 "late.own_effective_at "
                 "FROM journal_entries e LEFT JOIN late_facts late USING (position){} ORDER BY e.position "
                 "LIMIT {}",
                 where.sql(), limit + 1),
             where.params());
         std::vector<json::Raw> data;
         std::optional<std::string> next;
         for (int i = 0; i < rows.size() && i < limit; ++i) {
           json::Object out;
           out.add("position", rows.integer(i, 0))
               .add("recorded_at", time_json(rows, i, 1))
               .add("effective_at", time_json(rows, i, 2))
               .add("type", rows.text(i, 3))
               .add("order_id", text_json(rows, i, 4))
               .add("order_number", text_json(rows, i, 5))
               .add("payee", text_json(rows, i, 6))
               .add("description", rows.text(i, 7))
               .add("prior_period", text_json(rows, i, 11))
               .add("own_date", time_json(rows, i, 12))
               .add("postings", postings_json(rows, i, 8));
           data.push_back(out.raw());
           if (i + 1 == limit && rows.size() > limit) next = std::to_string(rows.integer(i, 0));
         }
         return cursor_response(data, next);
       });
}

void ledger_trial_balance(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read(api, std::move(call), std::move(reply),
       [](pg::Connection& connection, const Call&) -> Result<Response> {
         Snapshot snapshot(connection);
         const auto rows = connection.exec(
             "SELECT account, currency, amount FROM account_balances ORDER BY currency, account");
         std::map<std::string, std::pair<std::vector<json::Raw>, std::pair<Minor, Minor>>> currencies;
         for (int i = 0; i < rows.size(); ++i) {
           auto& [accounts, sums] = currencies[std::string(rows.text(i, 1))];
           const Minor amount{rows.integer(i, 2)};
           (amount < Minor{} ? sums.second : sums.first) += amount;
           json::Object out;
           out.add("account", rows.text(i, 0)).add("balance", amount);
           accounts.push_back(out.raw());
         }
         std::vector<json::Raw> list;
         for (const auto& [currency, entry] : currencies) {
           json::Object out;
           out.add("currency", currency)
               .add("debit", entry.second.first)
               .add("credit", -entry.second.second)
               .add("difference", entry.second.first + entry.second.second)
               .add("accounts", entry.first);
           list.push_back(out.raw());
         }
         json::Object out;
         return json_response(out.add("position", read_position(connection)).add("currencies", list).text());
       });
}

}  // namespace daybook::http
