#include "events/effect/effect_decide.hpp"

#include <algorithm>

namespace daybook {
namespace {

constexpr std::int64_t kSecond = 1'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;

/// Doubles with each failure up to the longest; half of it is left to chance, so that what failed together
/// does not come back together.
std::int64_t delay_ms(const EffectPatience& patience, std::int64_t failures, std::uint32_t chance) {
  const std::int64_t doublings = std::min<std::int64_t>(failures, 30);
  const std::int64_t window =
      std::min(patience.longest_delay_ms, patience.first_delay_ms * (std::int64_t{1} << doublings));
  return window - window / 2 * static_cast<std::int64_t>(chance >> 1) / INT32_MAX;
}

std::int64_t since_ms(Instant from, Instant now) { return (now.micros - from.micros) / 1'000; }

Refusal not_now(const EffectState& effect) {
  return {RefusalCode::conflict,
          std::string("the effect is ") + boost::describe::enum_to_string(effect.status, "?") + " already",
          {},
          {}};
}

}  // namespace

EffectPatience patience_of(EffectKind kind) {
  switch (kind) {
    case EffectKind::supplier_order:
      return {kSecond, 10 * kMinute, 24 * kHour};
    case EffectKind::stripe_refund:
    case EffectKind::stripe_transfer:
    case EffectKind::stripe_transfer_reversal:
      return {kSecond, 10 * kMinute, 23 * kHour};
    case EffectKind::stripe_session_expiry:
      return {kSecond, kMinute, 24 * kHour};
    case EffectKind::mail:
      return {10 * kSecond, kHour, 48 * kHour};
    case EffectKind::webhook:
      return {5 * kSecond, 2 * kHour, 72 * kHour};
  }
  return {};
}

NewEvents decide(const EffectState& effect, const FailAttempt& c) {
  if (effect.status != EffectStatus::pending) return {};
  const EffectIntended& e = effect.intended;
  const EffectPatience patience = patience_of(e.kind);
  const std::int64_t attempt = effect.attempts + 1;
  const std::int64_t delay =
      std::max(delay_ms(patience, effect.since_retry, c.chance), std::min(c.retry_after_ms, kHour));
  const Instant next{c.now.micros + delay * 1'000};
  const Instant from = is_untroubled(effect) ? c.now : effect.tried_from;
  if (c.for_good || since_ms(from, next) > patience.gives_up_after_ms)
    return {{EffectGivenUp{e.effect_id, e.partition, attempt, c.error, c.maybe_done || effect.maybe_done},
             c.now}};
  return {{EffectAttemptFailed{e.effect_id, e.partition, attempt, c.error, c.maybe_done, next}, c.now}};
}

NewEvents decide(const EffectState& effect, const PostponeEffect& c) {
  if (effect.status != EffectStatus::pending || (is_untroubled(effect) && effect.reference == c.reference))
    return {};
  const EffectIntended& e = effect.intended;
  return {{EffectPostponed{e.effect_id, e.partition, c.detail, c.reference, c.next_at}, c.now}};
}

NewEvents decide(const EffectState& effect, const CompleteEffect& c) {
  if (effect.status != EffectStatus::pending) return {};
  const EffectIntended& e = effect.intended;
  return {{EffectSucceeded{e.effect_id, e.partition, effect.attempts + 1, c.outcome,
                           c.reference ? c.reference : effect.reference},
           c.now}};
}

Result<NewEvents> decide(const EffectState& effect, const RetryEffect& c) {
  if (effect.status != EffectStatus::given_up) return refuse(not_now(effect));
  return NewEvents{{EffectRetried{effect.intended.effect_id, effect.intended.partition, c.reason}, c.now}};
}

NewEvents decide(const EffectState& effect, const ResumeEffect& c) {
  const bool let_go = effect.status == EffectStatus::dropped && effect.let_go;
  if (!let_go && effect.status != EffectStatus::given_up) return {};
  return {{EffectRetried{effect.intended.effect_id, effect.intended.partition, c.reason}, c.now}};
}

Result<NewEvents> decide(const EffectState& effect, const DropEffect& c) {
  if (effect.status != EffectStatus::given_up && effect.status != EffectStatus::pending)
    return refuse(not_now(effect));
  return NewEvents{{EffectDropped{effect.intended.effect_id, effect.intended.partition, c.reason}, c.now}};
}

bool needs_person(std::string_view effect_id) {
  return !effect_id.starts_with("mail-") && !effect_id.starts_with("webhook-");
}

}  // namespace daybook
