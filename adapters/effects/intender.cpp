#include "adapters/effects/intender.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "adapters/effects/log_cursor.hpp"
#include "adapters/postgres/event_reader.hpp"

namespace daybook {
namespace {

constexpr int kFactsAtOnce = 200;

}  // namespace

void append_new(Workspace& ws, const std::vector<EffectIntended>& effects) {
  for (const EffectIntended& effect : effects)
    if (ws.stream_version("effect-" + effect.effect_id) == 0) ws.append({{effect, ws.now()}});
}

bool Intender::step(pg::Connection& connection) {
  bool more = false;
  for (const IntentRule& rule : rules_) more = step(connection, rule) || more;
  return more;
}

bool Intender::step(pg::Connection& connection, const IntentRule& rule) {
  const LogCursor cursor(connection, rule.name);
  const std::int64_t from = cursor.position();
  const std::int64_t head = log_position(connection);
  if (from >= head) return false;
  if (rule.types.empty()) {
    cursor.move(connection, head);
    return false;
  }
  if (const std::int64_t idle = rule.idle_up_to ? std::min(rule.idle_up_to(), head) : 0; idle > from) {
    cursor.move(connection, idle);
    return false;
  }
  const auto rows = connection.exec(
      fmt::format("SELECT {} FROM events WHERE position > $1 AND position <= $2 AND type = ANY($3::text[]) "
                  "ORDER BY position LIMIT {}",
                  kEventColumns, kFactsAtOnce),
      {std::to_string(from), std::to_string(head), pg::text_array(rule.types)});
  std::int64_t reached = head;
  std::vector<Recorded> facts;
  for (int i = 0; i < rows.size(); ++i) facts.push_back(decode(envelope_of(rows, i)));
  intend(rule, facts);
  if (rows.size() == kFactsAtOnce) reached = facts.back().envelope.position.value;
  cursor.move(connection, reached);
  return rows.size() == kFactsAtOnce;
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
