// A person's word on a side effect.

#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "events/codec/json_write.hpp"
#include "events/effect/effect_decide.hpp"
#include "events/refund/refund_decide.hpp"

namespace daybook::http {
namespace {

/// A refund that is not asked of Stripe any more must not count as going back.
void close_request(Workspace& ws, const EffectState& effect, const std::string& reason) {
  if (effect.intended.kind != EffectKind::stripe_refund) return;
  const auto order_id = order_of_stream(effect.intended.subject);
  const auto refund_id =
      RefundId::parse(effect.intended.effect_id.substr(effect.intended.effect_id.find('-') + 1));
  const OrderState* order = order_id ? ws.order(*order_id) : nullptr;
  if (order && refund_id)
    ws.append(decide(*order, CloseRefundRequest{*refund_id, std::nullopt, reason, ws.now()}));
}

/// An attempt may be at the other side this moment: whoever drops it then would do the same by hand, and it
/// would be done twice.
std::optional<Refusal> still_moving(const EffectState& effect) {
  const EffectKind kind = effect.intended.kind;
  const bool moves_something =
      needs_person(effect.intended.effect_id) && kind != EffectKind::stripe_session_expiry;
  if (!moves_something || effect.status != EffectStatus::pending) return std::nullopt;
  return Refusal{RefusalCode::conflict,
                 "it is being tried, and may be done any moment: it can be dropped once it is given up",
                 {},
                 {}};
}

template <class Move>
void move_effect(const Api& api, Call call, Reply reply, const char* status) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  write(api, call, reply,
        [id = call.request.params.front(), reason = *reason, status](Workspace& ws) -> Result<Answer> {
          const EffectState effect = effect_of(ws.stream("effect-" + id));
          if (effect.version == 0) return refuse(RefusalCode::not_found, "there is no effect with this id");
          if (std::is_same_v<Move, DropEffect>)
            if (auto bad = still_moving(effect)) return refuse(*bad);
          auto events = decide(effect, Move{reason, ws.now()});
          if (!events) return refuse(events.error());
          if (std::is_same_v<Move, DropEffect>) close_request(ws, effect, reason);
          ws.append(std::move(*events));
          json::Object out;
          out.add("id", id).add("status", status);
          return answer(out.text());
        });
}

}  // namespace

void retry_effect(const Api& api, Call call, Reply reply) {
  move_effect<RetryEffect>(api, std::move(call), std::move(reply), "pending");
}
void drop_effect(const Api& api, Call call, Reply reply) {
  move_effect<DropEffect>(api, std::move(call), std::move(reply), "dropped");
}

}  // namespace daybook::http
