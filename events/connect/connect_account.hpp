#pragma once
// A payee's Stripe account as it stands, and the decisions about it. Source: Stripe reference,
// account.updated
// ("gate on payouts_enabled and requirements"; dedup by account and content).

#include <optional>

#include "core/result.hpp"
#include "events/connect/connect_events.hpp"
#include "events/envelope.hpp"

namespace daybook {

struct ConnectAccountState {
  std::optional<std::string> stripe_account;  ///< nothing while none is linked
  bool payouts_enabled = false;
  std::vector<std::string> requirements;
  std::optional<Instant> told_at;  ///< when Stripe said so; nothing: it has said nothing yet
};

void evolve(ConnectAccountState& s, const ConnectAccountLinked& e, const Envelope& at);
void evolve(ConnectAccountState& s, const ConnectAccountChanged& e, const Envelope& at);

/// "connect_account-<payee>"
std::string connect_stream(const BrokerId& payee);
/// Of the events of its stream.
ConnectAccountState connect_account_of(const std::vector<Recorded>& stream);

struct LinkAccount {
  BrokerId payee;
  std::string stripe_account;
  Instant now;
};
/// Nothing when one is linked already: a payee has one for good.
NewEvents decide(const ConnectAccountState& state, const LinkAccount& command);

/// What Stripe says of the account at a moment.
struct NoteAccount {
  BrokerId payee;
  bool payouts_enabled = false;
  std::vector<std::string> requirements;
  Instant told_at;
};
/// Nothing when that is known, older than what is known, or about no linked account.
NewEvents decide(const ConnectAccountState& state, const NoteAccount& command);

/// Why nothing can be paid to it, for a reader; nothing when it can.
std::optional<std::string> connect_block(const ConnectAccountState& state);

}  // namespace daybook
