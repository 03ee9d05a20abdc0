// Where outgoing webhooks go. A broker's key sees and moves its own endpoints alone; others' are not there.

#include "adapters/http/handlers/endpoint_handlers.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "adapters/http/handlers/visible_endpoint.hpp"
#include "adapters/http/views/endpoint_view.hpp"
#include "adapters/integrators/endpoint_secret.hpp"
#include "adapters/integrators/endpoint_url.hpp"
#include "adapters/integrators/integrator_settings.hpp"
#include "adapters/system/clock.hpp"
#include "events/codec/json_read.hpp"
#include "events/endpoint/endpoint_decide.hpp"

namespace daybook::http {
namespace {

struct CreateBody {
  std::optional<BrokerId> broker_id;
  std::string url;
  std::vector<std::string> event_types;
};
BOOST_DESCRIBE_STRUCT(CreateBody, (), (broker_id, url, event_types))

struct ChangeBody {
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> event_types;
  std::optional<bool> enabled;
};
BOOST_DESCRIBE_STRUCT(ChangeBody, (), (url, event_types, enabled))

std::optional<Refusal> check_url(const Api& api, const std::string& url) {
  const auto address = endpoint_address(url, api.integrators.allow_insecure);
  if (!address) return invalid_field("/url", address.error());
  return std::nullopt;
}

using EndpointDecision = std::function<Result<NewEvents>(Workspace&, const EndpointId&)>;

/// Runs the decision on the endpoint of the path and answers it as it then stands, with `secret` when there
/// is one to show.
void command_endpoint(const Api& api, const Call& call, Reply reply, EndpointDecision decision,
                      std::shared_ptr<std::string> secret = nullptr) {
  write(api, call, std::move(reply),
        [call, decision = std::move(decision), secret](Workspace& ws) -> Result<Answer> {
          const EndpointState* endpoint = visible_endpoint(ws.ledger(), call);
          if (!endpoint) return refuse(kNoEndpoint);
          const EndpointId id = endpoint->id;
          auto events = decision(ws, id);
          if (!events) return refuse(events.error());
          ws.append(std::move(*events));
          json::Object out = endpoint_object(ws.ledger().endpoints().at(id), ws.now());
          if (secret) out.add("secret", *secret);
          return answer(out.text());
        });
}

}  // namespace

void create_endpoint(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<CreateBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check_url(api, body->url)) return refuse_call(call, reply, *bad);
  if (call.caller.is_key()) {
    if (body->broker_id && body->broker_id != call.caller.broker)
      return refuse_call(call, reply, invalid_field("/broker_id", "must be your own id, or left out"));
    body->broker_id = call.caller.broker;
  }
  write(api, call, std::move(reply), [body = std::move(*body)](Workspace& ws) -> Result<Answer> {
    const EndpointId id(ws.ids().next());
    const std::string secret = make_endpoint_secret();
    auto events = decide(ws.ledger(), CreateEndpoint{{id, body.broker_id, body.url, body.event_types,
                                                      seal_endpoint_secret(ws.vault(), id, secret)},
                                                     ws.now()});
    if (!events) return refuse(events.error());
    ws.append(std::move(*events));
    json::Object out = endpoint_object(ws.ledger().endpoints().at(id), ws.now());
    out.add("secret", secret);
    return answer(out.text(), 201);
  });
}

void list_endpoints(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor", "broker_id"}))
    return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  std::optional<EndpointId> after;
  if (page->cursor && !(after = EndpointId::parse(*page->cursor)))
    return refuse_call(call, reply, invalid_field("?cursor", "is not one of this list"));
  std::optional<BrokerId> owner = call.caller.broker;
  if (const auto text = call.request.query_value("broker_id")) {
    const auto asked = BrokerId::parse(*text);
    if (!asked) return refuse_call(call, reply, invalid_field("?broker_id", "must be a UUID"));
    if (owner && *owner != *asked)
      return refuse_call(call, reply, invalid_field("?broker_id", "must be your own id, or left out"));
    owner = *asked;
  }
  read(
      api, std::move(call), std::move(reply),
      [&api, owner, after, limit = static_cast<std::size_t>(page->limit)](pg::Connection&,
                                                                          const Call&) -> Result<Response> {
        std::vector<json::Raw> data;
        std::optional<std::string> next;
        api.view.read([&](const LedgerState& ledger) {
          const Endpoints& all = ledger.endpoints();
          std::string last;
          for (auto at = after ? all.upper_bound(*after) : all.begin(); at != all.end(); ++at) {
            if (owner && at->second.broker_id != owner) continue;
            if (data.size() == limit) {
              next = last;
              break;
            }
            last = at->first.str();
            data.push_back(endpoint_object(at->second, system_now()).raw());
          }
          return 0;
        });
        return cursor_response(data, next);
      },
      true);
}

void get_endpoint(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read(
      api, std::move(call), std::move(reply),
      [&api](pg::Connection&, const Call& asked) -> Result<Response> {
        const auto endpoint = api.view.read([&](const LedgerState& ledger) {
          const EndpointState* found = visible_endpoint(ledger, asked);
          return found ? std::optional(*found) : std::nullopt;
        });
        if (!endpoint) return refuse(kNoEndpoint);
        return json_response(endpoint_object(*endpoint, system_now()).text());
      },
      true);
}

void change_endpoint(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<ChangeBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (body->url)
    if (auto bad = check_url(api, *body->url)) return refuse_call(call, reply, *bad);
  command_endpoint(
      api, call, std::move(reply), [body = std::move(*body)](Workspace& ws, const EndpointId& id) {
        return decide(ws.ledger(), ChangeEndpoint{id, body.url, body.event_types, body.enabled, ws.now()});
      });
}

void remove_endpoint(const Api& api, Call call, Reply reply) {
  if (auto body = json::read_body<EmptyBody>(call.request.body); !body)
    return refuse_call(call, reply, body.error());
  write(api, call, std::move(reply), [call](Workspace& ws) -> Result<Answer> {
    const EndpointState* endpoint = visible_endpoint(ws.ledger(), call);
    if (!endpoint) return refuse(kNoEndpoint);
    auto events = decide(ws.ledger(), RemoveEndpoint{endpoint->id, ws.now()});
    if (!events) return refuse(events.error());
    ws.append(std::move(*events));
    return answer("{}");
  });
}

void rotate_endpoint_secret(const Api& api, Call call, Reply reply) {
  if (auto body = json::read_body<EmptyBody>(call.request.body); !body)
    return refuse_call(call, reply, body.error());
  const auto secret = std::make_shared<std::string>();
  command_endpoint(
      api, call, std::move(reply),
      [secret](Workspace& ws, const EndpointId& id) {
        *secret = make_endpoint_secret();
        return decide(ws.ledger(),
                      RotateEndpointSecret{id, seal_endpoint_secret(ws.vault(), id, *secret), ws.now()});
      },
      secret);
}

}  // namespace daybook::http
