#include "projections/available_lines.hpp"

#include "events/adjustment/adjustment_state.hpp"

namespace daybook {
namespace {

struct Teller {
  const Envelope& at;
  using Line = std::optional<AvailableLine>;

  Line operator()(const PaymentCaptured& e) const {
    if (!e.broker_id || e.hold_until) return std::nullopt;
    return of_order(StatementKind::accrual, *e.broker_id, e, e.parts.share, e.parts.markup);
  }
  Line operator()(const CommissionReleased& e) const {
    return of_order(StatementKind::release, e.broker_id, e, e.share, e.markup);
  }
  Line operator()(const RefundSettled& e) const {
    return if_available(e.from, StatementKind::clawback, e, Parts{} - e.parts);
  }
  Line operator()(const RefundFailed& e) const {
    return if_available(e.to, StatementKind::clawback_reversed, e, e.parts);
  }
  Line operator()(const DisputeLost& e) const {
    return if_available(e.from, StatementKind::clawback, e, Parts{} - e.parts);
  }
  Line operator()(const DisputeLossAdjusted& e) const {
    return if_available(e.from,
                        e.excess < Minor{} ? StatementKind::clawback : StatementKind::clawback_reversed, e,
                        Parts{} - e.parts);
  }
  Line operator()(const CommissionHeld& e) const {
    if (e.from != CommissionState::available) return std::nullopt;
    return of_order(StatementKind::hold, e.broker_id, e, -e.share, -e.markup);
  }
  Line operator()(const CommissionUnheld& e) const {
    if (e.to != CommissionState::available) return std::nullopt;
    return of_order(StatementKind::unhold, e.broker_id, e, e.share, e.markup);
  }
  Line operator()(const CommissionCorrected& e) const {
    if (e.to != CommissionState::available) return std::nullopt;
    return of_order(StatementKind::correction, e.broker_id, e, e.delta.share, e.delta.markup);
  }
  Line operator()(const AdjustmentApproved& e) const {
    const Minor gained = gained_by_payee(e);
    if (gained == Minor{}) return std::nullopt;
    AvailableLine line = line_of(StatementKind::adjustment, *e.payee, e.currency);
    line.adjustments = gained;
    return line;
  }
  template <class E>
  Line operator()(const E&) const {
    return std::nullopt;
  }

  /// What an order with a payee moves, if its commission was (or comes to be) available.
  template <class E>
  Line if_available(CommissionState state, StatementKind kind, const E& e, const Parts& gained) const {
    if (!e.broker_id || state != CommissionState::available) return std::nullopt;
    return of_order(kind, *e.broker_id, e, gained.share, gained.markup);
  }
  template <class E>
  Line of_order(StatementKind kind, const BrokerId& payee, const E& e, Minor share, Minor markup) const {
    if (share == Minor{} && markup == Minor{}) return std::nullopt;
    AvailableLine line = line_of(kind, payee, e.currency);
    line.revenue_share = share;
    line.markup = markup;
    line.order_id = e.order_id;
    return line;
  }
  AvailableLine line_of(StatementKind kind, const BrokerId& payee, Currency currency) const {
    AvailableLine line;
    line.position = at.position.value;
    line.payee = payee;
    line.currency = currency;
    line.effective_at = at.effective_at;
    line.kind = kind;
    return line;
  }
};

}  // namespace

std::optional<AvailableLine> available_line(const Recorded& fact) {
  return std::visit(Teller{fact.envelope}, fact.event);
}

void AvailableLines::fold(const Recorded& recorded) {
  if (source_) return;
  if (const auto line = available_line(recorded)) lines_.insert_or_assign(line->position, *line);
}

std::vector<const AvailableLine*> AvailableLines::at(const Positions& positions) {
  if (source_ && told_ != positions) {
    lines_.clear();
    told_.clear();
    for (const AvailableLine& line : source_(positions)) lines_.emplace(line.position, line);
    told_ = positions;
  }
  std::vector<const AvailableLine*> found;
  for (const std::int64_t position : positions)
    if (const AvailableLine* line = find(position)) found.push_back(line);
  return found;
}

const AvailableLine* AvailableLines::find(std::int64_t position) const {
  const auto found = lines_.find(position);
  return found == lines_.end() ? nullptr : &found->second;
}

}  // namespace daybook
