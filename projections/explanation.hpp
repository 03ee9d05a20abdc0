#pragma once
// Where one entry's amounts come from: its order, the price computed step by step, the terms in force, and
// what every refund and dispute took from each party by the cumulative rule, each figure worked out again
// from the formula and compared with what was recorded. Source: product rules, "Every statement line explains
// itself".

#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/pricing.hpp"
#include "events/order/order_state.hpp"

namespace daybook {

/// One figure: what it is, the formula with its numbers, and what comes out.
struct ExplainedStep {
  std::string name;     ///< "revenue share of demo-001"
  std::string formula;  ///< "half-up(17500 x 17.5%) x 1"
  Minor value;          ///< minor units
};
BOOST_DESCRIBE_STRUCT(ExplainedStep, (), (name, formula, value))

/// Where the terms of the order were set.
struct ExplainedTerms {
  std::int64_t version = 0;
  std::string revenue_share_percent;  ///< "17.5"
  std::string markup_type;            ///< PERCENTAGE, FIXED
  std::string markup_percent;
  Minor markup_fixed;
  std::optional<std::int64_t> set_at_position;  ///< of the event that set this version
  std::optional<Instant> set_at;
  std::optional<std::string> set_by;  ///< its actor
};
BOOST_DESCRIBE_STRUCT(ExplainedTerms, (),
                      (version, revenue_share_percent, markup_type, markup_percent, markup_fixed,
                       set_at_position, set_at, set_by))

/// Terms corrected after the order was placed.
struct ExplainedCorrection {
  std::int64_t position = 0;
  std::string what;
  std::int64_t terms_version = 0;
  std::string old_share_percent;
  std::string new_share_percent;
  std::vector<ExplainedStep> steps;
  Parts posted;  ///< what each party gained, net of what had gone back to the customer
  bool agrees = false;
};
BOOST_DESCRIBE_STRUCT(ExplainedCorrection, (),
                      (position, what, terms_version, old_share_percent, new_share_percent, steps, posted,
                       agrees))

/// One fact that changed what stands returned, or who bears what of it.
struct ExplainedReturn {
  std::int64_t position = 0;
  std::string type;
  std::string what;       ///< a sentence
  Minor returned_before;  ///< R of the rule
  Minor returned_after;
  std::vector<ExplainedStep> steps;
  Parts posted;         ///< what the parties bore more, as recorded; negative: got back
  bool agrees = false;  ///< the formula gives what was recorded
};
BOOST_DESCRIBE_STRUCT(ExplainedReturn, (),
                      (position, type, what, returned_before, returned_after, steps, posted, agrees))

struct ExplainedFact {
  std::int64_t position = 0;
  Instant effective_at;
  std::string type;
  std::string what;
};
BOOST_DESCRIBE_STRUCT(ExplainedFact, (), (position, effective_at, type, what))

struct ExplainedOrder {
  OrderId id;
  std::string order_number;
  std::optional<BrokerId> broker_id;
  Currency currency;
  OrderStatus status = OrderStatus::PENDING;  ///< behind the entry
  CommissionState commission = CommissionState::none;
  std::int64_t placed_at_position = 0;
  std::int64_t catalog_version = 0;
  std::optional<ExplainedTerms> terms;  ///< absent: a direct sale
  std::vector<ExplainedStep> price;
  bool price_agrees = false;  ///< with the agreement recorded in order.placed
  std::vector<ExplainedCorrection> corrections;
  Parts agreed;  ///< of total_charged, behind the entry (terms may have been corrected)
  Minor total_charged;
  std::vector<ExplainedReturn> returns;
  Parts standing;  ///< what each party still has
  std::vector<ExplainedFact> history;
};
BOOST_DESCRIBE_STRUCT(ExplainedOrder, (),
                      (id, order_number, broker_id, currency, status, commission, placed_at_position,
                       catalog_version, terms, price, price_agrees, corrections, agreed, total_charged,
                       returns, standing, history))

struct ExplainedPosting {
  std::string account;
  Minor amount;  ///< debit positive
  Currency currency;
};
BOOST_DESCRIBE_STRUCT(ExplainedPosting, (), (account, amount, currency))

/// A line that a payout pays.
struct ExplainedLine {
  std::int64_t position = 0;
  std::string type;
  std::optional<OrderId> order_id;
  Minor amount;
};
BOOST_DESCRIBE_STRUCT(ExplainedLine, (), (position, type, order_id, amount))

struct ExplainedPayout {
  PayoutId id;
  Currency currency;
  std::vector<ExplainedLine> lines;
  Minor total;          ///< of the lines
  bool agrees = false;  ///< with the payout's own total
};
BOOST_DESCRIBE_STRUCT(ExplainedPayout, (), (id, currency, lines, total, agrees))

/// A fact that came too late for its own month: it counts to an open one.
struct ExplainedLateness {
  Instant own_date;
  std::string month;      ///< closed
  std::string posted_in;  ///< open
};
BOOST_DESCRIBE_STRUCT(ExplainedLateness, (), (own_date, month, posted_in))

struct Explanation {
  std::int64_t position = 0;
  std::string what;  ///< a sentence
  std::string type;
  Instant recorded_at;
  Instant effective_at;
  std::string actor;
  std::optional<ExplainedLateness> late;   ///< set: a prior-period adjustment
  std::vector<ExplainedPosting> postings;  ///< empty: the fact moved no money
  std::optional<ExplainedOrder> order;
  std::optional<ExplainedPayout> payout;
  std::vector<ExplainedFact> story;  ///< of what is neither order nor payout: its stream up to the entry
  /// Every figure that could be worked out again is what was recorded.
  bool agrees() const;
};
BOOST_DESCRIBE_STRUCT(Explanation, (),
                      (position, what, type, recorded_at, effective_at, actor, late, postings, order, payout,
                       story))

/// What an explanation is made from, all of it from the log.
struct ExplanationFacts {
  Recorded entry;
  std::vector<Recorded> stream;    ///< the entry's stream from its first event up to the entry, in order
  std::vector<Recorded> terms;     ///< of an order's broker: what set versions of terms, in order
  std::vector<Recorded> lines;     ///< of a payout: the events of its lines
  std::optional<Recorded> before;  ///< the event right before the entry
};

/// Throws std::logic_error for facts that contradict each other: a damaged log.
Explanation explain_entry(const ExplanationFacts& facts);

/// For a person.
std::string explanation_text(const Explanation& explanation);

}  // namespace daybook
