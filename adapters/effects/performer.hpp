#pragma once
// Who carries effects out, and how an attempt ends. One performer a kind; each may be called by several
// threads.

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <variant>

#include "adapters/postgres/workspace.hpp"
#include "events/effect/effect_state.hpp"

namespace daybook {

struct Attempt {
  EffectState effect;
  /// For the other side: the same for every attempt until a person asks for a new one.
  std::string idempotency_key;
};

/// Facts that follow from an attempt's end, appended in the transaction that records it; the effect is still
/// pending then.
using RecordFacts = std::function<void(Workspace&)>;

struct EffectDone {
  std::string outcome;                   ///< for a reader
  std::optional<std::string> reference;  ///< the other side's id
  RecordFacts record;
};
struct EffectNotDone {
  std::string error;        ///< no secrets, no personal data
  bool maybe_done = false;  ///< no answer came
  bool for_good = false;    ///< the other side said no
  std::chrono::milliseconds retry_after{0};
  RecordFacts record;  ///< only when it is given up
};
/// The other side took it and is not done: asked again after `again_in`. Recorded when it is news; asking is
/// not.
struct EffectOnItsWay {
  std::string detail;
  std::optional<std::string> reference;  ///< the other side's id
  std::chrono::seconds again_in{60};
  RecordFacts record;  ///< only when it is news
};
/// The effect has lost its point (a cancelled order's page was closed already): it is dropped.
struct EffectPointless {
  std::string reason;
  RecordFacts record;
};
/// Nobody was called, because somebody else is finding out whether it helps: nothing is recorded.
struct EffectNotTried {
  std::chrono::seconds again_in{10};
};
using AttemptEnd = std::variant<EffectDone, EffectNotDone, EffectOnItsWay, EffectPointless, EffectNotTried>;

/// Blocks, for less than a minute in all. What it throws counts as an attempt that may have been carried out.
using Performer = std::function<AttemptEnd(const Attempt&)>;
using Performers = std::map<EffectKind, Performer>;

}  // namespace daybook
