#pragma once
// One side effect, folded from its stream.

#include <boost/describe.hpp>

#include "events/effect/effect_events.hpp"
#include "events/envelope.hpp"

namespace daybook {

enum class EffectStatus { pending, succeeded, given_up, dropped };
BOOST_DESCRIBE_ENUM(EffectStatus, pending, succeeded, given_up, dropped)

struct EffectState {
  EffectIntended intended;
  EffectStatus status = EffectStatus::pending;
  EventId key_event;  ///< effect.intended or its last effect.retried: the key of attempts is made of it
  Instant intended_at;
  Instant tried_from;            ///< its intention, or its last retry: patience is counted from it
  Instant due_at;                ///< of the next attempt while it is pending
  std::int64_t attempts = 0;     ///< that failed, ever
  std::int64_t since_retry = 0;  ///< that failed since a person asked for it anew, or ever
  bool maybe_done = false;       ///< an attempt ended without an answer
  bool let_go = false;           ///< dropped by `daybook react`, which found no use for it; not by a person
  std::optional<std::string> error;
  bool postponed = false;                ///< the other side took it, and is not done yet
  std::optional<std::string> reference;  ///< the other side's id
  std::int64_t version = 0;              ///< of its stream; 0: there is none
};

void evolve(EffectState& s, const EffectIntended& e, const Envelope& at);
void evolve(EffectState& s, const EffectAttemptFailed& e, const Envelope& at);
void evolve(EffectState& s, const EffectPostponed& e, const Envelope& at);
void evolve(EffectState& s, const EffectSucceeded& e, const Envelope& at);
void evolve(EffectState& s, const EffectGivenUp& e, const Envelope& at);
void evolve(EffectState& s, const EffectRetried& e, const Envelope& at);
void evolve(EffectState& s, const EffectDropped& e, const Envelope& at);

/// The other side has it, and the last look at it found no trouble: patience begins anew with the next.
bool is_untroubled(const EffectState& s);

/// Of the events of its stream.
EffectState effect_of(const std::vector<Recorded>& stream);

}  // namespace daybook
