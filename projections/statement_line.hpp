#pragma once
// One line of a payee's statement: what a fact did to the payee's available account, and how its figure came
// about. Source: product rules, "Every statement line explains itself".

#include <boost/describe.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/period.hpp"
#include "events/order/order_state.hpp"

namespace daybook {

/// Figures that do not agree with each other: there is no statement then, rather than a wrong one.
struct StatementError : std::logic_error {
  using std::logic_error::logic_error;
};

enum class StatementKind {
  accrual,
  release,
  clawback,
  clawback_reversed,
  hold,
  unhold,
  correction,
  adjustment,
  payout_created,
  payout_failed,
  payout_cancelled,
  payout_returned
};
BOOST_DESCRIBE_ENUM(StatementKind, accrual, release, clawback, clawback_reversed, hold, unhold, correction,
                    adjustment, payout_created, payout_failed, payout_cancelled, payout_returned)

struct StatementLine {
  Instant at;           ///< effective: decides the month
  std::string date;     ///< the civil day of `at` in the programme's zone
  Instant recorded_at;  ///< may be much later
  StatementKind kind = StatementKind::accrual;
  std::optional<std::string> order_number;
  std::optional<OrderId> order_id;
  std::optional<PayoutId> payout_id;
  Minor revenue_share;  ///< what the payee's available account gained
  Minor markup;
  Minor adjustments;
  Minor amount;                               ///< the three together
  std::optional<std::int64_t> terms_version;  ///< of the order
  std::string rounding;                       ///< the computation in minor units, as text
  EventId event_id;
  std::int64_t position = 0;
  /// "2026-10": its own month was closed before it came, so it counts to this one. Written only where it is
  /// set (see `write`), which leaves the bytes of all other statements as they were.
  std::optional<std::string> prior_period;
  std::optional<Instant> own_date;  ///< with prior_period: the date that it would have had
};
BOOST_DESCRIBE_STRUCT(StatementLine, (),
                      (at, date, recorded_at, kind, order_number, order_id, payout_id, revenue_share, markup,
                       adjustments, amount, terms_version, rounding, event_id, position))

/// JSON of a line: found by json::write instead of its own for described structs.
void write(std::string& out, const StatementLine& line);

struct StatementEntry {
  Currency currency;
  StatementLine line;
};

/// What was agreed when the order was placed; only corrected terms change it.
struct Agreement {
  struct Item {
    Minor base_price;
    std::int64_t quantity = 0;
  };
  Terms terms;
  std::int64_t terms_version = 0;
  Parts parts;  ///< of the whole order
  Minor lost;   ///< what disputes had taken from the parties before
  std::vector<Item> items;
};
/// As it stood at `position`.
Agreement agreement_of(const OrderState& order, std::int64_t position);

/// Says of which kind the fact at the line's position is, when it takes effect and of which order it is.
/// Throws StatementError when it is none of a payee's available account.
void identify(StatementLine& line, const Recorded& fact);

/// Completes an entry, of which kind, order, time and amounts are known, out of its fact: event id,
/// recording, terms version, rounding. Throws StatementError when the fact's own posting to the payee's
/// available account is another one. `agreed` is null for facts without an order.
void explain(StatementEntry& entry, const BrokerId& payee, const Recorded& fact, const Agreement* agreed);

}  // namespace daybook
