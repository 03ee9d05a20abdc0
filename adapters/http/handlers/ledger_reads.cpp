#include "adapters/http/handlers/as_of.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"

namespace daybook::http {
namespace {

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

struct AccountsPage {
  std::vector<json::Raw> data;
  std::optional<std::string> next;
};

/// A cursor needs no escaping in an address: "~" stands between account and currency.
std::string cursor_at(std::string name) {
  name[name.rfind(' ')] = '~';
  return name;
}
std::string name_at(std::string cursor) {
  if (const auto mark = cursor.rfind('~'); mark != std::string::npos) cursor[mark] = ' ';
  return cursor;
}

AccountsPage accounts_page(pg::Connection& connection, const CursorPage& page, const std::string& prefix,
                           const LedgerPoint& point) {
  const AccountsAsked asked{prefix, name_at(page.cursor.value_or("")),
                            static_cast<std::size_t>(page.limit) + 1};
  AccountsPage out;
  std::string last;
  for (const auto& [account, amount] : accounts_as_of(connection, point, asked)) {
    std::string name = account.first + " " + account.second.str();
    if (name <= asked.after) continue;
    if (static_cast<std::int64_t>(out.data.size()) == page.limit) {
      out.next = cursor_at(last);
      break;
    }
    out.data.push_back(account_json(account.first, account.second.str(), amount));
    last = std::move(name);
  }
  return out;
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
         const auto as_of = await_as_of(connection, past);
         if (!as_of) return refuse(as_of.error());
         Snapshot snapshot(connection);
         const LedgerPoint point = point_of(connection, past, *as_of);
         const AccountsPage shown = accounts_page(connection, page, prefix, point);
         if (!past.any()) return cursor_response(shown.data, shown.next);
         return past_page(connection, shown.data, shown.next, point, past);
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
         return json_response(
             out.add("currencies", trial_balance_json(accounts_as_of(connection, point))).text());
       });
}

}  // namespace daybook::http
