#include "adapters/http/api/business.hpp"

#include <algorithm>

#include "adapters/http/api/api_keys.hpp"
#include "adapters/log.hpp"

namespace daybook::http {
namespace {

/// How long a caller stays admitted while the body arrives; a revoked key must fail within a second.
constexpr std::chrono::milliseconds kAdmittedFor{500};

std::vector<RoutePattern> patterns() {
  std::vector<RoutePattern> out;
  for (std::size_t i = 0; i < routes().size(); ++i)
    out.push_back({std::string(routes()[i].method), std::string(routes()[i].pattern), i});
  return out;
}

Result<Caller> unauthenticated(const char* detail) { return refuse(RefusalCode::unauthenticated, detail); }

bool lists(const std::vector<std::string>& origins, std::string_view origin) {
  return std::find(origins.begin(), origins.end(), origin) != origins.end();
}

bool is_of_type(std::string_view content_type, std::string_view media_type) {
  return content_type.starts_with(media_type) &&
         (content_type.size() == media_type.size() || content_type[media_type.size()] == ';' ||
          content_type[media_type.size()] == ' ');
}

/// No body needs no type.
bool carries_media_of(const Route& route, const Request& head) {
  const auto type = head.header("content-type");
  if (!type) return head.header("content-length").value_or("0") == "0" && !head.header("transfer-encoding");
  for (std::string_view rest = route.media_types; !rest.empty();) {
    const auto comma = rest.find(", ");
    if (is_of_type(*type, rest.substr(0, comma))) return true;
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 2);
  }
  return false;
}

}  // namespace

Business::Business(const Api& api) : api_(api), router_(patterns()) {}

Result<Caller> Business::authenticate_key(const Request& head, std::string_view key) const {
  const bool secret = key.starts_with(kSecretPrefix);
  const auto prefix = prefix_of(key, secret ? kSecretPrefix : kPublishablePrefix);
  if (!prefix) return unauthenticated("the x-api-key is no key of ours: check it for typing errors");
  return api_.view.read([&](const LedgerState& ledger) -> Result<Caller> {
    const auto* owner = ledger.key_owner(*prefix);
    if (!owner || !proves(key, owner->sha256)) return unauthenticated("this key is unknown or was revoked");
    const auto origin = head.header("origin");
    if (origin && owner->kind == KeyKind::secret)
      return refuse(RefusalCode::forbidden, "a secret key must never be used from a browser");
    if (origin && !lists(ledger.broker(owner->broker_id)->profile.origins, *origin))
      return refuse(RefusalCode::forbidden, "this origin is not on the key's list: an admin can add it");
    Caller caller;
    caller.kind = owner->kind == KeyKind::secret ? Caller::Kind::secret : Caller::Kind::publishable;
    caller.broker = owner->broker_id;
    return caller;
  });
}

Result<Caller> Business::authenticate(const Request& head) const {
  if (const auto key = head.header("x-api-key")) return authenticate_key(head, *key);
  const auto header = head.header("authorization");
  if (!header) return unauthenticated("send x-api-key (brokers) or Authorization: Bearer (admins)");
  if (!header->starts_with("Bearer ")) return unauthenticated("Authorization must be \"Bearer dbk_…\"");
  const std::string_view token = header->substr(7);
  const auto prefix = prefix_of(token, kTokenPrefix);
  if (!prefix) return unauthenticated("the token is no token of ours: check it for typing errors");
  return api_.view.read([&](const LedgerState& ledger) -> Result<Caller> {
    const auto* admin = ledger.admin_by_token(*prefix);
    if (!admin || !proves(token, admin->token_sha256))
      return unauthenticated("this token is unknown or was revoked");
    Caller caller;
    caller.kind = Caller::Kind::admin;
    caller.admin = admin->id;
    caller.role = admin->role;
    return caller;
  });
}

std::variant<Business::Admitted, Response> Business::check(Request& head) const {
  const auto refused = [&](RefusalCode code, std::string detail) {
    return problem(Refusal{code, std::move(detail), {}, {}}, head.request_id);
  };
  bool key_in_url = looks_like_key(head.path);
  for (const auto& [name, value] : head.query)
    key_in_url = key_in_url || looks_like_key(name) || looks_like_key(value);
  if (key_in_url)
    return refused(RefusalCode::bad_request,
                   "a key must never stand in a URL: send it in a header, and rotate it");
  auto matched = router_.match(head.method, head.path);
  if (std::holds_alternative<NoRoute>(matched))
    return refused(RefusalCode::not_found, "there is nothing at this path");
  if (const auto* wrong = std::get_if<WrongMethod>(&matched)) {
    Response response =
        refused(RefusalCode::method_not_allowed, "this path answers " + wrong->allow + " only");
    response.headers.emplace_back("Allow", wrong->allow);
    return response;
  }
  auto& match = std::get<RouteMatch>(matched);
  const Route& route = routes()[match.index];
  head.params = std::move(match.params);
  Admitted admitted{&route, {}, std::chrono::steady_clock::now()};
  if (!route.access.anyone) {
    auto caller = authenticate(head);
    if (!caller) {
      Response response = problem(caller.error(), head.request_id);
      if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
      return response;
    }
    if (!admits(route.access, *caller))
      return refused(RefusalCode::forbidden, "your key or role does not allow this");
    admitted.caller = *caller;
  }
  if (head.method != "GET" && !carries_media_of(route, head))
    return refused(RefusalCode::unsupported_media_type,
                   "send the body as Content-Type: " + std::string(route.media_types));
  return admitted;
}

Response Business::preflight(const Request& head) const {
  const auto origin = head.header("origin");
  const bool known = origin && api_.view.read([&](const LedgerState& ledger) {
    return std::any_of(ledger.brokers().begin(), ledger.brokers().end(),
                       [&](const auto& entry) { return lists(entry.second.profile.origins, *origin); });
  });
  if (!known)
    return problem(Refusal{RefusalCode::forbidden, "this origin is on no broker's list", {}, {}},
                   head.request_id);
  Response response;
  response.status = 204;
  response.headers = {{"Access-Control-Allow-Origin", std::string(*origin)},
                      {"Access-Control-Allow-Methods", "GET, POST"},
                      {"Access-Control-Allow-Headers", "content-type, x-api-key, idempotency-key"},
                      {"Access-Control-Max-Age", "600"},
                      {"Vary", "Origin"}};
  return response;
}

std::variant<std::size_t, Response> Business::admit(Request& head) {
  if (head.method == "OPTIONS") return preflight(head);
  auto checked = check(head);
  if (auto* response = std::get_if<Response>(&checked)) return std::move(*response);
  const auto admitted = std::make_shared<const Admitted>(std::get<Admitted>(std::move(checked)));
  head.admission = admitted;
  return head.method == "GET" ? std::size_t{0} : admitted->route->body_limit;
}

void Business::allow_origin(const Request& head, const Caller& caller, Response& response) const {
  const auto origin = head.header("origin");
  if (!origin || caller.kind != Caller::Kind::publishable) return;
  response.headers.emplace_back("Access-Control-Allow-Origin", std::string(*origin));
  response.headers.emplace_back("Access-Control-Expose-Headers", "Daybook-Position, Idempotency-Hit");
  response.headers.emplace_back("Vary", "Origin");
}

void Business::dispatch(Request request, Reply reply) {
  const auto admission = std::static_pointer_cast<const Admitted>(std::exchange(request.admission, nullptr));
  Admitted admitted = *admission;
  if (std::chrono::steady_clock::now() - admitted.at > kAdmittedFor) {
    auto checked = check(request);
    if (auto* response = std::get_if<Response>(&checked)) return reply(std::move(*response));
    admitted = std::get<Admitted>(std::move(checked));
  }
  if (request.header("origin") && admitted.caller.kind == Caller::Kind::publishable) {
    Request head = request;
    head.body.clear();
    reply = [this, reply = std::move(reply), head = std::move(head),
             caller = admitted.caller](Response response) {
      allow_origin(head, caller, response);
      reply(std::move(response));
    };
  }
  const std::string id = request.request_id;
  try {
    admitted.route->handler(api_, Call{std::move(request), admitted.caller}, reply);
  } catch (const OverflowError&) {
    reply(problem(
        Refusal{RefusalCode::validation_failed, "an amount leaves the range of 64-bit minor units", {}, {}},
        id));
  } catch (const std::exception& e) {
    logging::error("request {} failed inside: {}", id, e.what());
    reply(problem(Refusal{RefusalCode::internal_error, "the request failed inside", {}, {}}, id));
  }
}

}  // namespace daybook::http
