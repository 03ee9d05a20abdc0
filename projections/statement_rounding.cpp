#include "projections/statement_rounding.hpp"

#include <fmt/format.h>

#include "core/pricing.hpp"

namespace daybook {
namespace {

/// "name formula = computed", and what was recorded where that is another figure.
std::string part(std::string_view name, const std::string& formula, Minor computed, Minor recorded) {
  const std::string text = fmt::format("{} {} = {}", name, formula, computed.value);
  if (computed == recorded) return text;
  // What was returned while the part was pending never became available.
  if (recorded < computed && recorded >= Minor{})
    return fmt::format("{}, less {} returned while pending = {}", text, (computed - recorded).value,
                       recorded.value);
  return fmt::format("{}, recorded {}", text, recorded.value);
}

/// One term per item: what `term` makes of a unit, times the quantity.
template <class Term>
std::string sum_of(const Agreement& agreed, const Term& term) {
  std::string text;
  for (const auto& item : agreed.items) {
    if (!text.empty()) text += " + ";
    text += term(item);
    if (item.quantity != 1) text += fmt::format(" x {}", item.quantity);
  }
  return text.empty() ? "0" : text;
}

std::string rate_term(Minor base, RatePpm rate) {
  return fmt::format("half-up({} x {}%)", base.value, percent_text(rate));
}

std::string earned(const StatementLine& line, const Agreement& agreed) {
  Minor share;
  Minor markup;
  for (const auto& item : agreed.items) {
    const UnitPrice unit = price_unit(item.base_price, agreed.terms);
    share += unit.revenue_share * item.quantity;
    markup += unit.markup * item.quantity;
  }
  const std::string share_formula = sum_of(
      agreed, [&](const auto& item) { return rate_term(item.base_price, agreed.terms.revenue_share); });
  const std::string markup_formula = sum_of(agreed, [&](const auto& item) {
    return agreed.terms.markup_type == MarkupType::FIXED
               ? fmt::format("{}", agreed.terms.markup_fixed.value)
               : rate_term(item.base_price, agreed.terms.markup_percent);
  });
  return part("share", share_formula, share, line.revenue_share) + "; " +
         part("markup", markup_formula, markup, line.markup);
}

/// From R = `before` to R = `after`, of the captured total T.
std::string returned(const StatementLine& line, Minor before, Minor after, const Agreement& agreed) {
  const Minor total = agreed.parts.total();
  const Minor both = agreed.parts.share + agreed.parts.markup;
  const Parts now = returned_parts(agreed.parts, after);
  const Parts was = returned_parts(agreed.parts, before);
  const Minor broker = now.share + now.markup;
  std::string text = fmt::format(
      "R = {} of T = {}: broker half-up({} x {} / {}) = {}, share half-up({} x {} / {}) = {}, "
      "markup {} - {} = {}",
      after.value, total.value, after.value, both.value, total.value, broker.value, broker.value,
      agreed.parts.share.value, both.value, now.share.value, broker.value, now.share.value, now.markup.value);
  if (before != Minor{})
    text += fmt::format("; at R = {} it was {} and {}: step {} - {} = {} and {} - {} = {}", before.value,
                        was.share.value, was.markup.value, now.share.value, was.share.value,
                        (now.share - was.share).value, now.markup.value, was.markup.value,
                        (now.markup - was.markup).value);
  if (was.share - now.share != line.revenue_share || was.markup - now.markup != line.markup)
    text += fmt::format("; recorded share {}, markup {}", line.revenue_share.value, line.markup.value);
  return text;
}

std::string corrected(const CommissionCorrected& e, const Agreement& agreed) {
  const std::string formula =
      sum_of(agreed, [&](const auto& item) { return rate_term(item.base_price, e.new_share_rate); });
  std::string text =
      fmt::format("share {} = {}, was {} at {}%; step {}", formula, e.new_parts.share.value,
                  e.old_parts.share.value, percent_text(e.old_share_rate), e.delta.share.value);
  if (e.delta.share != e.new_parts.share - e.old_parts.share)
    text += " net of what went back to the customer";
  if (e.delta.markup != Minor{}) text += fmt::format("; markup {} by the same split", e.delta.markup.value);
  return text;
}

struct Text {
  const StatementLine& line;
  const Agreement* agreed;

  std::string operator()(const PaymentCaptured&) const { return agreed ? earned(line, *agreed) : recorded(); }
  std::string operator()(const CommissionReleased&) const {
    return agreed ? earned(line, *agreed) : recorded();
  }
  std::string operator()(const RefundSettled& e) const {
    return agreed ? returned(line, agreed->lost + e.total_refunded - e.amount,
                             agreed->lost + e.total_refunded, *agreed)
                  : recorded();
  }
  std::string operator()(const RefundFailed& e) const {
    return agreed ? returned(line, e.total_returned + e.amount, e.total_returned, *agreed) : recorded();
  }
  std::string operator()(const DisputeLost& e) const {
    return agreed ? returned(line, e.total_returned - e.parts.total(), e.total_returned, *agreed)
                  : recorded();
  }
  std::string operator()(const DisputeLossAdjusted& e) const {
    return agreed ? returned(line, e.total_returned - e.parts.total(), e.total_returned, *agreed)
                  : recorded();
  }
  std::string operator()(const CommissionHeld& e) const {
    return fmt::format("what is left of the commission, held: share {}, markup {}, no rounding; {}",
                       e.share.value, e.markup.value, e.reason);
  }
  std::string operator()(const CommissionUnheld& e) const {
    return fmt::format("what is left of the commission, held no longer: share {}, markup {}, no rounding; {}",
                       e.share.value, e.markup.value, e.reason);
  }
  std::string operator()(const CommissionCorrected& e) const {
    return agreed ? corrected(e, *agreed) : recorded();
  }
  std::string operator()(const AdjustmentApproved&) const { return "as approved, no rounding"; }
  std::string operator()(const PayoutCreated& e) const {
    return fmt::format("sum of {} ledger line{}, no rounding", e.lines.size(),
                       e.lines.size() == 1 ? "" : "s");
  }
  std::string operator()(const PayoutFailed&) const { return whole_payout(); }
  std::string operator()(const PayoutCancelled&) const { return whole_payout(); }
  std::string operator()(const PayoutReturned&) const { return whole_payout(); }
  template <class E>
  std::string operator()(const E&) const {
    return recorded();
  }

  static std::string whole_payout() { return "the whole payout given back, no rounding"; }
  static std::string recorded() { return "as recorded, no rounding"; }
};

}  // namespace

std::string rounding_text(const StatementLine& line, const Event& fact, const Agreement* agreed) {
  return std::visit(Text{line, agreed}, fact);
}

}  // namespace daybook
