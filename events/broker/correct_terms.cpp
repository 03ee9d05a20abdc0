#include "events/broker/correct_terms.hpp"

#include <fmt/format.h>

#include "core/pricing.hpp"
#include "events/broker/broker_decide.hpp"

namespace daybook {
namespace {

/// The order's parts had it been placed at this rate.
Parts parts_at(const OrderState& order, RatePpm share_rate) {
  Terms terms = order.terms;
  terms.revenue_share = share_rate;
  Minor share;
  for (const OrderItem& item : order.items)
    share += price_unit(item.base_price, terms).revenue_share * item.quantity;
  Parts parts = order.parts;
  parts.platform += parts.share - share;
  parts.share = share;
  return parts;
}

CommissionCorrected correction_of(const OrderState& order, const Policy& policy, const CorrectTerms& c,
                                  std::int64_t terms_version) {
  CommissionCorrected fact;
  fact.order_id = order.id;
  fact.broker_id = *order.broker_id;
  fact.correction_id = c.correction_id;
  fact.currency = order.currency;
  fact.old_share_rate = order.terms.revenue_share;
  fact.new_share_rate = c.revenue_share;
  fact.terms_version = terms_version;
  fact.old_parts = order.parts;
  fact.new_parts = parts_at(order, c.revenue_share);
  if (order.captured())
    fact.delta = fact.new_parts - returned_parts(fact.new_parts, order.returned()) - order.standing();
  fact.to = order.commission;
  fact.supplier_refunds = policy.supplier_refunds;
  return fact;
}

}  // namespace

std::optional<Refusal> check(const CorrectTerms& c) {
  Terms terms;
  terms.revenue_share = c.revenue_share;
  if (auto bad = check_terms(terms)) return bad;
  if (c.from >= c.now) return invalid_field("/from", "must lie in the past: for new orders change the terms");
  if (c.until && *c.until > c.now)
    return invalid_field("/until", "must not lie in the future: leave it out to correct new orders too");
  if (c.until && *c.until <= c.from) return invalid_field("/until", "must be later than from");
  return std::nullopt;
}

Result<NewEvents> decide(const BrokerState& broker, std::span<const OrderState> orders, const Policy& policy,
                         const CorrectTerms& c) {
  if (auto bad = check(c)) return refuse(*bad);
  if (orders.size() > kMostCorrected)
    return refuse(invalid_field(
        "/until", fmt::format("{} orders or more: correct at most {} at a time, the oldest first, each with "
                              "its own from and until",
                              orders.size(), kMostCorrected)));
  const std::int64_t version = broker.terms_version + 1;
  NewEvents events{{BrokerTermsCorrected{broker.id, c.correction_id, version, c.revenue_share, c.from,
                                         c.until, c.reason, c.corrected_by},
                    c.now}};
  for (const OrderState& order : orders)
    if (order.terms.revenue_share != c.revenue_share)
      events.push_back({correction_of(order, policy, c, version), c.now});
  const bool for_new_orders = !c.until && broker.terms.revenue_share != c.revenue_share;
  if (events.size() == 1 && !for_new_orders)
    return refuse(RefusalCode::conflict,
                  "nothing changes: every order of that time has this revenue share already");
  return events;
}

}  // namespace daybook
