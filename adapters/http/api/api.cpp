#include "adapters/http/api/api.hpp"

#include <charconv>

#include "adapters/log.hpp"
#include "adapters/system/clock.hpp"
#include "core/text.hpp"
#include "events/log/hash.hpp"

namespace daybook::http {
namespace {

constexpr std::chrono::milliseconds kReadPatience{10'000};

Result<std::int64_t> min_position(const Request& request) {
  return query_integer(request, "min_position", 0, 0, INT64_MAX);
}

Response refusal_response(const std::string& request_id, const Refusal& refusal) {
  Response response = problem(refusal, request_id);
  if (response.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

/// An entity tag over the body; 304 without a body when the client has it already.
void tag(const Call& call, Response& response) {
  const std::string etag = "W/\"" + log::to_hex(log::sha256(response.body)).substr(0, 32) + "\"";
  response.headers.emplace_back("ETag", etag);
  if (call.request.method != "GET" || call.request.header("if-none-match") != etag) return;
  response.status = 304;
  response.body.clear();
}

/// Waits for the position and refuses the call when it is not reached.
bool await(const Api& api, const Call& call, const Reply& reply, bool of_ledger, std::int64_t position,
           pg::Connection& connection) {
  if (position == 0 || (api.view.wait_for({position}, kReadPatience) &&
                        (of_ledger || wait_for_read_models(connection, position, kReadPatience))))
    return true;
  refuse_call(
      call, reply,
      Refusal{RefusalCode::read_timeout, "this position has not been reached yet: try again", {}, {}});
  return false;
}

Response finished(const Call& call, Result<Response> result) {
  if (!result) return refusal_response(call.request.request_id, result.error());
  if (result->status == 200) tag(call, *result);
  return std::move(*result);
}

void refuse_failed(const Call& call, const Reply& reply, const std::exception& e) {
  logging::error("request {} failed reading: {}", call.request.request_id, e.what());
  const bool away = dynamic_cast<const pg::Error*>(&e) != nullptr;
  refuse_call(
      call, reply,
      away ? Refusal{RefusalCode::store_unavailable, "the read models cannot be read now: try again", {}, {}}
           : Refusal{RefusalCode::internal_error, "the request failed inside", {}, {}});
}

void refuse_busy(const Call& call, const Reply& reply) {
  refuse_call(call, reply,
              Refusal{RefusalCode::store_unavailable, "the server is too busy: try again", {}, {}});
}

struct Waiting {
  Call call;
  Reply reply;
};

}  // namespace

void refuse_call(const Call& call, const Reply& reply, const Refusal& refusal) {
  reply(refusal_response(call.request.request_id, refusal));
}

Response json_response(std::string body, int status) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

std::optional<std::string_view> idempotency_key(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return text.empty() || text.size() > 255 ? std::nullopt : std::optional(text);
}

Result<std::optional<RequestKey>> request_key(const Call& call, std::string_view step) {
  const auto header = call.request.header("idempotency-key");
  if (!header) return std::optional<RequestKey>{};
  const auto sent = idempotency_key(*header);
  if (!sent) return refuse(RefusalCode::bad_request, "Idempotency-Key must have 1 to 255 characters");
  std::string key(*sent);
  if (!step.empty()) key += "\n" + std::string(step);
  return std::optional(request_key_of(call, call.request.path, key, call.request.body));
}

RequestKey request_key_of(const Call& call, std::string_view path, std::string_view key,
                          std::string_view body) {
  // Source: wire contract, "Who calls" (scoped to caller, method and path).
  const auto scope = fmt::format("{}\n{}\n{}\n{}", call.caller.actor(), call.request.method, path, key);
  return {log::sha256(scope), log::sha256(body)};
}

Origin origin_of(const Call& call) { return {call.caller.actor(), call.request.request_id, ""}; }

void send_answer(const std::string& request_id, const Reply& reply, Result<Answer> answer) {
  if (!answer) return reply(refusal_response(request_id, answer.error()));
  Response response = json_response(std::move(answer->body), answer->status);
  response.headers.reserve(2);
  response.headers.emplace_back("Daybook-Position", std::to_string(answer->position));
  if (answer->repeated) response.headers.emplace_back("Idempotency-Hit", "true");
  reply(std::move(response));
}

void write(const Api& api, const Call& call, Reply reply, std::function<Result<Answer>(Workspace&)> run,
           Hints hints) {
  auto key = request_key(call);
  if (!key) return refuse_call(call, reply, key.error());
  Command command;
  command.origin = origin_of(call);
  command.key = std::move(*key);
  command.run = std::move(run);
  command.hints = std::move(hints);
  command.done = [reply = std::move(reply), id = call.request.request_id](Result<Answer> answer) {
    send_answer(id, reply, std::move(answer));
  };
  api.writer.submit(std::move(command));
}

void read(const Api& api, Call call, Reply reply,
          std::function<Result<Response>(pg::Connection&, const Call&)> run, bool of_ledger) {
  const auto position = min_position(call.request);
  if (!position) return refuse_call(call, reply, position.error());
  auto waiting = std::make_shared<Waiting>(Waiting{std::move(call), std::move(reply)});
  const bool queued = api.reads.submit(
      [&api, waiting, of_ledger, at = *position, run = std::move(run)](pg::Connection& connection) {
        const auto& [asked, answer] = *waiting;
        if (!await(api, asked, answer, of_ledger, at, connection)) return;
        answer(finished(asked, run(connection, asked)));
      },
      [waiting](const std::exception& e) { refuse_failed(waiting->call, waiting->reply, e); });
  if (!queued) refuse_busy(waiting->call, waiting->reply);
}

void read_point(const Api& api, Call call, Reply reply, PointReads::Of what, const Uuid& id, PointView view,
                const AsOf& limit) {
  const auto position = min_position(call.request);
  if (!position) return refuse_call(call, reply, position.error());
  auto waiting = std::make_shared<Waiting>(Waiting{std::move(call), std::move(reply)});
  const auto failed = [waiting](const std::exception& e) { refuse_failed(waiting->call, waiting->reply, e); };
  auto ask = [&api, waiting, what, id, limit, failed, view = std::move(view)] {
    const bool queued = api.points.submit(
        {what, id, limit,
         [waiting, view](pg::Connection& connection, const PointRows& stored) -> std::function<void()> {
           auto response =
               std::make_shared<Response>(finished(waiting->call, view(waiting->call, connection, stored)));
           return [waiting, response] { waiting->reply(std::move(*response)); };
         },
         failed});
    if (!queued) refuse_busy(waiting->call, waiting->reply);
  };
  if (*position == 0) return ask();
  // Waiting is for another thread; having waited, the call goes with the others.
  const bool queued = api.reads.submit(
      [&api, waiting, at = *position, ask = std::move(ask)](pg::Connection& connection) {
        if (await(api, waiting->call, waiting->reply, false, at, connection)) ask();
      },
      failed);
  if (!queued) refuse_busy(waiting->call, waiting->reply);
}

std::optional<Refusal> check_text(std::string pointer, const std::string& text, bool required) {
  if (required && text.find_first_not_of(" \t\r\n") == std::string::npos)
    return invalid_field(std::move(pointer), "must not be empty");
  if (holds_card_number(text)) return invalid_field(std::move(pointer), "must not hold a card number");
  return std::nullopt;
}

std::optional<Refusal> check_query(const Request& request, std::initializer_list<std::string_view> allowed) {
  for (const auto& [name, value] : request.query) {
    bool known = name == "min_position";
    for (const auto& a : allowed) known = known || name == a;
    if (!known) return invalid_field("?" + name, "is not a query parameter of this route");
  }
  return std::nullopt;
}

Result<std::int64_t> query_integer(const Request& request, std::string_view name, std::int64_t otherwise,
                                   std::int64_t low, std::int64_t high) {
  const auto text = request.query_value(name);
  if (!text) return otherwise;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value < low || value > high)
    return refuse(invalid_field("?" + std::string(name),
                                fmt::format("must be a whole number from {} to {}", low, high)));
  return value;
}

}  // namespace daybook::http
