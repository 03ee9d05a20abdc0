#pragma once
// The lines of each payee's available account: what a payout takes and a statement shows. A pending accrual
// is no line yet (its release is); a clawback from pending is none either. A line is told from its fact
// whenever it is asked for, and not stored: projections/decisions/0002-told-from-the-log.md.

#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "events/envelope.hpp"
#include "projections/statement_line.hpp"

namespace daybook {

struct AvailableLine {
  std::int64_t position = 0;  ///< of its event; the line's id
  BrokerId payee;
  Currency currency;
  Minor revenue_share;  ///< what the payee gained; a clawback is negative
  Minor markup;
  Minor adjustments;
  std::optional<OrderId> order_id;
  Instant effective_at;
  StatementKind kind = StatementKind::accrual;
};

/// The fact's line; nothing when it moves no such amount, or is a payout's.
std::optional<AvailableLine> available_line(const Recorded& fact);

/// The lines that payouts name. Where the log can be asked, a payout's lines are told from it, and only those
/// asked for last are kept; in memory (audits, tests) every line is.
class AvailableLines {
 public:
  using Positions = std::vector<std::int64_t>;
  /// Tells those lines that there are.
  using Source = std::function<std::vector<AvailableLine>(const Positions&)>;

  void set_source(Source source) { source_ = std::move(source); }
  void fold(const Recorded& recorded);
  /// Those of the positions that there are, as long as nothing else is asked for. Throws what the source
  /// does.
  std::vector<const AvailableLine*> at(const Positions& positions);

  /// In memory alone: nothing when there is no such line.
  const AvailableLine* find(std::int64_t position) const;
  const std::unordered_map<std::int64_t, AvailableLine>& all() const { return lines_; }

 private:
  Source source_;
  Positions told_;  // for which the source was asked last
  std::unordered_map<std::int64_t, AvailableLine> lines_;
};

}  // namespace daybook
