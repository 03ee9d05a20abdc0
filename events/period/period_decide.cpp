#include "events/period/period_decide.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/ledger/four_eyes.hpp"

namespace daybook {
namespace {

tl::unexpected<Refusal> conflict(std::string detail) {
  return refuse(RefusalCode::conflict, std::move(detail));
}

/// "2026-10 was closed on 2026-11-03T… by <admin>".
std::string closed_text(const PeriodsState& s, const std::string& month) {
  for (const ClosedPeriod& period : s.closed)
    if (month <= period.month)
      return fmt::format("{} was closed{} at {} by {} (position {})", month,
                         month == period.month ? "" : " together with " + period.month,
                         to_string(period.closed_at), period.closed_by, period.position);
  return month + " was closed together with a later month";
}

bool lists(const std::vector<std::string>& codes, const std::string& code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

std::optional<Refusal> check_acknowledged(const ClosePeriod& c) {
  for (std::size_t i = 0; i < c.acknowledge.size(); ++i) {
    const std::string& code = c.acknowledge[i];
    const auto found = std::find_if(c.checks.begin(), c.checks.end(),
                                    [&](const PeriodCheck& check) { return check.code == code; });
    const std::string pointer = fmt::format("/acknowledge/{}", i);
    if (found == c.checks.end())
      return invalid_field(pointer, "is no check of the month's checklist: send codes of its warnings");
    if (found->state == PeriodCheckState::blocker)
      return invalid_field(pointer, "is a blocker, which cannot be acknowledged: " + found->sentence);
  }
  return std::nullopt;
}

/// The sentences of the checks of this state that nobody acknowledged; "" for none.
std::string standing(const ClosePeriod& c, PeriodCheckState state) {
  std::string text;
  for (const PeriodCheck& check : c.checks)
    if (check.state == state && !lists(c.acknowledge, check.code))
      text += fmt::format("{}{} ({})", text.empty() ? "" : "; ", check.sentence, check.code);
  return text;
}

/// The last closed month, which alone may be opened again.
std::optional<Refusal> check_last(const PeriodsState& s, const std::string& month) {
  if (s.closed_through == month) return std::nullopt;
  Refusal refusal{RefusalCode::conflict, "", {}, {}};
  if (!s.closed_through || month > *s.closed_through) {
    refusal.detail = month + " is not closed: there is nothing to open again";
  } else {
    refusal.detail = fmt::format(
        "only the last closed month can be opened again, which is {}: open the later ones first, from the "
        "last one backwards",
        *s.closed_through);
  }
  return refusal;
}

/// Of this month; a refusal when none is proposed.
Result<ReopeningProposal> proposal_of(const PeriodsState& s, const std::string& month) {
  if (s.reopening && s.reopening->month == month) return *s.reopening;
  return conflict("nobody has proposed to open " + month + " again: propose it first");
}

}  // namespace

Result<NewEvents> decide(const PeriodsState& s, const ClosePeriod& c) {
  if (s.closed_through && c.seal.month <= *s.closed_through)
    return conflict(closed_text(s, c.seal.month) + ": it can only be opened again, by two people");
  if (c.now < c.seal.end)
    return conflict(
        fmt::format("{} is not over before {}: close it then", c.seal.month, to_string(c.seal.end)));
  if (s.closed_until && c.seal.end <= *s.closed_until)
    return conflict(
        fmt::format("{} ends in {} before what is closed already ({}): has the configured time "
                    "zone changed?",
                    c.seal.month, c.seal.zone, to_string(*s.closed_until)));
  if (s.reopening)
    return conflict(
        fmt::format("it is proposed to open {} again: approve or withdraw that first", s.reopening->month));
  if (s.closed_until != c.closed_until)
    return conflict(
        "another month was closed or opened again meanwhile: look at the checklist and try again");
  if (auto bad = check_acknowledged(c)) return refuse(*bad);
  if (const auto text = standing(c, PeriodCheckState::blocker); !text.empty())
    return conflict(c.seal.month + " cannot be closed yet: " + text);
  if (const auto text = standing(c, PeriodCheckState::warning); !text.empty())
    return conflict(c.seal.month + " is closed only when these codes stand in \"acknowledge\": " + text);
  PeriodClosed fact = c.seal;
  for (const PeriodCheck& check : c.checks)
    if (check.state == PeriodCheckState::warning) fact.acknowledged.push_back(check.code);
  return NewEvents{{std::move(fact), c.now}};
}

Result<NewEvents> decide(const PeriodsState& s, const ProposeReopening& c) {
  const std::string month = to_string(c.month);
  if (auto bad = check_last(s, month)) return refuse(*bad);
  if (s.reopening)
    return conflict(fmt::format("{} proposed to open {} again at {}: approve or withdraw that",
                                s.reopening->proposed_by, s.reopening->month,
                                to_string(s.reopening->proposed_at)));
  return NewEvents{{PeriodReopeningProposed{month, c.reason, c.proposed_by}, c.now}};
}

Result<NewEvents> decide(const LedgerState& ledger, const ApproveReopening& c) {
  const PeriodsState& s = ledger.periods();
  const std::string month = to_string(c.month);
  if (auto bad = check_last(s, month)) return refuse(*bad);
  const auto proposal = proposal_of(s, month);
  if (!proposal) return refuse(proposal.error());
  if (same_person(ledger, proposal->proposed_by, c.approved_by))
    return refuse(RefusalCode::same_person,
                  "you proposed to open this month again, so you may not approve it under any admin id of "
                  "yours: another person must");
  Instant start = std::min(c.zone.period_of(c.month).start, *s.closed_until);
  for (const ClosedPeriod& period : s.closed)
    if (period.month == month) start = period.start;
  // Earlier months keep their ends, also those that were closed in another zone.
  for (const ClosedPeriod& period : s.closed)
    if (period.month != month) start = std::max(start, period.end);
  return NewEvents{
      {PeriodReopened{month, start, proposal->reason, proposal->proposed_by, c.approved_by}, c.now}};
}

Result<NewEvents> decide(const PeriodsState& s, const WithdrawReopening& c) {
  const std::string month = to_string(c.month);
  const auto proposal = proposal_of(s, month);
  if (!proposal) return refuse(proposal.error());
  return NewEvents{{PeriodReopeningWithdrawn{month, c.reason, c.withdrawn_by}, c.now}};
}

}  // namespace daybook
