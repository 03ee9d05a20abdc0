#include "projections/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "projections/explanation_returns.hpp"
#include "projections/payee_moves.hpp"
#include "projections/sentences.hpp"

namespace daybook {
namespace {

std::string rated(Minor base, RatePpm rate) {
  return fmt::format("half-up({} x {}%)", base.value, percent_text(rate));
}

/// The price as placed, from base prices and terms alone.
class PriceSteps {
 public:
  explicit PriceSteps(const OrderPlaced& placed) : placed_(placed) {
    std::vector<PricedLine> lines;
    for (const OrderItem& item : placed.items) {
      const UnitPrice unit = price_unit(item.base_price, placed.terms);
      lines.push_back({unit, item.quantity});
      add_item(item, unit);
    }
    const PricedOrder priced = price_order(lines);
    add_order(priced);
    agrees =
        priced.total == placed.total_charged && priced.subtotal_base == placed.subtotal_base &&
        Parts{priced.revenue_share, priced.markup, priced.platform_net, priced.supplier_cost} == placed.parts;
  }
  std::vector<ExplainedStep> steps;
  bool agrees = false;

 private:
  void add(std::string name, std::string formula, Minor value) {
    steps.push_back({std::move(name), std::move(formula), value});
  }
  void add_item(const OrderItem& item, const UnitPrice& unit) {
    const Terms& terms = placed_.terms;
    const auto total = [&](const std::string& each, Minor value) {
      return item.quantity == 1 ? each : fmt::format("{} = {}, x {}", each, value.value, item.quantity);
    };
    add("base of " + item.card_id, total(fmt::format("list price {}", unit.base.value), unit.base),
        unit.base * item.quantity);
    add("revenue share of " + item.card_id, total(rated(unit.base, terms.revenue_share), unit.revenue_share),
        unit.revenue_share * item.quantity);
    add("markup of " + item.card_id,
        total(terms.markup_type == MarkupType::FIXED ? fmt::format("fixed {}", terms.markup_fixed.value)
                                                     : rated(unit.base, terms.markup_percent),
              unit.markup),
        unit.markup * item.quantity);
  }
  void add_order(const PricedOrder& priced) {
    const Minor gross = priced.subtotal_base - priced.supplier_cost;
    add("subtotal base", "sum of the bases", priced.subtotal_base);
    add("revenue share (s)", "sum of the revenue shares", priced.revenue_share);
    add("markup (m)", "sum of the markups", priced.markup);
    add("platform gross", fmt::format("half-up({} x 50%)", priced.subtotal_base.value), gross);
    add("platform net (p)",
        fmt::format("platform gross - s = {} - {}", gross.value, priced.revenue_share.value),
        priced.platform_net);
    add("supplier cost (c)",
        fmt::format("subtotal base - platform gross = {} - {}", priced.subtotal_base.value, gross.value),
        priced.supplier_cost);
    add("total (T)",
        fmt::format("s + m + p + c = {} + {} + {} + {}", priced.revenue_share.value, priced.markup.value,
                    priced.platform_net.value, priced.supplier_cost.value),
        priced.total);
  }

  const OrderPlaced& placed_;
};

bool sets_version(const Event& event, std::int64_t version) {
  if (std::holds_alternative<BrokerRegistered>(event)) return version == 1;
  if (const auto* e = std::get_if<BrokerTermsChanged>(&event)) return version == e->terms_version;
  const auto* e = std::get_if<BrokerTermsCorrected>(&event);
  // Of bounded corrections the terms in force before go on under the next number.
  return e != nullptr && (version == e->terms_version || (e->until && version == e->terms_version + 1));
}

ExplainedTerms explain_terms(const OrderPlaced& placed, std::span<const Recorded> setters) {
  ExplainedTerms terms{placed.terms_version,
                       percent_text(placed.terms.revenue_share),
                       boost::describe::enum_to_string(placed.terms.markup_type, "?"),
                       percent_text(placed.terms.markup_percent),
                       placed.terms.markup_fixed,
                       {},
                       {},
                       {}};
  for (const Recorded& setter : setters) {
    if (!sets_version(setter.event, placed.terms_version)) continue;
    terms.set_at_position = setter.envelope.position.value;
    terms.set_at = setter.envelope.recorded_at;
    terms.set_by = setter.envelope.actor;
  }
  return terms;
}

ExplainedCorrection explain_correction(const Recorded& fact, const CommissionCorrected& e,
                                       const OrderPlaced& placed) {
  ExplainedCorrection out;
  out.position = fact.envelope.position.value;
  out.what = sentence_of(fact.event);
  out.terms_version = e.terms_version;
  out.old_share_percent = percent_text(e.old_share_rate);
  out.new_share_percent = percent_text(e.new_share_rate);
  Minor share;
  for (const OrderItem& item : placed.items) {
    Terms terms;
    terms.revenue_share = e.new_share_rate;
    const Minor unit = price_unit(item.base_price, terms).revenue_share;
    out.steps.push_back({"revenue share of " + item.card_id,
                         fmt::format("{} x {}", rated(item.base_price, e.new_share_rate), item.quantity),
                         unit * item.quantity});
    share += unit * item.quantity;
  }
  out.steps.push_back({"platform net (p)",
                       fmt::format("{} + {} - {}: what one gains the other loses", e.old_parts.platform.value,
                                   e.old_parts.share.value, e.new_parts.share.value),
                       e.old_parts.platform + e.old_parts.share - e.new_parts.share});
  out.posted = e.delta;
  out.agrees = share == e.new_parts.share && out.steps.back().value == e.new_parts.platform &&
               e.new_parts.total() == e.old_parts.total();
  return out;
}

std::vector<ExplainedCorrection> explain_corrections(std::span<const Recorded> stream,
                                                     const OrderPlaced& placed) {
  std::vector<ExplainedCorrection> out;
  for (const Recorded& fact : stream)
    if (const auto* e = std::get_if<CommissionCorrected>(&fact.event))
      out.push_back(explain_correction(fact, *e, placed));
  return out;
}

std::vector<ExplainedFact> told(std::span<const Recorded> stream) {
  std::vector<ExplainedFact> facts;
  for (const Recorded& fact : stream)
    facts.push_back({fact.envelope.position.value, fact.envelope.effective_at, fact.envelope.type,
                     sentence_of(fact.event)});
  return facts;
}

ExplainedOrder explain_order(const ExplanationFacts& facts) {
  const auto* placed = std::get_if<OrderPlaced>(&facts.stream.front().event);
  if (placed == nullptr) throw std::logic_error("an order's stream does not begin with order.placed");
  OrderState state;
  for (const Recorded& fact : facts.stream) evolve_order(state, fact);
  PriceSteps price(*placed);
  ExplainedOrder order;
  order.id = state.id;
  order.order_number = state.order_number;
  order.broker_id = state.broker_id;
  order.currency = state.currency;
  order.status = state.status;
  order.commission = state.commission;
  order.placed_at_position = facts.stream.front().envelope.position.value;
  order.catalog_version = placed->catalog_version;
  if (placed->broker_id) order.terms = explain_terms(*placed, facts.terms);
  order.price = std::move(price.steps);
  order.price_agrees = price.agrees;
  order.corrections = explain_corrections(facts.stream, *placed);
  order.agreed = state.parts;
  order.total_charged = state.total_charged;
  order.returns = explain_returns(facts.stream);
  order.standing = state.standing();
  order.history = told(facts.stream);
  return order;
}

std::optional<OrderId> order_of(const Event& event) {
  return std::visit(
      [](const auto& e) -> std::optional<OrderId> {
        if constexpr (requires { OrderId{e.order_id}; }) return e.order_id;
        return std::nullopt;
      },
      event);
}

ExplainedPayout explain_payout(const ExplanationFacts& facts) {
  const auto* created = std::get_if<PayoutCreated>(&facts.stream.front().event);
  if (created == nullptr) throw std::logic_error("a payout's stream does not begin with payout.created");
  ExplainedPayout payout{created->payout_id, created->currency, {}, {}, false};
  for (const Recorded& line : facts.lines) {
    const Minor amount = available_gain(line, created->payee, created->currency).total();
    payout.lines.push_back({line.envelope.position.value, line.envelope.type, order_of(line.event), amount});
    payout.total += amount;
  }
  payout.agrees = payout.total == created->amounts.total() && facts.lines.size() == created->lines.size();
  return payout;
}

std::optional<ExplainedLateness> lateness_of(const ExplanationFacts& facts) {
  if (!facts.before) return std::nullopt;
  const auto* late = std::get_if<LateFactPosted>(&facts.before->event);
  if (late == nullptr || late->position != facts.entry.envelope.position.value) return std::nullopt;
  return ExplainedLateness{late->effective_at, late->month, late->posted_in};
}

}  // namespace

bool Explanation::agrees() const {
  if (payout && !payout->agrees) return false;
  if (!order) return true;
  const auto agrees = [](const auto& step) { return step.agrees; };
  return order->price_agrees && std::all_of(order->corrections.begin(), order->corrections.end(), agrees) &&
         std::all_of(order->returns.begin(), order->returns.end(), agrees);
}

Explanation explain_entry(const ExplanationFacts& facts) {
  const Envelope& at = facts.entry.envelope;
  Explanation out;
  out.position = at.position.value;
  out.what = sentence_of(facts.entry.event);
  out.type = at.type;
  out.recorded_at = at.recorded_at;
  out.effective_at = at.effective_at;
  out.actor = at.actor;
  out.late = lateness_of(facts);
  for (const Posting& p : post(facts.entry)) out.postings.push_back({p.account, p.amount, p.currency});
  if (facts.stream.empty()) throw std::logic_error("the entry's stream is empty");
  if (order_of_stream(at.stream)) {
    out.order = explain_order(facts);
  } else if (payout_of_stream(at.stream)) {
    out.payout = explain_payout(facts);
    out.story = told(facts.stream);
  } else {
    out.story = told(facts.stream);
  }
  return out;
}

}  // namespace daybook
