#pragma once
// What is known about an order's refunds, and how much stands refunded by it. A function of the set of what
// was said, never of the order in which it arrived. Source: domain rules, "Refund" (cumulative; only a failed
// refund lowers R); Stripe reference (deliveries have no order).

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/uuid.hpp"

namespace daybook {

/// Stripe's cumulative `amount_refunded` of the charge, as an event of that second said it.
struct RefundFigure {
  Minor amount;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(RefundFigure, (), (amount, at))

/// One of Stripe's refunds.
struct KnownRefund {
  std::string id;  ///< re_…
  Minor amount;
  bool succeeded = false;            ///< was said to have succeeded at some time
  std::optional<Instant> failed_at;  ///< failed or canceled, for good: also after a success
};
BOOST_DESCRIBE_STRUCT(KnownRefund, (), (id, amount, succeeded, failed_at))

/// Cash, a wire or a check that an admin gave back.
struct ManualRefund {
  RefundId id;
  Minor amount;
  bool failed = false;
};
BOOST_DESCRIBE_STRUCT(ManualRefund, (), (id, amount, failed))

struct RefundEvidence {
  std::vector<RefundFigure> figures;
  std::vector<KnownRefund> refunds;
  std::vector<ManualRefund> manual;
};
BOOST_DESCRIBE_STRUCT(RefundEvidence, (), (figures, refunds, manual))

/// The refunds that stand: the manual ones that did not fail, and of Stripe's the larger of
///  - the highest figure, each less the refunds that failed in its second or later (an earlier failure is in
///    the figure already), and
///  - the sum of the refunds that succeeded and did not fail.
/// Never negative.
Minor refunded_by(const RefundEvidence& evidence);

KnownRefund* find_refund(RefundEvidence& evidence, const std::string& stripe_refund_id);
const KnownRefund* find_refund(const RefundEvidence& evidence, const std::string& stripe_refund_id);

}  // namespace daybook
