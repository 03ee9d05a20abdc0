#pragma once
// What a person matched where the machine may not guess, and the undoing of it.

#include <map>
#include <set>
#include <string>

#include "core/result.hpp"
#include "events/envelope.hpp"

namespace daybook {

/// The matches of one account that stand.
struct HandMatches {
  std::map<HandMatchId, ReconciliationMatched> standing;
  std::set<HandMatchId> undone;
};
void evolve(HandMatches& s, const Recorded& recorded);

struct MatchByHand {
  HandMatchId id;
  std::string account;
  std::vector<std::string> lines;
  std::vector<std::int64_t> positions;
  std::string reason;
  std::string by;
  Instant now;
};
/// That the lines and positions exist is the caller's to know. Refuses one that is in a standing match, one
/// named twice, and a match of fewer than two things.
Result<NewEvents> decide(const HandMatches& state, const MatchByHand& command);

struct UndoMatch {
  HandMatchId id;
  std::string account;
  std::string reason;
  std::string by;
  Instant now;
};
Result<NewEvents> decide(const HandMatches& state, const UndoMatch& command);

/// At most so many of each side in one match.
inline constexpr std::size_t kMaxMatched = 500;

}  // namespace daybook
