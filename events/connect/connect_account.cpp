#include "events/connect/connect_account.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "events/fold.hpp"

namespace daybook {

void evolve(ConnectAccountState& s, const ConnectAccountLinked& e, const Envelope&) {
  s.stripe_account = e.stripe_account;
}

void evolve(ConnectAccountState& s, const ConnectAccountChanged& e, const Envelope& at) {
  s.payouts_enabled = e.payouts_enabled;
  s.requirements = e.requirements;
  s.told_at = at.effective_at;
}

std::string connect_stream(const BrokerId& payee) { return "connect_account-" + payee.str(); }

ConnectAccountState connect_account_of(const std::vector<Recorded>& stream) {
  ConnectAccountState state;
  for (const Recorded& recorded : stream) fold(state, recorded);
  return state;
}

NewEvents decide(const ConnectAccountState& state, const LinkAccount& c) {
  if (state.stripe_account) return {};
  return {{ConnectAccountLinked{c.payee, c.stripe_account}, c.now}};
}

NewEvents decide(const ConnectAccountState& state, const NoteAccount& c) {
  if (!state.stripe_account || (state.told_at && c.told_at < *state.told_at)) return {};
  auto requirements = c.requirements;  // Stripe's order says nothing
  std::sort(requirements.begin(), requirements.end());
  if (state.told_at && state.payouts_enabled == c.payouts_enabled && state.requirements == requirements)
    return {};
  return {{ConnectAccountChanged{c.payee, *state.stripe_account, c.payouts_enabled, std::move(requirements)},
           c.told_at}};
}

std::optional<std::string> connect_block(const ConnectAccountState& state) {
  if (!state.stripe_account)
    return "has no Stripe account: open one with POST /api/brokers/{id}/stripe-account";
  if (!state.told_at)
    return "has a Stripe account of which Stripe has said nothing yet: the payee must finish its onboarding";
  if (!state.requirements.empty())
    return fmt::format("has a Stripe account that still lacks {}: send the payee a fresh onboarding link",
                       fmt::join(state.requirements, ", "));
  if (!state.payouts_enabled) return "has a Stripe account whose payouts Stripe has switched off";
  return std::nullopt;
}

}  // namespace daybook
