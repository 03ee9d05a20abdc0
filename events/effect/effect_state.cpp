#include "events/effect/effect_state.hpp"

#include "events/fold.hpp"

namespace daybook {
namespace {

constexpr const char* kReactor = "react";  // the actor of what `daybook react` records

}  // namespace

void evolve(EffectState& s, const EffectIntended& e, const Envelope& at) {
  s.intended = e;
  s.key_event = at.event_id;
  s.intended_at = s.tried_from = s.due_at = at.recorded_at;
  s.version = at.version.value;
}

void evolve(EffectState& s, const EffectAttemptFailed& e, const Envelope& at) {
  if (is_untroubled(s)) s.tried_from = at.recorded_at;
  ++s.attempts;
  ++s.since_retry;
  s.maybe_done = s.maybe_done || e.maybe_done;
  s.error = e.error;
  s.due_at = e.next_at;
  s.version = at.version.value;
}

void evolve(EffectState& s, const EffectPostponed& e, const Envelope& at) {
  s.postponed = true;
  s.maybe_done = false;
  s.error.reset();
  s.reference = e.reference;
  s.since_retry = 0;
  s.tried_from = at.recorded_at;
  s.due_at = e.next_at;
  s.version = at.version.value;
}

void evolve(EffectState& s, const EffectSucceeded& e, const Envelope& at) {
  s.status = EffectStatus::succeeded;
  s.error.reset();
  if (e.reference) s.reference = e.reference;
  s.version = at.version.value;
}

void evolve(EffectState& s, const EffectGivenUp& e, const Envelope& at) {
  s.status = EffectStatus::given_up;
  ++s.attempts;
  ++s.since_retry;
  s.maybe_done = s.maybe_done || e.maybe_done;
  s.error = e.error;
  s.version = at.version.value;
}

void evolve(EffectState& s, const EffectRetried&, const Envelope& at) {
  s.status = EffectStatus::pending;
  s.key_event = at.event_id;
  s.since_retry = 0;
  s.due_at = s.tried_from = at.recorded_at;
  s.version = at.version.value;
}

void evolve(EffectState& s, const EffectDropped&, const Envelope& at) {
  s.status = EffectStatus::dropped;
  s.let_go = at.actor == kReactor;
  s.version = at.version.value;
}

bool is_untroubled(const EffectState& s) { return s.postponed && s.since_retry == 0; }

EffectState effect_of(const std::vector<Recorded>& stream) {
  EffectState state;
  for (const Recorded& recorded : stream) fold(state, recorded);
  return state;
}

}  // namespace daybook
