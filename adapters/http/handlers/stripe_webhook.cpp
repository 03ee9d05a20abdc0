#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "adapters/http/handlers/stripe_delivery.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/system/clock.hpp"
#include "events/codec/json_read.hpp"
#include "events/codec/json_write.hpp"
#include "projections/sentences.hpp"

namespace daybook::http {

void stripe_webhook(const Api& api, Call call, Reply reply) {
  if (auto bad = stripe::check_signature(call.request.header("stripe-signature"), call.request.body,
                                         api.webhook_secrets, system_now()))
    return refuse_call(call, reply, *bad);
  auto event = stripe::read_event(call.request.body);
  if (!event) return refuse_call(call, reply, event.error());
  Hints hints = hints_for(*event);
  call.caller = {};  // Stripe proves itself by its signature
  write(
      api, call, reply,
      [event = std::move(*event), body = call.request.body, live = api.stripe_livemode](Workspace& ws) {
        return receive_event(ws, event, body, live);
      },
      std::move(hints));
}

void retry_webhook(const Api& api, Call call, Reply reply) {
  if (auto body = json::read_body<EmptyBody>(call.request.body); !body)
    return refuse_call(call, reply, body.error());
  write(api, call, reply,
        [id = call.request.params.front()](Workspace& ws) { return process_again(ws, id); });
}

void get_webhook(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read(api, std::move(call), std::move(reply),
       [](pg::Connection& connection, const Call& asked) -> Result<Response> {
         const std::string& id = asked.request.params.front();
         const auto facts = read_stream(connection, "webhook-" + id);
         if (facts.empty()) return refuse(RefusalCode::not_found, "there is no delivery with this id");
         json::Object out;
         std::vector<json::Raw> history;
         for (const Recorded& recorded : facts) {
           const Envelope& at = recorded.envelope;
           if (const auto* received = std::get_if<WebhookReceived>(&recorded.event))
             out.add("source", received->source)
                 .add("external_id", id)
                 .add("event_type", received->event_type)
                 .add("received_at", at.recorded_at)
                 .add("position", at.position.value)
                 .add("body_sha256", received->body_sha256)
                 .add("fact", received->fact);
           json::Object step;
           step.add("at", at.recorded_at)
               .add("type", at.type)
               .add("position", at.position.value)
               .add("detail", sentence_of(recorded.event));
           history.push_back(step.raw());
         }
         out.add("history", history);
         return json_response(out.text());
       });
}

}  // namespace daybook::http
