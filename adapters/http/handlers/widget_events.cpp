#include "adapters/http/api/widget_gatherer.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/system/clock.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

enum class WidgetEventType { load, cart_add, checkout_start };
BOOST_DESCRIBE_ENUM(WidgetEventType, load, cart_add, checkout_start)

struct WidgetEvent {
  WidgetEventType type = WidgetEventType::load;
  Instant at;
  std::optional<std::string> card_id;
};
BOOST_DESCRIBE_STRUCT(WidgetEvent, (), (type, at, card_id))

struct Body {
  std::string visitor;
  std::vector<WidgetEvent> events;
};
BOOST_DESCRIBE_STRUCT(Body, (), (visitor, events))

Result<Body> read_checked(const Call& call) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return body;
  if (body->visitor.empty()) return refuse(invalid_field("/visitor", "must not be empty"));
  if (body->events.empty() || body->events.size() > 100)
    return refuse(invalid_field("/events", "must hold 1 to 100 events"));
  const Instant now = system_now();
  for (std::size_t i = 0; i < body->events.size(); ++i) {
    // A browser's clock may be off by a little; a day's figures must not be written months later.
    const auto off = body->events[i].at.micros - now.micros;
    if (off > 300 * kMicrosPerSecond || off < -2 * kMicrosPerDay)
      return refuse(invalid_field(fmt::format("/events/{}/at", i), "must lie within the last two days"));
  }
  return body;
}

}  // namespace

void widget_events(const Api& api, Call call, Reply reply) {
  auto body = read_checked(call);
  if (!body) return refuse_call(call, reply, body.error());
  const BrokerId broker = *call.caller.broker;
  for (const auto& event : body->events) {
    VisitorDay seen;
    seen.day = api.policy.zone.day_of(event.at);
    seen.visitor_hash = api.vault.visitor_hash(seen.day, broker.str(), body->visitor);
    seen.loads = event.type == WidgetEventType::load;
    seen.cart_additions = event.type == WidgetEventType::cart_add;
    seen.checkouts_started = event.type == WidgetEventType::checkout_start;
    if (!api.widgets.add(broker, seen))
      return refuse_call(
          call, reply,
          Refusal{RefusalCode::too_many_requests, "too many page views wait: try again", {}, {}});
  }
  Response response = json_response("{}", 202);
  response.headers.emplace_back("Daybook-Position", std::to_string(api.view.position().value));
  reply(std::move(response));
}

}  // namespace daybook::http
