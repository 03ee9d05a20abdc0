#pragma once
// Reads the log for facts that call for side effects, and records the intentions. Run by one process at a
// time (the scheduler's lease); an effect's id is made of what it is for, so that reading again intends
// nothing twice.

#include <functional>
#include <string>
#include <vector>

#include "adapters/effects/log_cursor.hpp"
#include "adapters/postgres/writer.hpp"
#include "events/effect/effect_events.hpp"

namespace daybook {

/// What facts of these types call for. Decided on the state of when it is recorded, which may be later than
/// the fact.
struct IntentRule {
  std::string name;  ///< of its cursor in effect_cursor
  std::vector<std::string>
      types;  ///< wire names; empty: nothing is intended now, and never for what passes meanwhile
  std::function<std::vector<EffectIntended>(Workspace&, const Recorded&)> intend;
  /// A look before a command is made of a fact: false when it surely calls for nothing. Absent: any may.
  std::function<bool(const Recorded&)> concerns = nullptr;
  /// Up to which position nothing is called for, whatever happened: it is not even read. Absent: none.
  std::function<std::int64_t()> idle_up_to = nullptr;
};

class Intender {
 public:
  Intender(Writer& writer, std::vector<IntentRule> rules) : writer_(writer), rules_(std::move(rules)) {
    for (const IntentRule& rule : rules_) names_.push_back(rule.name);
  }

  /// Reads on from where it stood, some hundred facts a rule. True when more are waiting. Throws when the
  /// store is away.
  bool step(pg::Connection& connection);

 private:
  bool step(pg::Connection& connection, const IntentRule& rule, const LogCursor& cursor, std::int64_t head);
  void intend(const IntentRule& rule, const std::vector<Recorded>& facts);

  Writer& writer_;
  std::vector<IntentRule> rules_;
  std::vector<std::string> names_;  ///< of the rules' cursors
};

/// Appends the intentions that nobody has recorded before.
void append_new(Workspace& workspace, const std::vector<EffectIntended>& effects);

}  // namespace daybook
