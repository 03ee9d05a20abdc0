#pragma once
// Months that are closed, and what arrives for them afterwards. Source: domain rules, "Month": closed by an
// event carrying the trial balance's digest; later corrections post into the open period and are shown as
// prior-period adjustments.

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/uuid.hpp"

namespace daybook {

/// What all accounts of one currency come to: debit and credit balances, both positive, equal in a sound
/// ledger.
struct PeriodTotal {
  Currency currency;
  Minor debit;
  Minor credit;
};
BOOST_DESCRIBE_STRUCT(PeriodTotal, (), (currency, debit, credit))

/// The month and every earlier one take no more postings. What is sealed: the balance of every account as of
/// the log's first `position` events, of everything effective before `end`, and the root of those events.
struct PeriodClosed {
  using OfPeriods = void;
  std::string month;  ///< "2026-10"
  std::string zone;   ///< IANA name, whose civil month it is
  Instant start;      ///< included
  Instant end;        ///< excluded
  std::int64_t position = 0;
  std::string log_root;                   ///< RFC 6962 root of the first `position` leaves, hex
  std::string trial_balance_sha256;       ///< of events/period/period_seal.hpp's text, hex
  std::int64_t accounts = 0;              ///< with a balance other than 0
  std::vector<PeriodTotal> totals;        ///< by currency
  std::vector<std::string> acknowledged;  ///< codes of the checklist's warnings that did not stop it
  std::string closed_by;                  ///< admin id
};
BOOST_DESCRIBE_STRUCT(PeriodClosed, (),
                      (month, zone, start, end, position, log_root, trial_balance_sha256, accounts, totals,
                       acknowledged, closed_by))

/// One person asks to open the last closed month again.
struct PeriodReopeningProposed {
  using OfPeriods = void;
  std::string month;
  std::string reason;
  std::string proposed_by;  ///< admin id: may not approve it
};
BOOST_DESCRIBE_STRUCT(PeriodReopeningProposed, (), (month, reason, proposed_by))

struct PeriodReopeningWithdrawn {
  using OfPeriods = void;
  std::string month;
  std::string reason;
  std::string withdrawn_by;
};
BOOST_DESCRIBE_STRUCT(PeriodReopeningWithdrawn, (), (month, reason, withdrawn_by))

/// Another person agreed: from here on everything from `start` on may be posted to again.
struct PeriodReopened {
  using OfPeriods = void;
  std::string month;
  Instant start;  ///< of the month, as it was closed
  std::string reason;
  std::string proposed_by;
  std::string approved_by;
};
BOOST_DESCRIBE_STRUCT(PeriodReopened, (), (month, start, reason, proposed_by, approved_by))

/// Stands right before a fact whose own date lies in a closed month: the fact is recorded as effective when
/// it is recorded, and this keeps the date that it would have had. Of the fact's partition key.
struct LateFactPosted {
  EventId late_event_id;
  std::int64_t position = 0;  ///< the fact's: the next one behind this
  std::string fact;           ///< its type: "payment.captured"
  Instant effective_at;       ///< its own date
  std::string month;          ///< the closed month of that date
  std::string posted_in;      ///< the open month that it counts to
  std::string partition;      ///< its partition key
};
BOOST_DESCRIBE_STRUCT(LateFactPosted, (),
                      (late_event_id, position, fact, effective_at, month, posted_in, partition))

/// The facts about months themselves: one partition key, so that they keep their order everywhere.
template <class E>
concept PeriodEvent = requires {
  typename E::OfPeriods;
};
inline constexpr const char* kPeriodsKey = "periods";

}  // namespace daybook
