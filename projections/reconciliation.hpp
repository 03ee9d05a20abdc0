#pragma once
// Their lines against our postings to one account: what is the same money, and for the rest a break with its
// cause. Pure: both sides are fed in by whoever reads them.
//
// The identity that everything here serves: per currency, our balance = their balance + the sum of the
// breaks. Every line is in exactly one group; a group's break is what it adds to that difference, so that the
// breaks sum to it whatever is matched with what.
//
// Matched is, in this order: what a person matched; lines of one key (the order's charges, its refunds, its
// fees, a payout's id), first by equal amounts, then as a whole when the sums agree; lines that share a
// reference, alike; a payment file booked as one sum; and, where it is allowed, one line and one posting of
// the same amount within kMatchWindowDays when neither has another candidate. Nothing is guessed.

#include <boost/describe.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"

namespace daybook {

/// Banks book within days of what we recorded, weekends and holidays included.
inline constexpr std::int64_t kMatchWindowDays = 7;

enum class MoneyKind { charge, refund, dispute, fee, payout, transfer, other };
BOOST_DESCRIBE_ENUM(MoneyKind, charge, refund, dispute, fee, payout, transfer, other)

/// One side's line. `by_amount`: may be matched by amount and date alone.
struct CashLine {
  std::string id;             ///< theirs: line_id
  std::int64_t position = 0;  ///< ours: of the entry; theirs: of the event that brought it
  std::int64_t number = 0;    ///< theirs: within its statement
  Instant at;                 ///< ours: effective_at
  Minor amount;               ///< into the account is positive
  Currency currency;
  MoneyKind kind = MoneyKind::other;
  std::string type;               ///< ours: the event's; theirs: the line's
  std::string key;                ///< what both sides are grouped by; "" = nothing known
  std::string order;              ///< ours: the order's id, "" = none
  std::vector<std::string> refs;  ///< ids that the other side may name, in capitals
  std::string batch;              ///< ours: the payment file that it went out in
  std::string hand;               ///< the match by hand that it is in
  std::string label;              ///< ours: for a reader, the order's number
  bool by_amount = false;
};

enum class BreakCause {
  not_in_ledger,
  not_in_statement,
  fee_not_recorded,    ///< theirs without ours, a fee
  amount_differs,      ///< the same thing on both sides, with another amount
  currency_differs,    ///< the same thing on both sides, in another currency
  several_candidates,  ///< by its amount it could be more than one
  in_transit,          ///< matched, but one side is behind the statement's end
  rest_of_match,       ///< what a match by hand leaves
  opening_balance,     ///< ours before the first statement against what that begins with
  statement_gap,       ///< a statement that does not begin where the one before it ended
  no_statement         ///< nothing was imported in this currency
};
BOOST_DESCRIBE_ENUM(BreakCause, not_in_ledger, not_in_statement, fee_not_recorded, amount_differs,
                    currency_differs, several_candidates, in_transit, rest_of_match, opening_balance,
                    statement_gap, no_statement)

struct Break {
  BreakCause cause = BreakCause::not_in_ledger;
  Currency currency;
  Minor amount;   ///< ours - theirs, up to the statement's end
  Instant since;  ///< the oldest line in it
  std::vector<CashLine> ours, theirs;
};

/// Within which times a currency is compared.
struct Span {
  Instant start;  ///< of the first statement: what is ours before it belongs to the opening balance
  Instant end;    ///< excluded: later lines only explain what is in transit
};

/// Figures up to the end of the span.
struct Reconciled {
  Minor ours;    ///< our balance
  Minor lines;   ///< the sum of their lines
  Minor before;  ///< of ours, from before the first statement and matched with nothing
  std::int64_t matched_ours = 0;
  std::int64_t matched_theirs = 0;
  Minor matched;  ///< their lines that were matched
};

/// Feed both sides in the order of their times, so that what is matched can be forgotten: memory is that of
/// what is open. Currencies without a span must not be fed.
class Reconciler {
 public:
  explicit Reconciler(std::map<Currency, Span> spans) : spans_(std::move(spans)) {}

  void ours(CashLine line) { add(std::move(line), true); }
  void theirs(CashLine line) { add(std::move(line), false); }
  /// Of ours that was not fed: older than the window before the first statement.
  void ours_before(Currency currency, Minor amount) {
    result_[currency].ours += amount;
    result_[currency].before += amount;
  }
  /// Matches what is left by the other rules. Breaks are by age, the oldest first.
  std::vector<Break> finish();
  const std::map<Currency, Reconciled>& result() const { return result_; }
  /// The most lines that were open at once.
  std::size_t most_open() const { return most_open_; }

 private:
  struct Group {
    std::vector<CashLine> ours, theirs;
  };

  bool inside(const CashLine& line) const { return line.at < spans_.at(line.currency).end; }
  Minor net_of(const Group& group) const;
  void add(CashLine line, bool ours);
  void settle(Group& group);
  void matched(Group group);
  void list(BreakCause cause, Group group);
  void leave(Group& left, Group group);
  void settle_by_hand();
  void name_orders();
  std::map<Currency, Group> leftovers();
  void match_references(Group& left);
  void match_batches(Group& left);
  void match_amounts(Group& left);
  void list_singles(Group left);

  std::map<Currency, Span> spans_;
  std::map<std::pair<std::string, Currency>, Group> groups_;  // by key
  std::map<Currency, Group> loose_;                           // lines without one
  std::map<std::pair<std::string, Currency>, Group> hand_;
  std::map<Currency, Reconciled> result_;
  std::vector<Break> breaks_;
  std::size_t open_ = 0, most_open_ = 0;
};

/// What both sides of an order's (or a payout's) money are grouped by: "charge:<id>".
std::string money_key(MoneyKind kind, const std::string& id);

}  // namespace daybook
