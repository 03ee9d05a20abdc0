#include "adapters/effects/intender.hpp"

#include <algorithm>
#include <future>

#include "adapters/postgres/event_reader.hpp"

namespace daybook {
namespace {

constexpr std::size_t kFactsAtOnce = 200;

}  // namespace

void append_new(Workspace& ws, const std::vector<EffectIntended>& effects) {
  for (const EffectIntended& effect : effects)
    if (ws.stream_version("effect-" + effect.effect_id) == 0) ws.append({{effect, ws.now()}});
}

bool Intender::step(pg::Connection& connection) {
  const auto cursors = LogCursor::read(connection, names_);
  const std::int64_t head = log_position(connection);
  bool more = false;
  for (std::size_t i = 0; i < rules_.size(); ++i)
    more = step(connection, rules_[i], cursors[i], head) || more;
  return more;
}

bool Intender::step(pg::Connection& connection, const IntentRule& rule, const LogCursor& cursor,
                    std::int64_t head) {
  const std::int64_t from = cursor.position();
  if (from >= head) return false;
  if (rule.types.empty()) {
    cursor.move(connection, head);
    return false;
  }
  if (const std::int64_t idle = rule.idle_up_to ? std::min(rule.idle_up_to(), head) : 0; idle > from) {
    cursor.move(connection, idle);
    return false;
  }
  const auto facts = read_types(connection, from, head, rule.types, kFactsAtOnce);
  intend(rule, facts);
  const bool more = facts.size() == kFactsAtOnce;
  cursor.move(connection, more ? facts.back().envelope.position.value : head);
  return more;
}

/// Each fact's command is its own, so that what it calls for names it as its cause; they are committed
/// together.
void Intender::intend(const IntentRule& rule, const std::vector<Recorded>& facts) {
  std::vector<std::future<std::string>> troubles;
  for (const Recorded& fact : facts) {
    if (rule.concerns && !rule.concerns(fact)) continue;
    auto trouble = std::make_shared<std::promise<std::string>>();
    troubles.push_back(trouble->get_future());
    Command command;
    command.origin = {"react", "effect", fact.envelope.event_id.str()};
    if (const auto order = order_of_stream(fact.envelope.stream)) command.hints.orders = {*order};
    command.run = [&rule, &fact](Workspace& ws) -> Result<Answer> {
      append_new(ws, rule.intend(ws, fact));
      return Answer{200, "{}", 0, false, {}, {}};
    };
    command.done = [trouble](Result<Answer> answer) {
      trouble->set_value(answer ? "" : answer.error().detail);
    };
    writer_.submit(std::move(command));
  }
  std::string first;
  for (auto& trouble : troubles)
    if (const std::string text = trouble.get(); first.empty()) first = text;
  if (!first.empty()) throw std::runtime_error("what facts call for could not be recorded: " + first);
}

}  // namespace daybook
