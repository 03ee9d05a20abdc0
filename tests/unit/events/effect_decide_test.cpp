#include "events/effect/effect_decide.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

/// The effect's own log in memory.
struct Effect {
  EffectState state;
  std::vector<Recorded> stream;
  Instant now = hour(0);

  explicit Effect(EffectKind kind = EffectKind::stripe_refund) {
    happened({{EffectIntended{"x-1", kind, "p", "order-1", {}, {}, {}, {}}, now}});
  }
  void happened(const NewEvents& events, const char* actor = "react") {
    for (const auto& fresh : events) {
      Envelope at;
      at.actor = actor;
      at.recorded_at = at.effective_at = now;
      at.event_id = id<EventId>(stream.size() + 1);
      at.version = {static_cast<std::int64_t>(stream.size()) + 1};
      stream.push_back({at, fresh.event});
    }
    state = effect_of(stream);
  }
  std::string fail(FailAttempt c = {"no answer", true, false, 0, 0, {}}) {
    c.now = now;
    const NewEvents events = decide(state, c);
    happened(events);
    return names(events);
  }
};

}  // namespace

TEST_CASE("attempts that fail come ever later, and are given up before an idempotency key is forgotten") {
  Effect effect;
  std::int64_t last_wait = 0;
  int attempts = 0;
  while (effect.state.status == EffectStatus::pending && attempts < 1'000) {
    effect.fail();
    ++attempts;
    if (effect.state.status != EffectStatus::pending) break;
    const std::int64_t wait = effect.state.due_at.micros - effect.now.micros;
    CHECK(wait >= last_wait);
    CHECK(wait <= 600 * kMicrosPerSecond);
    last_wait = wait;
    effect.now = effect.state.due_at;
  }
  CHECK(effect.state.status == EffectStatus::given_up);
  CHECK(effect.state.maybe_done);
  CHECK(effect.now.micros - hour(0).micros < 24 * 3'600 * kMicrosPerSecond);
  CHECK(attempts > 100);
}

TEST_CASE("chance spreads attempts over half of their delay, whatever it is") {
  std::mt19937 random(7);
  for (int i = 0; i < 1'000; ++i) {
    Effect effect;
    effect.fail({"no", false, false, 0, static_cast<std::uint32_t>(random()), {}});
    const std::int64_t wait_ms = (effect.state.due_at.micros - effect.now.micros) / 1'000;
    CHECK(wait_ms >= 500);
    CHECK(wait_ms <= 1'000);
  }
}

TEST_CASE("the other side's wish to wait is obeyed, up to an hour") {
  Effect effect;
  effect.fail({"busy", false, false, 90'000, 0, {}});
  CHECK(effect.state.due_at.micros - effect.now.micros == 90 * kMicrosPerSecond);
  Effect patient;
  patient.fail({"busy", false, false, 86'400'000, 0, {}});
  CHECK(patient.state.due_at.micros - patient.now.micros == 3'600 * kMicrosPerSecond);
}

TEST_CASE("a refusal is given up at once, and a person may have it tried under a new key or dropped") {
  Effect effect;
  const EventId first = effect.state.key_event;
  CHECK(effect.fail({"no such charge", false, true, 0, 0, {}}) == "effect.given_up");
  CHECK(!effect.state.maybe_done);
  CHECK(effect.fail() == "nothing");
  CHECK(outcome(decide(effect.state, RetryEffect{"mended", hour(30)})) == "effect.retried");
  effect.now = hour(30);
  effect.happened(*decide(effect.state, RetryEffect{"mended", hour(30)}));
  CHECK(effect.state.status == EffectStatus::pending);
  CHECK(effect.state.key_event != first);
  CHECK(effect.fail() == "effect.attempt_failed");
  CHECK(effect.state.attempts == 2);
  effect.happened(*decide(effect.state, DropEffect{"by hand", hour(31)}), "admin:ada");
  CHECK(effect.state.status == EffectStatus::dropped);
  CHECK(outcome(decide(effect.state, DropEffect{"again", hour(31)})) == "refused conflict");
  CHECK(outcome(decide(effect.state, RetryEffect{"again", hour(31)})) == "refused conflict");
  CHECK(names(decide(effect.state, CompleteEffect{"late", {}, hour(32)})) == "nothing");
  CHECK(names(decide(effect.state, ResumeEffect{"wanted again", hour(32)})) == "nothing");
}

TEST_CASE("what was let go as pointless is resumed with a new key, and nothing else is") {
  Effect effect(EffectKind::supplier_order);
  CHECK(names(decide(EffectState{}, ResumeEffect{"never intended", hour(1)})) == "nothing");
  CHECK(names(decide(effect.state, ResumeEffect{"still waits", hour(1)})) == "nothing");
  const EventId first = effect.state.key_event;
  effect.happened(*decide(effect.state, DropEffect{"refunded", hour(1)}));
  effect.happened(decide(effect.state, ResumeEffect{"the refund failed", hour(2)}));
  CHECK(effect.state.status == EffectStatus::pending);
  CHECK(effect.state.key_event != first);
  effect.happened(decide(effect.state, CompleteEffect{"delivered", {}, hour(3)}));
  CHECK(names(decide(effect.state, ResumeEffect{"done", hour(4)})) == "nothing");
}

TEST_CASE(
    "patience with the other side's long work begins with the first trouble, and anew behind each good "
    "look") {
  Effect effect(EffectKind::supplier_order);
  const auto good_look = [&] {
    return decide(effect.state, PostponeEffect{"works on it", "TS-1", {}, effect.now});
  };
  effect.happened(good_look());
  CHECK(names(good_look()) == "nothing");
  effect.now = hour(24 * 10);  // looked at without news for ten days
  CHECK(effect.fail() == "effect.attempt_failed");
  effect.now = hour(24 * 10 + 2);
  CHECK(effect.fail() == "effect.attempt_failed");
  CHECK(names(good_look()) == "effect.postponed");
  effect.happened(good_look());
  CHECK(effect.state.since_retry == 0);
  effect.now = hour(24 * 20);
  CHECK(effect.fail() == "effect.attempt_failed");
  effect.now = hour(24 * 21 + 1);
  CHECK(effect.fail() == "effect.given_up");
  CHECK(names(decide(effect.state, ResumeEffect{"wanted again", effect.now})) == "effect.retried");
}

TEST_CASE("what the other side has taken is news once, and its id stays with the end") {
  Effect effect(EffectKind::supplier_order);
  effect.fail();
  CHECK(effect.state.maybe_done);
  const PostponeEffect taken{"works on it", "TS-1", hour(1), hour(0)};
  effect.happened(decide(effect.state, taken));
  CHECK(effect.state.postponed);
  CHECK(!effect.state.maybe_done);
  CHECK(names(decide(effect.state, taken)) == "nothing");
  effect.happened(decide(effect.state, CompleteEffect{"delivered", {}, hour(2)}));
  CHECK(effect.state.status == EffectStatus::succeeded);
  CHECK(effect.state.reference == "TS-1");
}
