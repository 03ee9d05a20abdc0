#include "adapters/http/handlers/connect_payouts.hpp"

#include "adapters/stripe/stripe_event.hpp"
#include "events/effect/effect_state.hpp"
#include "events/webhook/connect_delivery.hpp"

namespace daybook::http {
namespace {

constexpr const char* kNoStripe = "no Stripe key is configured: choose another payment method";

std::string transfer_id(const PayoutState& payout) { return "stripe_transfer-" + payout.id.str(); }
std::string reversal_id(const PayoutState& payout) { return "stripe_transfer_reversal-" + payout.id.str(); }

EffectState effect(Workspace& ws, const std::string& id) { return effect_of(ws.stream("effect-" + id)); }
bool pending(const EffectState& effect) {
  return effect.version > 0 && effect.status == EffectStatus::pending;
}

EffectIntended effect_for(const PayoutState& payout, EffectKind kind, std::string id, std::string reference) {
  EffectIntended effect;
  effect.effect_id = std::move(id);
  effect.kind = kind;
  effect.partition = payout.payee.str();
  effect.subject = "payout-" + payout.id.str();
  effect.amount = payout.amounts.total();
  effect.currency = payout.currency;
  effect.reference = std::move(reference);
  return effect;
}

bool by_transfer(const PayoutState& payout) {
  return payout.payment_method == PayoutMethod::CONNECT && payout.transaction_id &&
         payout.transaction_id->starts_with("tr_");
}

/// Stripe's words for what it wants are short and plain; nothing else gets into the log.
std::vector<std::string> bounded(std::vector<std::string> requirements) {
  constexpr std::size_t kMost = 100;
  requirements.resize(std::min(requirements.size(), kMost));
  for (std::string& wanted : requirements) wanted.resize(std::min(wanted.size(), kMost));
  return requirements;
}

}  // namespace

std::optional<BrokerId> payee_of_account(Workspace& ws, const std::string& stripe_account) {
  constexpr std::string_view kPrefix = "connect_account-";
  const auto stream = ws.ref("account:" + stripe_account);
  if (!stream || !stream->starts_with(kPrefix)) return std::nullopt;
  return BrokerId::parse(stream->substr(kPrefix.size()));
}

ConnectAccountState connect_account(Workspace& ws, const BrokerId& payee) {
  return connect_account_of(ws.stream(connect_stream(payee)));
}

std::string link_account(Workspace& ws, const BrokerId& payee, const std::string& stripe_account) {
  const ConnectAccountState known = connect_account(ws, payee);
  if (known.stripe_account) return *known.stripe_account;
  if (const std::string ref = "account:" + stripe_account; !ws.ref(ref))
    ws.add_ref(ref, connect_stream(payee));
  ws.append(decide(known, LinkAccount{payee, stripe_account, ws.now()}));
  return stripe_account;
}

bool note_account(Workspace& ws, const BrokerId& payee, const stripe::AccountTold& told,
                  std::optional<Instant> told_at) {
  constexpr std::int64_t kSkew_s = 5;  // Stripe's clock may be behind ours, and its events name whole seconds
  const ConnectAccountState known = connect_account(ws, payee);
  Instant at = std::min(told_at.value_or(ws.now()), ws.now());
  if (!told_at) {
    at.micros = (at.micros / kMicrosPerSecond - kSkew_s) * kMicrosPerSecond;
    at = std::max(at, known.told_at.value_or(at));
  }
  // It moves no money: a month that is closed need not hear of it.
  if (ws.ledger().periods().is_closed(at)) at = ws.now();
  NewEvents events = decide(known, NoteAccount{payee, told.payouts_enabled, bounded(told.requirements), at});
  const bool news = !events.empty();
  ws.append(std::move(events));
  return news;
}

Result<NewEvents> intend_transfer(const Api& api, Workspace& ws, const PayoutState& payout) {
  if (!api.stripe) return refuse(RefusalCode::stripe_not_configured, kNoStripe);
  const ConnectAccountState account = connect_account(ws, payout.payee);
  if (const auto block = connect_block(account))
    return refuse(RefusalCode::conflict, "the payee " + *block + ", or choose another payment method");
  if (!stripe::to_stripe_amount(payout.amounts.total(), payout.currency))
    return refuse(RefusalCode::conflict,
                  "the amount cannot be said in Stripe's units: choose another payment method");
  return NewEvents{
      {effect_for(payout, EffectKind::stripe_transfer, transfer_id(payout), account.stripe_account.value()),
       ws.now()}};
}

std::optional<Refusal> transfer_under_way(Workspace& ws, const PayoutState& payout) {
  if (payout.payment_method != PayoutMethod::CONNECT) return std::nullopt;
  for (const std::string& id : {transfer_id(payout), reversal_id(payout)})
    if (pending(effect(ws, id)))
      return Refusal{RefusalCode::conflict,
                     "Daybook itself is at it at Stripe (effect " + id +
                         ") and records the end: wait for it, or until it is given up",
                     {},
                     {}};
  return std::nullopt;
}

Result<NewEvents> intend_reversal(const Api& api, Workspace& ws, const PayoutState& payout,
                                  const std::string& reason) {
  if (payout.status != PayoutStatus::COMPLETED || !by_transfer(payout))
    return refuse(RefusalCode::conflict,
                  "only a COMPLETED payout that a Stripe transfer paid can be reversed: record what came "
                  "back with /return");
  if (!api.stripe) return refuse(RefusalCode::stripe_not_configured, kNoStripe);
  const EffectState known = effect(ws, reversal_id(payout));
  if (known.version > 0)
    return refuse(RefusalCode::conflict,
                  std::string("its reversal was asked for before and is ") +
                      boost::describe::enum_to_string(known.status, "?") +
                      (known.status == EffectStatus::given_up
                           ? ": retry it with POST /api/effects/" + reversal_id(payout) + "/retry"
                           : ": what came back otherwise is recorded with /return"));
  EffectIntended wanted = effect_for(payout, EffectKind::stripe_transfer_reversal, reversal_id(payout),
                                     payout.transaction_id.value());
  wanted.detail = reason;
  return NewEvents{{std::move(wanted), ws.now()}};
}

void remember_transfer(Workspace& ws, const PayoutId& id) {
  const PayoutState* payout = ws.payout(id);
  if (!payout || payout->status != PayoutStatus::COMPLETED || !by_transfer(*payout)) return;
  const std::string ref = "transfer:" + *payout->transaction_id;
  if (ws.ref(ref)) return;
  ws.add_ref(ref, "payout-" + id.str());
  for (const auto& parked : ws.ledger().parked_for(ref))
    ws.append(decide(TransferOf{ws.payout(id), nullptr},
                     {parked.external_id, parked.event_type, parked.fact, true, ws.now()}));
}

NewEvents decide_transfer(Workspace& ws, const std::optional<std::string>& payout, const StripeDelivery& d) {
  TransferOf of;
  if (const auto stream = ws.ref(awaited_transfer(d.fact.object_id)))
    if (const auto id = payout_of_stream(*stream)) of.payout = ws.payout(*id);
  if (!of.payout && payout)
    if (const auto id = PayoutId::parse(*payout)) of.named = ws.payout(*id);
  return decide(of, d);
}

NewEvents decide_account(Workspace& ws, const std::optional<stripe::AccountTold>& told,
                         const StripeDelivery& d) {
  const auto processed = [&](std::string outcome) {
    return NewEvents{
        {WebhookProcessed{d.external_id, std::move(outcome), std::nullopt, d.was_parked}, d.now}};
  };
  const auto payee = payee_of_account(ws, d.fact.object_id);
  if (!payee) return processed("stored; it is no payee's account");
  if (!told) return processed("stored; it does not say whether payouts are enabled");
  const bool news = note_account(ws, *payee, *told, d.fact.created.value_or(d.now));
  return processed(news ? "the payee's account changed" : "nothing new about the payee's account");
}

}  // namespace daybook::http
