#include "projections/statement_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/codec/json_write.hpp"
#include "projections/available_lines.hpp"
#include "projections/payee_moves.hpp"
#include "projections/statement_rounding.hpp"

namespace daybook {
namespace {

std::optional<PayoutId> payout_of(const Event& fact) {
  return std::visit(
      [](const auto& e) -> std::optional<PayoutId> {
        if constexpr (requires { PayoutId{e.payout_id}; }) return e.payout_id;
        return std::nullopt;
      },
      fact);
}

std::optional<StatementKind> payout_kind(const Event& fact) {
  if (std::holds_alternative<PayoutCreated>(fact)) return StatementKind::payout_created;
  if (std::holds_alternative<PayoutFailed>(fact)) return StatementKind::payout_failed;
  if (std::holds_alternative<PayoutCancelled>(fact)) return StatementKind::payout_cancelled;
  if (std::holds_alternative<PayoutReturned>(fact)) return StatementKind::payout_returned;
  return std::nullopt;
}

}  // namespace

void write(std::string& out, const StatementLine& line) {
  out += '{';
  json::write_members(out, line);
  if (line.prior_period) {
    out += ",\"prior_period\":";
    json::write(out, *line.prior_period);
  }
  out += '}';
}

Agreement agreement_of(const OrderState& order, std::int64_t position) {
  Agreement agreed{order.terms, order.terms_version, order.parts, {}, {}};
  const auto later =
      std::find_if(order.corrected.begin(), order.corrected.end(),
                   [&](const CorrectedAgreement& before) { return before.position > position; });
  if (later != order.corrected.end()) {
    agreed.terms.revenue_share = later->share_rate;
    agreed.terms_version = later->terms_version;
    agreed.parts = later->parts;
  }
  for (const LostTotal& since : order.lost_totals)
    if (since.position < position) agreed.lost = since.total;
  for (const OrderItem& item : order.items) agreed.items.push_back({item.base_price, item.quantity});
  return agreed;
}

void identify(StatementLine& line, const Recorded& fact) {
  line.at = fact.envelope.effective_at;
  if (const auto told = available_line(fact)) {
    line.kind = told->kind;
    line.order_id = told->order_id;
  } else if (const auto kind = payout_kind(fact.event)) {
    line.kind = *kind;
  } else {
    throw StatementError(fmt::format("position {}: the read models have a line of {}, which is none",
                                     line.position, fact.envelope.type));
  }
}

void explain(StatementEntry& entry, const BrokerId& payee, const Recorded& fact, const Agreement* agreed) {
  StatementLine& line = entry.line;
  const Envelope& at = fact.envelope;
  const AvailableGain own = available_gain(fact, payee, entry.currency);
  if (at.position.value != line.position || at.effective_at != line.at ||
      own.revenue_share != line.revenue_share || own.markup != line.markup ||
      own.adjustments != line.adjustments)
    throw StatementError(fmt::format(
        "position {}: the read models' line ({} + {} + {}) is not what {} at position {} posts ({} + {} + "
        "{})",
        line.position, line.revenue_share.value, line.markup.value, line.adjustments.value, at.type,
        at.position.value, own.revenue_share.value, own.markup.value, own.adjustments.value));
  line.recorded_at = at.recorded_at;
  line.event_id = at.event_id;
  line.payout_id = payout_of(fact.event);
  if (agreed) line.terms_version = agreed->terms_version;
  line.rounding = rounding_text(line, fact.event, agreed);
  if (line.prior_period)
    line.rounding = fmt::format("prior-period adjustment of {}{}: {}", *line.prior_period,
                                line.own_date ? ", dated " + to_string(*line.own_date) : "", line.rounding);
}

}  // namespace daybook
