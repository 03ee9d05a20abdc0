#pragma once
// Terms that were wrong: what every order of a time would have given each party under another revenue share,
// as differences. The customer paid what he paid, so the markup and the supplier's cost stay; what the broker
// gains the platform loses, and what went back to the customer is split anew by the refund's formula.

#include <span>

#include "core/result.hpp"
#include "events/broker/broker_state.hpp"
#include "events/order/order_state.hpp"
#include "events/policy.hpp"

namespace daybook {

struct CorrectTerms {
  CorrectionId correction_id;
  RatePpm revenue_share;
  Instant from;                  ///< orders placed then or later
  std::optional<Instant> until;  ///< and before then; absent: the rate of new orders too
  std::string reason;
  std::string corrected_by;  ///< admin id
  Instant now;
};

/// One command is one transaction: more orders than that are corrected in several, one after the other.
inline constexpr std::size_t kMostCorrected = 5'000;

/// What is wrong with the command by itself; nothing when it can be tried.
std::optional<Refusal> check(const CorrectTerms& command);

/// broker.terms_corrected, then commission.corrected for each of `orders` whose parts change. `orders`: those
/// of the broker that were placed in [from, until), paid or not. Refused when nothing changes.
Result<NewEvents> decide(const BrokerState& broker, std::span<const OrderState> orders, const Policy& policy,
                         const CorrectTerms& command);

}  // namespace daybook
