#include "adapters/http/handlers/as_of.hpp"
#include "adapters/http/handlers/broker_command.hpp"
#include "adapters/http/handlers/prepare.hpp"
#include "adapters/http/handlers/read_handlers.hpp"

namespace daybook::http {
namespace {

constexpr std::size_t kFigures = 5;  // of PayeeFigure
/// Currency, component, figures.
using Parts = std::map<std::string, std::array<std::int64_t, kFigures>>;
using Balances = std::map<std::string, Parts>;

const char* name_of(std::size_t figure) {
  return boost::describe::enum_to_string(static_cast<PayeeFigure>(figure), "?");
}

/// One currency's balance: totals per state, and the same by component.
json::Raw balance_json(const std::string& currency, const Parts& parts) {
  json::Object out;
  out.add("currency", currency);
  json::Object components;
  std::array<std::int64_t, kFigures> totals{};
  for (const auto& [component, amounts] : parts) {
    json::Object states;
    for (std::size_t i = 0; i < kFigures; ++i) {
      states.add(name_of(i), amounts[i]);
      totals[i] = (Minor{totals[i]} + Minor{amounts[i]}).value;
    }
    components.add(component, states.raw());
  }
  for (std::size_t i = 0; i < kFigures; ++i) out.add(name_of(i), totals[i]);
  return out.add("components", components.raw()).raw();
}

std::optional<Currency> own_currency(const Api& api, const Call& asked) {
  return api.view.read([&](const LedgerState& ledger) {
    const BrokerState* found = visible_broker(ledger, asked);
    return found ? std::optional(found->currency) : std::nullopt;
  });
}

Refusal unknown_broker() {
  return Refusal{RefusalCode::not_found, "there is no broker with this id", {}, {}};
}

/// Before the first posting one entry of zeros in the broker's own currency.
std::vector<json::Raw> balances_json(Balances found, Currency own) {
  if (found.empty()) found[own.str()] = {};
  std::vector<json::Raw> balances;
  for (auto& [currency, parts] : found) {
    parts.try_emplace("revenue_share");
    parts.try_emplace("markup");
    balances.push_back(balance_json(currency, parts));
  }
  return balances;
}

Result<Response> balance_at(const Api& api, const Call& asked, const PastAsked& past, const ReadPoint& at,
                            const std::map<Currency, PayeeSums>& by_currency) {
  const auto currency = own_currency(api, asked);
  if (!currency) return refuse(unknown_broker());
  Balances found;
  for (const auto& [of, sums] : by_currency)
    for (int part = 0; part < kPayeeParts; ++part)
      if (sums.moved(part))
        found[of.str()][boost::describe::enum_to_string(component_of(part), "?")]
             [static_cast<std::size_t>(figure_of(part))] = sums.at(part).value;
  json::Object out;
  out.add("payee", path_id<BrokerId>(asked).value());
  add_point(out, at.position, at.recorded_at, past);
  return json_response(out.add("balances", balances_json(std::move(found), *currency)).text());
}

/// Once the read models have reached the position, if one was asked for.
void read_then(const Api& api, Call call, Reply reply, const PayeeAsOf& asked, const PastAsked& past) {
  read_point(
      api, std::move(call), std::move(reply), PointReads::Of::past_balance, asked.payee.uuid,
      [&api, asked, past](const Call& called, pg::Connection&, const PointRows& stored) -> Result<Response> {
        const PointRows::Past then = stored.past(asked);
        if (past.as_of && then.at.position != asked.limit.position)
          return refuse(RefusalCode::store_unavailable, "the read models are being made anew: try again");
        return balance_at(api, called, past, then.at, then.sums);
      },
      asked.limit);
}

/// A time, or a position that the read models are not known to have reached: found out first, by a thread
/// that may wait.
void await_then(const Api& api, Call call, Reply reply, const PayeeAsOf& asked, const PastAsked& past) {
  prepare(api, std::move(call), std::move(reply), "the read models",
          [&api, asked, past](const Call& called, const Reply& answered, pg::Connection& connection) {
            const auto position = await_as_of(connection, past);
            if (!position) return refuse_call(called, answered, position.error());
            PayeeAsOf found = asked;
            found.limit.position = *position;
            read_then(api, called, answered, found, past);
          });
}

}  // namespace

void broker_balance(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"as_of", "effective_date"}))
    return refuse_call(call, reply, *bad);
  const auto past = past_asked(call.request, api.policy.zone);
  if (!past) return refuse_call(call, reply, past.error());
  const BrokerId payee = path_id<BrokerId>(call).value_or(BrokerId{});
  if (!past->any())
    return read_point(api, std::move(call), std::move(reply), PointReads::Of::balance, payee.uuid,
                      [&api, payee](const Call& asked, pg::Connection&, const PointRows& stored) {
                        return balance_at(api, asked, {}, stored.reached(), stored.balances(payee.uuid));
                      });
  const auto at = past->as_of ? past->as_of->position : std::nullopt;
  const PayeeAsOf asked{payee, {at.value_or(INT64_MAX), past->effective_day.value_or(INT64_MAX)}};
  if (past->as_of && (!at || *at > api.points.reached()))
    return await_then(api, std::move(call), std::move(reply), asked, *past);
  read_then(api, std::move(call), std::move(reply), asked, *past);
}

}  // namespace daybook::http
