#include "adapters/postgres/kept_answers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/postgres/event_reader.hpp"
#include "events/order/order_state.hpp"

namespace daybook {
namespace {

const pg::Statement kLoad{
    "load_answers",
    "SELECT scope, request_digest, status, position, body, shows_order FROM idempotency "
    "WHERE scope = ANY($1::bytea[])"};

}  // namespace

void KeptAnswers::begin_batch(bool others_in_flight) {
  if (!others_in_flight) latest_first_.fill({});
  std::rotate(latest_first_.begin(), latest_first_.end() - 1, latest_first_.end());
  latest_first_.front().clear();
}

pg::Query KeptAnswers::query(const std::vector<std::string>& scopes) {
  return {&kLoad, {pg::binary_byteas(scopes)}};
}

void KeptAnswers::load(const pg::Rows& rows) {
  for (int i = 0; i < rows.size(); ++i) {
    KeptAnswer kept{std::string(rows.text(i, 0)), std::string(rows.text(i, 1)), {}};
    kept.answer.status = static_cast<int>(rows.binary_integer(i, 2));
    kept.answer.position = rows.binary_integer(i, 3);
    if (rows.binary_boolean(i, 5)) {
      kept.answer.order.emplace();  // which one, the event at `position` says, if it is asked for
    } else if (rows.null(i, 4)) {
      kept.answer.body = R"({"erased":true})";
    } else {
      kept.answer.body = vault_.open_bytes("answer:" + kept.scope, rows.text(i, 4));
    }
    keep(std::move(kept));
  }
}

const KeptAnswer* KeptAnswers::find(const std::string& scope, pg::Connection& connection) {
  for (auto& answers : latest_first_) {
    const auto it = answers.find(scope);
    if (it == answers.end()) continue;
    if (it->second.answer.order && it->second.answer.body.empty()) tell(it->second, connection);
    return &it->second;
  }
  return nullptr;
}

void KeptAnswers::keep(KeptAnswer answer) {
  const std::string scope = answer.scope;
  latest_first_.front()[scope] = std::move(answer);
}

void KeptAnswers::tell(KeptAnswer& kept, pg::Connection& connection) {
  const auto rows = connection.exec(
      fmt::format("SELECT {} FROM events WHERE stream = (SELECT stream FROM events WHERE position = $1) "
                  "AND position <= $1 ORDER BY version",
                  kEventColumns),
      {std::to_string(kept.answer.position)});
  OrderState order;
  for (int i = 0; i < rows.size(); ++i) evolve_order(order, decode(envelope_of(rows, i)));
  kept.answer.body = tell_order_(order, [&](const PersonId& person) -> std::optional<SecretKey> {
    const auto keys = connection.exec("SELECT wrapped_key FROM persons WHERE person_id = $1", {person.str()});
    if (keys.size() == 0 || keys.null(0, 0)) return std::nullopt;
    return vault_.unwrap(person, keys.bytes(0, 0));
  });
}

}  // namespace daybook
