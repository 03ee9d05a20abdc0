#include "adapters/http/handlers/stripe_delivery.hpp"

#include "adapters/http/handlers/connect_payouts.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "adapters/http/handlers/stripe_payouts.hpp"
#include "adapters/log.hpp"
#include "events/log/hash.hpp"
#include "events/webhook/connect_delivery.hpp"
#include "events/webhook/payout_delivery.hpp"
#include "projections/sentences.hpp"
#include "projections/webhook_log.hpp"

namespace daybook::http {
namespace {

constexpr std::string_view kAccountUpdated = "account.updated";

bool is_about_an_order(std::string_view type) {
  return !is_stripe_payout(type) && !is_transfer(type) && type != kAccountUpdated;
}

/// What a delivery says beside its fact.
struct Beside {
  std::optional<stripe::AccountTold> account;
  std::optional<std::string> payout_id;
};

/// The same of one that came before, from its body; nothing is left of one whose person was erased.
Beside beside_of(Workspace& ws, const std::string& external_id) {
  const auto body = ws.webhook_body(external_id);
  if (!body) return {};
  const auto event = stripe::read_event(*body);
  return event ? Beside{event->account_told, event->payout_id} : Beside{};
}

NewEvents decided(Workspace& ws, const StripeDelivery& delivery, const OrderState* order,
                  const Beside& beside) {
  try {
    if (is_stripe_payout(delivery.event_type))
      return decide(stripe_payout(ws, delivery.fact.object_id), delivery);
    if (is_transfer(delivery.event_type)) return decide_transfer(ws, beside.payout_id, delivery);
    if (delivery.event_type == kAccountUpdated) return decide_account(ws, beside.account, delivery);
    return decide(order, ws.policy(), ws.ids(), delivery);
  } catch (const pg::Error&) {
    throw;
  } catch (const NeedsHead&) {
    throw;
  } catch (const std::exception& e) {
    // Whatever it holds, it is stored: Stripe is answered, and a person sees it.
    logging::error("delivery {} failed inside: {}", delivery.external_id, e.what());
    return {{WebhookFailed{delivery.external_id, "it failed inside Daybook; the log of serve says more"},
             delivery.now}};
  }
}

/// Why it is stored and has no effect here; nothing when it may have one.
std::optional<std::string> not_for_us(const stripe::StripeEvent& event, const std::optional<bool>& livemode) {
  if (livemode && event.fact.livemode && *event.fact.livemode != *livemode)
    return *livemode ? "stored; it is of Stripe's test mode, and live events are applied here"
                     : "stored; it is of Stripe's live mode, and test events are applied here";
  if (event.account && is_stripe_payout(event.type))
    return "stored; it is a payout of the connected account " + *event.account;
  // What happens in an account of somebody else's is no money of ours, whatever its metadata claims.
  if (event.account && event.type != kAccountUpdated)
    return "stored; it happened in the connected account " + *event.account;
  return std::nullopt;
}

/// Effect and outcome are recorded; what waited for them follows.
void append_effect(Workspace& ws, const StripeDelivery& delivery, const OrderState* order, NewEvents events) {
  const std::optional<OrderId> id = order ? std::optional(order->id) : std::nullopt;
  remember_refs(ws, events);
  ws.append(std::move(events));
  if (id && moves_money(delivery.event_type)) settle_parked(ws, *id);
  if (is_stripe_payout(delivery.event_type)) settle_parked_payout(ws, delivery.fact.object_id);
}

/// Name and telephone number as the customer typed them on Stripe's page.
NewEvents customer_known(Workspace& ws, const stripe::StripeEvent& event, const OrderState* order) {
  if (!order || (!event.customer_name && !event.customer_phone)) return {};
  const PersonId person = order->customer.person_id;
  const auto key = ws.person_key(person);
  if (!key) return {};  // erased
  const auto seal = [&](const char* field, const std::optional<std::string>& text) {
    return text ? std::optional(Vault::seal(person, *key, field, *text)) : std::nullopt;
  };
  return {{CustomerKnown{order->id, order->broker_id, person, seal("name", event.customer_name),
                         seal("phone", event.customer_phone)},
           ws.now()}};
}

/// Whose data the body holds, as far as we know.
std::optional<PersonId> person_in(Workspace& ws, const stripe::StripeEvent& event, const OrderState* order) {
  if (order) return order->customer.person_id;
  const auto payee =
      event.type == kAccountUpdated ? payee_of_account(ws, event.fact.object_id) : std::nullopt;
  const BrokerState* broker = payee ? ws.ledger().broker(*payee) : nullptr;
  return broker ? std::optional(broker->profile.person_id) : std::nullopt;
}

}  // namespace

const OrderState* order_of_fact(Workspace& ws, const StripeFact& fact) {
  if (fact.order_id)
    if (const auto id = OrderId::parse(*fact.order_id))
      if (const OrderState* order = ws.order(*id)) return order;
  for (const auto& [kind, id] : {std::pair{"session:", fact.session_id}, {"intent:", fact.payment_intent}}) {
    const auto stream = id ? ws.ref(kind + *id) : std::nullopt;
    if (!stream) continue;
    if (const auto order_id = order_of_stream(*stream)) return ws.order(*order_id);
  }
  return nullptr;
}

bool has_effect(std::string_view event_type) {
  return moves_money(event_type) || !is_about_an_order(event_type);
}

Hints hints_for(const stripe::StripeEvent& event) {
  Hints hints;
  hints.refs.push_back("stripe_event:" + event.id);
  if (event.fact.session_id) hints.refs.push_back("session:" + *event.fact.session_id);
  if (event.fact.payment_intent) hints.refs.push_back("intent:" + *event.fact.payment_intent);
  if (event.fact.order_id)
    if (const auto id = OrderId::parse(*event.fact.order_id)) hints.orders.push_back(*id);
  return hints;
}

Result<Answer> receive_event(Workspace& ws, const stripe::StripeEvent& event, const std::string& body,
                             const std::optional<bool>& livemode) {
  const Answer received = answer(R"({"received":true})");
  const std::string ref = "stripe_event:" + event.id;
  if (ws.ref(ref)) return received;
  const StripeDelivery delivery{event.id, event.type, event.fact, false, ws.now()};
  const auto foreign = not_for_us(event, livemode);
  const OrderState* order =
      foreign || !is_about_an_order(event.type) ? nullptr : order_of_fact(ws, event.fact);
  NewEvents events{
      {WebhookReceived{"STRIPE", event.id, event.type, event.fact, log::to_hex(log::sha256(body))},
       ws.now()}};
  ws.add_ref(ref, "webhook-" + event.id);
  ws.add_webhook_body(event.id, body, person_in(ws, event, order));
  if (foreign) {
    events.push_back({WebhookProcessed{event.id, *foreign, std::nullopt, false}, ws.now()});
    ws.append(std::move(events));
    return received;
  }
  const NewEvents effect = decided(ws, delivery, order, {event.account_told, event.payout_id});
  events.insert(events.end(), effect.begin(), effect.end());
  const NewEvents customer = customer_known(ws, event, order);
  events.insert(events.end(), customer.begin(), customer.end());
  append_effect(ws, delivery, order, std::move(events));
  return received;
}

Result<Answer> process_again(Workspace& ws, const std::string& external_id) {
  if (!ws.ref("stripe_event:" + external_id))
    return refuse(RefusalCode::not_found, "there is no delivery with this id");
  const auto waiting = ws.ledger().unprocessed(external_id);
  if (!waiting)
    return refuse(RefusalCode::conflict,
                  "the delivery was processed, or its task was dismissed: nothing is left");
  const OrderState* order =
      is_about_an_order(waiting->event_type) ? order_of_fact(ws, waiting->fact) : nullptr;
  const StripeDelivery delivery{external_id, waiting->event_type, waiting->fact, true, ws.now()};
  NewEvents events = decided(ws, delivery, order, beside_of(ws, external_id));
  const bool parked = !waiting->waits_for.empty();
  WebhookStatus status = parked ? WebhookStatus::PROCESSING : WebhookStatus::FAILED;
  std::string detail =
      parked ? "it still waits for " + waiting->waits_for : "nothing has changed: what it needs is not there";
  if (!events.empty()) {
    const Event& end = events.back().event;
    status = std::holds_alternative<WebhookFailed>(end) ? WebhookStatus::FAILED : WebhookStatus::PROCESSED;
    detail = sentence_of(end);
  }
  append_effect(ws, delivery, order, std::move(events));
  json::Object out;
  out.add("external_id", external_id).add("status", status).add("detail", detail);
  return answer(out.text());
}

}  // namespace daybook::http
