#include "adapters/http/api/api_keys.hpp"
#include "adapters/http/handlers/broker_command.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "events/broker/broker_decide.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

struct Body {
  KeyKind kind = KeyKind::publishable;
};
BOOST_DESCRIBE_STRUCT(Body, (), (kind))

const Refusal kUnknown{RefusalCode::not_found, "there is no broker with this id", {}, {}};

}  // namespace

void rotate_key(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  write(api, call, reply, [call, kind = body->kind](Workspace& ws) -> Result<Answer> {
    const BrokerState* broker = visible_broker(ws.ledger(), call);
    if (!broker) return refuse(kUnknown);
    auto [text, hash] = make_broker_key(kind);
    auto events = decide(ws.ledger(), RotateKey{broker->id, hash, ws.now()});
    if (!events) return refuse(events.error());
    ws.append(*events);
    json::Object out;
    out.add(kind == KeyKind::secret ? "secret_key" : "publishable_key", text);
    return answer(out.text());
  });
}

void revoke_key(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  write(api, call, reply, [call, kind = body->kind](Workspace& ws) -> Result<Answer> {
    const BrokerState* broker = visible_broker(ws.ledger(), call);
    if (!broker) return refuse(kUnknown);
    auto events = decide(ws.ledger(), RevokeKey{broker->id, kind, ws.now()});
    if (!events) return refuse(events.error());
    ws.append(*events);
    return answer("{}");
  });
}

}  // namespace daybook::http
