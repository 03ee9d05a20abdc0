#pragma once
// Decisions about side effects: what an attempt's end means, and what a person may do. Source: the
// programme's rules (bounded retries with backoff and jitter; unresolved calls become visible tasks, never
// blind retries).

#include "core/result.hpp"
#include "events/effect/effect_state.hpp"

namespace daybook {

/// How long and how often an effect of a kind is tried.
struct EffectPatience {
  std::int64_t first_delay_ms = 0;  ///< before the second attempt; doubles each time
  std::int64_t longest_delay_ms = 0;
  std::int64_t gives_up_after_ms = 0;  ///< from its intention, or from its retry on
};
/// Stripe's: within the 24 hours in which an idempotency key is kept. Source: Stripe reference, "Calls".
EffectPatience patience_of(EffectKind kind);

struct FailAttempt {
  std::string error;  ///< no secrets, no personal data
  bool maybe_done = false;
  bool for_good = false;            ///< the other side said no: trying again cannot help
  std::int64_t retry_after_ms = 0;  ///< the other side's own wish
  std::uint32_t chance = 0;         ///< any: spreads the attempts
  Instant now;
};
/// effect.attempt_failed or effect.given_up; nothing when it is not pending any more.
NewEvents decide(const EffectState& effect, const FailAttempt& command);

struct PostponeEffect {
  std::string detail;
  std::optional<std::string> reference;
  Instant next_at;
  Instant now;
};
/// Nothing when it is not pending, or the other side is known to have it already and has not failed since.
NewEvents decide(const EffectState& effect, const PostponeEffect& command);

struct CompleteEffect {
  std::string outcome;
  std::optional<std::string> reference;
  Instant now;
};
/// Nothing when it is not pending any more.
NewEvents decide(const EffectState& effect, const CompleteEffect& command);

struct RetryEffect {
  std::string reason;
  Instant now;
};
/// Of one that was given up.
Result<NewEvents> decide(const EffectState& effect, const RetryEffect& command);

struct ResumeEffect {
  std::string reason;
  Instant now;
};
/// Of one that had lost its point and has it again, or was given up. Nothing in any other state: what a
/// person dropped stays so.
NewEvents decide(const EffectState& effect, const ResumeEffect& command);

struct DropEffect {
  std::string reason;
  Instant now;
};
/// Of one that was given up, or still waits.
Result<NewEvents> decide(const EffectState& effect, const DropEffect& command);

/// Whether giving it up opens a task: for calls that move goods or money. A mail or a webhook that nobody
/// took is no work for a person, and a server that is away would leave thousands: they stay on the list of
/// effects.
bool needs_person(std::string_view effect_id);

}  // namespace daybook
