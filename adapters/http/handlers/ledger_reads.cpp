#include "adapters/http/handlers/as_of.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/postgres/read_rows.hpp"

namespace daybook::http {
namespace {

AccountAmounts accounts_now(pg::Connection& connection) {
  const auto rows = connection.exec("SELECT account, currency, amount FROM account_balances");
  AccountAmounts amounts;
  for (int i = 0; i < rows.size(); ++i)
    amounts[{std::string(rows.text(i, 0)), sql::Column<Currency>::read(rows.text(i, 1))}] =
        Minor(rows.integer(i, 2));
  return amounts;
}

/// Per currency: debits, credits, their difference, and the accounts.
std::vector<json::Raw> trial_balance_json(const AccountAmounts& amounts) {
  struct OfCurrency {
    std::vector<json::Raw> accounts;
    Minor debit, credit;
  };
  std::map<std::string, OfCurrency> currencies;
  for (const auto& [account, amount] : amounts) {
    OfCurrency& of = currencies[account.second.str()];
    (amount < Minor{} ? of.credit : of.debit) += amount;
    json::Object out;
    out.add("account", account.first).add("balance", amount);
    of.accounts.push_back(out.raw());
  }
  std::vector<json::Raw> list;
  for (const auto& [currency, of] : currencies) {
    json::Object out;
    out.add("currency", currency)
        .add("debit", of.debit)
        .add("credit", -of.credit)
        .add("difference", of.debit + of.credit)
        .add("accounts", of.accounts);
    list.push_back(out.raw());
  }
  return list;
}

json::Raw account_json(std::string_view account, std::string_view currency, Minor balance) {
  json::Object out;
  return out.add("account", account).add("currency", currency).add("balance", balance).raw();
}

Response accounts_page_now(pg::Connection& connection, const CursorPage& page, const std::string& prefix) {
  const auto rows = connection.exec(
      "SELECT account, currency, amount FROM account_balances WHERE starts_with(account, $1) AND "
      "account || ' ' || currency > $2 ORDER BY account || ' ' || currency COLLATE \"C\" LIMIT $3",
      {prefix, page.cursor.value_or(""), std::to_string(page.limit + 1)});
  std::vector<json::Raw> data;
  std::optional<std::string> next;
  for (int i = 0; i < rows.size() && i < page.limit; ++i) {
    data.push_back(account_json(rows.text(i, 0), rows.text(i, 1), Minor(rows.integer(i, 2))));
    if (i + 1 == page.limit && rows.size() > page.limit)
      next = std::string(rows.text(i, 0)) + " " + std::string(rows.text(i, 1));
  }
  return cursor_response(data, next);
}

Response accounts_page_then(pg::Connection& connection, const CursorPage& page, const std::string& prefix,
                            const LedgerPoint& point, const PastAsked& past) {
  std::vector<json::Raw> data;
  std::optional<std::string> next;
  std::string last;
  for (const auto& [account, amount] : accounts_as_of(connection, point, prefix)) {
    std::string name = account.first + " " + account.second.str();
    if (name <= page.cursor.value_or("")) continue;
    if (static_cast<std::int64_t>(data.size()) == page.limit) {
      next = last;
      break;
    }
    data.push_back(account_json(account.first, account.second.str(), amount));
    last = std::move(name);
  }
  return past_page(connection, data, next, point, past);
}

}  // namespace

void ledger_accounts(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"prefix", "limit", "cursor", "as_of", "effective_date"}))
    return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  const auto past = past_asked(call.request, api.policy.zone);
  if (auto bad = first_refusal(page, past)) return refuse_call(call, reply, *bad);
  const std::string prefix(call.request.query_value("prefix").value_or(""));
  read(api, std::move(call), std::move(reply),
       [page = *page, past = *past, prefix](pg::Connection& connection, const Call&) -> Result<Response> {
         if (!past.any()) return accounts_page_now(connection, page, prefix);
         const auto as_of = await_as_of(connection, past);
         if (!as_of) return refuse(as_of.error());
         Snapshot snapshot(connection);
         return accounts_page_then(connection, page, prefix, point_of(connection, past, *as_of), past);
       });
}

void ledger_trial_balance(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"as_of", "effective_date"}))
    return refuse_call(call, reply, *bad);
  const auto past = past_asked(call.request, api.policy.zone);
  if (!past) return refuse_call(call, reply, past.error());
  read(api, std::move(call), std::move(reply),
       [past = *past](pg::Connection& connection, const Call&) -> Result<Response> {
         const auto as_of = await_as_of(connection, past);
         if (!as_of) return refuse(as_of.error());
         Snapshot snapshot(connection);
         const LedgerPoint point = point_of(connection, past, *as_of);
         json::Object out;
         out.add("position", point.limit.position);
         if (past.any()) add_point(out, connection, point, past);
         const AccountAmounts amounts =
             past.any() ? accounts_as_of(connection, point) : accounts_now(connection);
         return json_response(out.add("currencies", trial_balance_json(amounts)).text());
       });
}

}  // namespace daybook::http
