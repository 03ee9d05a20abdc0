#pragma once
// One month as people see it: every seal it ever had, who closed it and who opened it again.

#include <boost/describe.hpp>
#include <optional>

#include "events/period/period_events.hpp"

namespace daybook {

struct Envelope;

enum class PeriodStatus { open, closed, reopened };
BOOST_DESCRIBE_ENUM(PeriodStatus, open, closed, reopened)

struct PeriodReopening {
  std::string reason;
  std::string proposed_by;
  Instant proposed_at;
  std::optional<std::string> approved_by;
  std::optional<Instant> approved_at;
  std::optional<std::string> withdrawn_by;
  std::optional<Instant> withdrawn_at;
  std::optional<std::string> withdrawal_reason;
};
BOOST_DESCRIBE_STRUCT(PeriodReopening, (),
                      (reason, proposed_by, proposed_at, approved_by, approved_at, withdrawn_by, withdrawn_at,
                       withdrawal_reason))

struct PeriodSealing {
  PeriodClosed seal;
  Instant closed_at;
  std::int64_t position = 0;  ///< of the closing event
  EventId event_id;
};
BOOST_DESCRIBE_STRUCT(PeriodSealing, (), (seal, closed_at, position, event_id))

struct PeriodHistory {
  std::string month;
  PeriodStatus status = PeriodStatus::open;
  std::vector<PeriodSealing> seals;         ///< oldest first; the last one counts while the month is closed
  std::vector<PeriodReopening> reopenings;  ///< proposals too, oldest first
};
BOOST_DESCRIBE_STRUCT(PeriodHistory, (), (month, status, seals, reopenings))

void evolve(PeriodHistory& s, const PeriodClosed& e, const Envelope& at);
void evolve(PeriodHistory& s, const PeriodReopeningProposed& e, const Envelope& at);
void evolve(PeriodHistory& s, const PeriodReopeningWithdrawn& e, const Envelope& at);
void evolve(PeriodHistory& s, const PeriodReopened& e, const Envelope& at);

}  // namespace daybook
