// What moves between our own accounts and parties outside: the supplier's money, Stripe's payouts to our
// bank.

#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/stripe_payouts.hpp"
#include "core/text.hpp"
#include "events/adjustment/adjustment_decide.hpp"
#include "events/bank/settle_supplier.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

struct SettleBody {
  std::optional<std::string> supplier;
  Minor amount;
  Currency currency;
  std::string reference;
  std::optional<Instant> paid_at;
};
BOOST_DESCRIBE_STRUCT(SettleBody, (), (supplier, amount, currency, reference, paid_at))

struct PaidOutBody {
  std::string stripe_payout_id;
  Minor amount;
  Currency currency;
  std::optional<Instant> arrived_at;
};
BOOST_DESCRIBE_STRUCT(PaidOutBody, (), (stripe_payout_id, amount, currency, arrived_at))

struct FailedBody {
  std::string stripe_payout_id;
  std::string failure_code;
};
BOOST_DESCRIBE_STRUCT(FailedBody, (), (stripe_payout_id, failure_code))

Result<Answer> settle(Workspace& ws, const SettleBody& body, const std::string& by) {
  // A trace number may well be 13-19 digits: only emptiness is refused.
  const SettleSupplier command{SettlementId(ws.ids().next()),
                               body.supplier.value_or(kOnlySupplier),
                               body.amount,
                               body.currency,
                               std::string(trim(body.reference)),
                               by,
                               body.paid_at.value_or(ws.now()),
                               ws.now()};
  const std::string ref = settlement_ref(command.supplier, command.reference);
  const auto events = decide(ws.ref(ref).has_value(), command);
  if (!events) return refuse(events.error());
  ws.add_ref(ref, "supplier-" + command.supplier);
  ws.append(*events);
  json::Object out;
  out.add("id", command.id)
      .add("supplier", command.supplier)
      .add("amount", command.amount)
      .add("currency", command.currency)
      .add("reference", command.reference)
      .add("settled_by", by)
      .add("paid_at", command.paid_at)
      .add("position", ws.position());
  return answer(out.text(), 201);
}

Answer stripe_payout_answer(Workspace& ws, const std::string& id, int status) {
  const StripePayoutState state = stripe_payout(ws, id);
  json::Object out;
  out.add("stripe_payout_id", id)
      .add("status", state.failed ? "failed" : "paid")
      .add("amount", state.paid->amount)
      .add("currency", state.paid->currency)
      .add("failure_code", state.failed ? std::optional(state.failed->failure_code) : std::nullopt)
      .add("position", ws.position());
  return answer(out.text(), status);
}

/// A person's report must be news: an idempotency key is for repeating it.
Result<Answer> report(Workspace& ws, const StripePayoutReport& told, int status) {
  auto effect = decide(stripe_payout(ws, told.stripe_payout_id), told);
  if (!effect) return refuse(effect.error());
  if (effect->events.empty())
    return refuse(RefusalCode::conflict, told.stripe_payout_id + ": " + effect->outcome);
  ws.append(std::move(effect->events));
  settle_parked_payout(ws, told.stripe_payout_id);
  return stripe_payout_answer(ws, told.stripe_payout_id, status);
}

}  // namespace

void settle_supplier(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<SettleBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  write(api, call, reply,
        [body = *body, by = call.caller.admin->str()](Workspace& ws) { return settle(ws, body, by); });
}

void record_stripe_payout(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<PaidOutBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  write(api, call, reply, [body = *body](Workspace& ws) {
    return report(ws,
                  {body.stripe_payout_id, body.amount, body.currency, StripePayoutStatus::paid, "",
                   body.arrived_at.value_or(ws.now()), ws.now()},
                  201);
  });
}

void fail_stripe_payout(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<FailedBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check_text("/failure_code", body->failure_code)) return refuse_call(call, reply, *bad);
  write(api, call, reply, [body = *body](Workspace& ws) -> Result<Answer> {
    const StripePayoutState known = stripe_payout(ws, body.stripe_payout_id);
    if (!known.paid) return refuse(RefusalCode::not_found, "there is no payout of Stripe's with this id");
    return report(ws,
                  {body.stripe_payout_id, known.paid->amount, known.paid->currency,
                   StripePayoutStatus::failed, body.failure_code, ws.now(), ws.now()},
                  200);
  });
}

}  // namespace daybook::http
