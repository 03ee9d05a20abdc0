#include "events/reconciliation/hand_match.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace daybook {
namespace {

/// The first thing that is named twice, or stands in another match already.
template <class T>
std::optional<Refusal> check_free(const HandMatches& state, const char* member, const std::vector<T>& wanted,
                                  std::vector<T> ReconciliationMatched::*named) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (std::count(wanted.begin(), wanted.end(), wanted[i]) > 1)
      return invalid_field(fmt::format("/{}/{}", member, i), "is named twice");
    for (const auto& [id, match] : state.standing)
      if (const auto& others = match.*named; std::count(others.begin(), others.end(), wanted[i]) > 0)
        return Refusal{
            RefusalCode::conflict,
            fmt::format("{} is matched by hand already, in {}: undo that first", wanted[i], id.str()),
            {},
            {}};
  }
  return std::nullopt;
}

}  // namespace

void evolve(HandMatches& s, const Recorded& recorded) {
  if (const auto* made = std::get_if<ReconciliationMatched>(&recorded.event))
    s.standing.emplace(made->match_id, *made);
  if (const auto* undone = std::get_if<ReconciliationUnmatched>(&recorded.event)) {
    s.standing.erase(undone->match_id);
    s.undone.insert(undone->match_id);
  }
}

Result<NewEvents> decide(const HandMatches& state, const MatchByHand& c) {
  for (const auto& [member, count] :
       {std::pair{"/lines", c.lines.size()}, {"/positions", c.positions.size()}})
    if (count > kMaxMatched)
      return refuse(invalid_field(member, fmt::format("must be at most {}", kMaxMatched)));
  if (c.lines.size() + c.positions.size() < 2)
    return refuse(invalid_field("/lines", "lines and positions must be at least two things together"));
  if (auto bad = check_free(state, "lines", c.lines, &ReconciliationMatched::lines)) return refuse(*bad);
  if (auto bad = check_free(state, "positions", c.positions, &ReconciliationMatched::positions))
    return refuse(*bad);
  return NewEvents{{ReconciliationMatched{c.id, c.account, c.lines, c.positions, c.reason, c.by}, c.now}};
}

Result<NewEvents> decide(const HandMatches& state, const UndoMatch& c) {
  if (state.undone.contains(c.id)) return refuse(RefusalCode::conflict, "this match is undone already");
  if (!state.standing.contains(c.id))
    return refuse(RefusalCode::not_found, "there is no match by hand with this id");
  return NewEvents{{ReconciliationUnmatched{c.id, c.account, c.reason, c.by}, c.now}};
}

}  // namespace daybook
