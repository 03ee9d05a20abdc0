#include "adapters/effects/connect_effects.hpp"

#include <fmt/format.h>

#include "adapters/effects/on_log.hpp"
#include "adapters/effects/stripe_effects.hpp"
#include "adapters/http/handlers/connect_payouts.hpp"
#include "adapters/log.hpp"
#include "events/payout/payout_decide.hpp"

namespace daybook {
namespace {

/// As the log has it now; nothing when there is none.
std::optional<PayoutState> copy_payout(Writer& writer, const std::string& stream) {
  std::optional<PayoutState> copy;
  if (const auto id = payout_of_stream(stream))
    on_log(writer, kEffectOrigin, {}, "the payout cannot be read", [&](Workspace& ws) {
      const PayoutState* payout = ws.payout(*id);
      copy = payout ? std::optional(*payout) : std::nullopt;
    });
  return copy;
}

std::string standing(const std::optional<PayoutState>& payout) {
  return payout ? std::string("is ") + boost::describe::enum_to_string(payout->status, "?") : "is not there";
}

void complete(Workspace& ws, const PayoutId& id, const std::string& transfer) {
  const PayoutState* payout = ws.payout(id);
  if (!payout || payout->status != PayoutStatus::PROCESSING) return;
  if (auto events = decide(*payout, CompletePayout{transfer, std::nullopt, ws.now()}))
    ws.append(std::move(*events));
  http::remember_transfer(ws, id);
}

void fail(Workspace& ws, const PayoutId& id, const std::string& why) {
  const PayoutState* payout = ws.payout(id);
  if (!payout || payout->status != PayoutStatus::PROCESSING) return;
  if (auto events = decide(*payout, FailPayout{"Stripe refused the transfer: " + why, ws.now()}))
    ws.append(std::move(*events));
}

AttemptEnd done(const PayoutState& payout, const stripe::StripeTransfer& transfer, const EffectIntended& e) {
  if (transfer.amount != e.amount.value_or(Minor{}) || transfer.currency != payout.currency)
    return EffectNotDone{fmt::format("transfer {} names this payout and has another amount: look at it in "
                                     "Stripe's dashboard",
                                     transfer.id),
                         true,
                         true,
                         {},
                         {}};
  if (payout.status != PayoutStatus::PROCESSING)
    return EffectNotDone{fmt::format("transfer {} was made, and the payout {}: reverse it in Stripe's "
                                     "dashboard if it paid twice",
                                     transfer.id, standing(payout)),
                         true,
                         true,
                         {},
                         {}};
  return EffectDone{"Stripe moved the money to the payee's account", transfer.id,
                    [id = payout.id, transfer = transfer.id](Workspace& ws) { complete(ws, id, transfer); }};
}

AttemptEnd transfer(stripe::StripeClient& client, Writer& writer, const Attempt& attempt) {
  const EffectIntended& e = attempt.effect.intended;
  const auto payout = copy_payout(writer, e.subject);
  if (!payout) return EffectPointless{"its payout " + standing(payout), {}};
  const std::string id = payout->id.str();
  // Looked up before every call: a process may have died between Stripe's answer and our record of it, and
  // Stripe forgets idempotency keys.
  auto known = find_ours(client.transfers_of(id), "payout_id", id);
  if (!known) return not_done(known.error());
  if (*known) return done(*payout, **known, e);
  if (payout->status != PayoutStatus::PROCESSING)
    return EffectPointless{"its payout " + standing(payout) + " already", {}};
  stripe::NewTransfer wanted;
  wanted.amount = e.amount.value();
  wanted.currency = e.currency.value();
  wanted.destination = e.reference.value();
  wanted.transfer_group = id;
  wanted.metadata = {{"payout_id", id}, {"broker_id", payout->payee.str()}};
  auto made = client.create_transfer(wanted, attempt.idempotency_key);
  if (made) return done(*payout, *made, e);
  EffectNotDone end = not_done(made.error());
  // Nothing was there before: what Stripe refuses now was never done.
  if (end.for_good) end.record = [id = payout->id, why = end.error](Workspace& ws) { fail(ws, id, why); };
  return end;
}

void give_back(Workspace& ws, const PayoutId& id, const std::string& reference, const std::string& reason) {
  const PayoutState* payout = ws.payout(id);
  if (!payout || payout->status != PayoutStatus::COMPLETED) return;  // a delivery said so first
  if (auto events = decide(*payout, ReturnPayout{"transfer_reversed", reason, reference, ws.now()}))
    ws.append(std::move(*events));
}

AttemptEnd reverse(stripe::StripeClient& client, Writer& writer, const Attempt& attempt) {
  const EffectIntended& e = attempt.effect.intended;
  const auto payout = copy_payout(writer, e.subject);
  auto made = client.transfer(e.reference.value_or(""));
  if (!made) return not_done(made.error());
  const auto end = [&](std::string outcome, const std::string& reference) {
    return EffectDone{std::move(outcome), reference,
                      [id = payout->id, reference, reason = e.detail.value_or("reversed")](Workspace& ws) {
                        give_back(ws, id, reference, reason);
                      }};
  };
  if (payout && made->reversed) return end("the transfer is reversed already", made->id);
  if (!payout || payout->status != PayoutStatus::COMPLETED)
    return EffectPointless{"its payout " + standing(payout) + " already", {}};
  auto reversal = client.reverse_transfer(*made, std::nullopt, {{"payout_id", payout->id.str()}},
                                          attempt.idempotency_key);
  if (!reversal) return not_done(reversal.error());
  return end("Stripe took the money back from the payee's account", reversal->id);
}

/// True when that was news.
bool note(Writer& writer, const BrokerId& payee, const stripe::ConnectedAccount& account) {
  bool news = false;
  on_log(writer, {"react", "account:" + account.id, ""}, {}, "a payee's account could not be recorded",
         [&](Workspace& ws) {
           news = http::note_account(ws, payee, {account.payouts_enabled, account.currently_due});
         });
  return news;
}

}  // namespace

Performer stripe_transfers(stripe::StripeClient& client, Writer& writer) {
  return [&client, &writer](const Attempt& attempt) { return transfer(client, writer, attempt); };
}

Performer stripe_transfer_reversals(stripe::StripeClient& client, Writer& writer) {
  return [&client, &writer](const Attempt& attempt) { return reverse(client, writer, attempt); };
}

stripe::Answered<std::int64_t> refresh_accounts(stripe::StripeClient& client, Writer& writer,
                                                pg::Connection& connection, std::string& after) {
  constexpr int kMost = 100;
  constexpr std::size_t kPrefix = 8;   // "account:"
  constexpr std::size_t kStream = 16;  // "connect_account-"
  const auto rows = connection.exec(
      "SELECT ref, stream FROM external_refs WHERE ref > $1 AND ref >= 'account:' AND ref < 'account;' "
      "ORDER BY ref LIMIT $2",
      {after, std::to_string(kMost)});
  std::int64_t changed = 0;
  for (int i = 0; i < rows.size(); ++i) {
    const std::string ref(rows.text(i, 0));
    const auto payee = BrokerId::parse(rows.text(i, 1).substr(kStream));
    const auto account = client.account(ref.substr(kPrefix));
    if (account && payee) {
      changed += note(writer, *payee, *account) ? 1 : 0;
    } else if (!account && account.error().kind != stripe::FailureKind::refused) {
      return tl::unexpected(account.error());
    } else {
      logging::warn("a payee's Stripe account cannot be asked for: {}",
                    account ? "its reference is damaged" : account.error().message);
    }
    after = ref;
  }
  if (rows.size() < kMost) after.clear();
  return changed;
}

}  // namespace daybook
