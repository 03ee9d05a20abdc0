#include "adapters/effects/effect_runner.hpp"

#include <algorithm>

#include "adapters/effects/effect_claims.hpp"
#include "adapters/effects/on_log.hpp"
#include "adapters/log.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/thread_name.hpp"
#include "events/effect/effect_decide.hpp"

namespace daybook {
namespace {

constexpr auto kSweepEvery = std::chrono::minutes(1);

std::string stream_name(const std::string& effect_id) { return "effect-" + effect_id; }

std::uint32_t chance() {
  const std::string bytes = random_bytes(4);
  std::uint32_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

void append_end(Workspace& ws, const EffectState& effect, const EffectDone& end) {
  if (end.record) end.record(ws);
  ws.append(decide(effect, CompleteEffect{end.outcome, end.reference, ws.now()}));
}
void append_end(Workspace& ws, const EffectState& effect, const EffectNotDone& end, std::uint32_t spread) {
  NewEvents events = decide(effect, FailAttempt{end.error, end.maybe_done, end.for_good,
                                                end.retry_after.count(), spread, ws.now()});
  const bool given_up = !events.empty() && std::holds_alternative<EffectGivenUp>(events.front().event);
  if (given_up && end.record) end.record(ws);
  ws.append(std::move(events));
}
void append_end(Workspace& ws, const EffectState& effect, const EffectOnItsWay& end) {
  const Instant next{ws.now().micros + end.again_in.count() * kMicrosPerSecond};
  NewEvents events = decide(effect, PostponeEffect{end.detail, end.reference, next, ws.now()});
  if (!events.empty() && end.record) end.record(ws);
  ws.append(std::move(events));
}
void append_end(Workspace& ws, const EffectState& effect, const EffectPointless& end) {
  if (end.record) end.record(ws);
  if (auto events = decide(effect, DropEffect{end.reason, ws.now()})) ws.append(std::move(*events));
}
void append_end(Workspace&, const EffectState&, const EffectNotTried&) {}

}  // namespace

EffectRunner::EffectRunner(std::string url, Writer& writer, Performers performers, Options options)
    : url_(std::move(url)),
      writer_(writer),
      performers_(std::move(performers)),
      options_(options),
      owner_(EventId(SystemIds().next()).str()) {}

template <class F>
auto EffectRunner::on_connection(F&& f) {
  const std::lock_guard lock(connection_mutex_);
  return f(pg::connected(connection_, url_));
}

void EffectRunner::run(std::stop_token stop) {
  if (performers_.empty()) return;
  std::vector<std::string> kinds;
  for (const auto& [kind, performer] : performers_)
    kinds.emplace_back(boost::describe::enum_to_string(kind, "?"));
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < options_.workers; ++i)
    workers.emplace_back([this](std::stop_token own) { work(std::move(own)); });
  auto sweep_at = std::chrono::steady_clock::now() + kSweepEvery;
  bool troubled = false;
  while (!stop.stop_requested()) {
    std::size_t found = 0;
    try {
      if (const std::size_t free = idle(); free > 0) {
        const auto ids = on_connection([&](pg::Connection& connection) {
          return claim_due(connection, kinds, owner_, options_.claim, free);
        });
        found = ids.size();
        hand_out(ids);
      }
      if (std::chrono::steady_clock::now() >= sweep_at) {
        on_connection([](pg::Connection& connection) { sweep_claims(connection); });
        sweep_at = std::chrono::steady_clock::now() + kSweepEvery;
      }
      troubled = false;
    } catch (const std::exception& e) {
      if (!troubled) logging::warn("effects cannot be looked for, trying on: {}", e.what());
      troubled = true;
    }
    std::unique_lock lock(mutex_);
    // With every worker busy, the first that is free again asks for more.
    handed_out_.wait_for(lock, stop, options_.poll,
                         [&] { return found > 0 && busy_ < options_.workers && queue_.empty(); });
  }
}

std::size_t EffectRunner::idle() {
  const std::lock_guard lock(mutex_);
  return options_.workers - std::min(busy_, options_.workers);
}

void EffectRunner::hand_out(const std::vector<std::string>& ids) {
  const std::lock_guard lock(mutex_);
  queue_.insert(queue_.end(), ids.begin(), ids.end());
  busy_ += ids.size();
  handed_out_.notify_all();
}

std::optional<std::string> EffectRunner::next(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  handed_out_.wait(lock, stop, [this] { return !queue_.empty(); });
  if (stop.stop_requested() || queue_.empty()) return std::nullopt;
  std::string id = std::move(queue_.front());
  queue_.pop_front();
  return id;
}

void EffectRunner::work(std::stop_token stop) {
  name_this_thread("effect");
  while (const auto id = next(stop)) {
    try {
      const auto rest = attempt(*id);
      on_connection([&](pg::Connection& connection) { let_go(connection, *id, owner_, rest); });
    } catch (const std::exception& e) {
      // The claim runs out, and somebody tries again; idempotency keys and looking first make that safe.
      logging::warn("effect {}: {}", *id, e.what());
    }
    const std::lock_guard lock(mutex_);
    --busy_;
    handed_out_.notify_all();
  }
}

std::chrono::seconds EffectRunner::attempt(const std::string& id) {
  constexpr std::chrono::seconds kShort{1};
  // The read model may be behind; who held the claim before has recorded what became of it.
  const EffectState effect = effect_of(
      on_connection([&](pg::Connection& connection) { return read_stream(connection, stream_name(id)); }));
  if (effect.version == 0 || effect.status != EffectStatus::pending || effect.due_at > system_now())
    return kShort;
  const Attempt attempt{effect, "daybook-" + effect.key_event.str()};
  const AttemptEnd end = perform(attempt);
  if (const auto* later = std::get_if<EffectNotTried>(&end)) return later->again_in;
  if (!record(attempt, end)) logging::warn("effect {}: another process has recorded its end", id);
  const auto* waits = std::get_if<EffectOnItsWay>(&end);
  return waits ? std::max(waits->again_in, kShort) : kShort;
}

AttemptEnd EffectRunner::perform(const Attempt& attempt) const {
  try {
    return performers_.at(attempt.effect.intended.kind)(attempt);
  } catch (const std::exception& e) {
    logging::error("effect {} failed inside: {}", attempt.effect.intended.effect_id, e.what());
    return EffectNotDone{"it failed inside Daybook; the log of react says more", true, false, {}, {}};
  }
}

bool EffectRunner::record(const Attempt& attempt, const AttemptEnd& end) {
  if (const auto* waits = std::get_if<EffectOnItsWay>(&end))
    if (is_untroubled(attempt.effect) && attempt.effect.reference == waits->reference) return true;
  const std::string& id = attempt.effect.intended.effect_id;
  if (const auto* failed = std::get_if<EffectNotDone>(&end))
    logging::info("effect {}, attempt {}: {}", id, attempt.effect.attempts + 1, failed->error);
  bool recorded = false;
  const Origin origin{"react", "effect:" + id, attempt.effect.key_event.str()};
  on_log(writer_, origin, {}, "its end could not be recorded", [&, spread = chance()](Workspace& ws) {
    const EffectState now = effect_of(ws.stream(stream_name(id)));
    recorded = now.version == attempt.effect.version;
    if (recorded)
      std::visit(
          [&]<class End>(const End& what) {
            if constexpr (std::is_same_v<End, EffectNotDone>) {
              append_end(ws, now, what, spread);
            } else {
              append_end(ws, now, what);
            }
          },
          end);
  });
  return recorded;
}

}  // namespace daybook
