#pragma once
// What handlers work with: the services of this process, the call they answer, and the one way to write and
// the one way to read.

#include <functional>
#include <string>
#include <vector>

#include "adapters/http/api/caller.hpp"
#include "adapters/http/server/message.hpp"
#include "adapters/http/server/problem.hpp"
#include "adapters/postgres/ledger_view.hpp"
#include "adapters/postgres/person_keys.hpp"
#include "adapters/postgres/point_reads.hpp"
#include "adapters/postgres/read_pool.hpp"
#include "adapters/postgres/writer.hpp"
#include "adapters/stripe/webhook_signature.hpp"
#include "events/log/checkpoint.hpp"

namespace daybook {
struct BankSettings;
struct IntegratorSettings;
}  // namespace daybook
namespace daybook::stripe {
class StripeCalls;
}

namespace daybook::http {

class WidgetGatherer;

struct Api {
  LedgerView& view;
  Writer& writer;
  ReadPool& reads;
  PointReads& points;
  PersonKeys& people;
  const Vault& vault;
  const Policy& policy;
  IdSource& ids;
  const log::Signer& signer;  ///< of checkpoints
  stripe::WebhookSecrets webhook_secrets;
  /// Whether Stripe's events are of its live mode; those of the other mode are stored and never applied.
  /// Nothing: both.
  std::optional<bool> stripe_livemode;
  stripe::StripeCalls* stripe;  ///< null: no Stripe key is configured
  std::string public_url;       ///< of this server's own small pages, without a slash at its end
  WidgetGatherer& widgets;
  const BankSettings& bank;
  const IntegratorSettings& integrators;
};

struct Call {
  Request request;
  Caller caller;
};

using Handler = void (*)(const Api& api, Call call, Reply reply);

/// One line of the route table. Schemas name components of the OpenAPI document; "" = none.
struct Route {
  std::string_view method;
  std::string_view pattern;
  Access access;
  Handler handler;
  std::string_view operation;
  std::string_view summary;
  std::string_view request_schema;
  std::string_view response_schema;
  int success = 200;
  std::size_t body_limit = 64 * 1024;
  std::string_view media_types = "application/json";  ///< that a body may have, with ", " between them
};

/// The one table of routes.
const std::vector<Route>& routes();

/// Sends a command through the writer with the call's origin and Idempotency-Key, and answers with its JSON,
/// Daybook-Position and Idempotency-Hit.
void write(const Api& api, const Call& call, Reply reply, std::function<Result<Answer>(Workspace&)> run,
           Hints hints = {});

/// The key in what a caller sends, bare or quoted (a string of RFC 8941); nothing when it has not 1 to 255
/// bytes.
std::optional<std::string_view> idempotency_key(std::string_view text);
/// For calls that take several commands: each step has a key of its own, made of the call's.
Result<std::optional<RequestKey>> request_key(const Call& call, std::string_view step = "");
/// The key of a POST by the same caller to `path` with this Idempotency-Key and body, for calls that carry
/// several such requests.
RequestKey request_key_of(const Call& call, std::string_view path, std::string_view key,
                          std::string_view body);
/// Whose commands the call's are.
Origin origin_of(const Call& call);
/// The command's answer or refusal as the call's.
void send_answer(const std::string& request_id, const Reply& reply, Result<Answer> answer);

/// Runs `read` on a reading thread, after the read models (or with `of_ledger` this process's ledger view)
/// have reached the call's min_position. A refusal becomes a problem document; exceptions 503 or 500.
void read(const Api& api, Call call, Reply reply,
          std::function<Result<Response>(pg::Connection&, const Call&)> read, bool of_ledger = false);

/// The same for what PointReads reads, together with other calls' reads; `view` must not block.
using PointView = std::function<Result<Response>(const Call&, pg::Connection&, const PointRows&)>;
void read_point(const Api& api, Call call, Reply reply, PointReads::Of what, const Uuid& id, PointView view,
                const AsOf& limit = {});

/// The refusal as an answer to this call; a 503 says when to come again.
void refuse_call(const Call& call, const Reply& reply, const Refusal& refusal);

/// A command's answer with this JSON.
inline Answer answer(std::string body, int status = 200) {
  return {status, std::move(body), 0, false, {}, {}};
}

Response json_response(std::string body, int status = 200);

/// The path parameter as an id; nothing when it is no UUID (answer 404).
template <class IdType>
std::optional<IdType> path_id(const Call& call, std::size_t index = 0) {
  return index < call.request.params.size() ? IdType::parse(call.request.params[index]) : std::nullopt;
}

/// Free text that a person typed: refuses card numbers and empty texts where one is needed.
std::optional<Refusal> check_text(std::string pointer, const std::string& text, bool required = true);

/// Checks the query's names; anything else than these (and min_position) is a 422 naming it.
std::optional<Refusal> check_query(const Request& request, std::initializer_list<std::string_view> allowed);
/// A whole number within [low, high]; absent: `otherwise`.
Result<std::int64_t> query_integer(const Request& request, std::string_view name, std::int64_t otherwise,
                                   std::int64_t low, std::int64_t high);

}  // namespace daybook::http
