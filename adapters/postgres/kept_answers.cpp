#include "adapters/postgres/kept_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "adapters/postgres/order_states.hpp"

namespace daybook {
namespace {

const pg::Statement kLoad{
    "load_answers",
    "SELECT scope, request_digest, status, position, body, shows_order FROM idempotency "
    "WHERE scope = ANY($1::uuid[])"};

}  // namespace

void KeptAnswers::begin_batch(bool others_in_flight) {
  if (!others_in_flight) latest_first_.fill({});
  std::rotate(latest_first_.begin(), latest_first_.end() - 1, latest_first_.end());
  latest_first_.front().clear();
}

pg::Query KeptAnswers::query(std::span<const Uuid> keys) { return {&kLoad, {pg::binary_uuids(keys)}}; }

void KeptAnswers::load(const pg::Rows& rows) {
  for (int i = 0; i < rows.size(); ++i) {
    Kept kept;
    const auto digest = log::to_hash(rows.text(i, 1));
    if (!digest) throw std::runtime_error("a kept answer's request digest has not 32 bytes");
    kept.digest = *digest;
    kept.answer.status = static_cast<int>(rows.binary_integer(i, 2));
    kept.answer.position = rows.binary_integer(i, 3);
    if (rows.binary_boolean(i, 5)) {
      kept.answer.order.emplace();  // which one, the event at `position` says, if it is asked for
    } else if (rows.null(i, 4)) {
      kept.answer.body = R"({"erased":true})";
    } else {
      kept.sealed = rows.text(i, 4);
    }
    latest_first_.front()[rows.binary_uuid(i, 0)] = std::move(kept);
  }
}

const KeptAnswers::Kept* KeptAnswers::find(const log::Hash& scope, pg::Connection& connection) {
  const Uuid key = digest_key(scope);
  for (auto& answers : latest_first_) {
    const auto it = answers.find(key);
    if (it == answers.end()) continue;
    Kept& kept = it->second;
    if (!kept.sealed.empty()) {
      kept.answer.body = vault_.open_bytes(answer_place(scope), kept.sealed);
      kept.sealed.clear();
    }
    if (kept.answer.order && kept.answer.body.empty()) tell(kept, connection);
    return &kept;
  }
  return nullptr;
}

void KeptAnswers::keep(KeptAnswer answer) {
  latest_first_.front()[digest_key(answer.scope)] = {answer.digest, std::move(answer.answer), {}};
}

void KeptAnswers::tell(Kept& kept, pg::Connection& connection) {
  const std::int64_t position = kept.answer.position;
  const auto stream = connection.exec(fmt::format("SELECT stream FROM events WHERE position = {}", position));
  const auto id = stream.size() == 1 ? order_of_stream(stream.text(0, 0)) : std::nullopt;
  if (!id) throw std::runtime_error(fmt::format("position {} is not an order's", position));
  const pg::Query query = order_facts({&id->uuid, 1}, position);
  const auto rows = connection.pipeline({&query, 1}).front();
  OrderState order;
  for (int i = 0; i < rows.size(); ++i) evolve_order(order, order_fact(rows, i));
  kept.answer.body = tell_order_(order, [&](const PersonId& person) -> std::optional<SecretKey> {
    const auto keys = connection.exec("SELECT wrapped_key FROM persons WHERE person_id = $1", {person.str()});
    if (keys.size() == 0 || keys.null(0, 0)) return std::nullopt;
    return vault_.unwrap(person, keys.bytes(0, 0));
  });
}

}  // namespace daybook
