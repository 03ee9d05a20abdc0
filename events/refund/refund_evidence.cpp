#include "events/refund/refund_evidence.hpp"

#include <algorithm>

namespace daybook {

Minor refunded_by(const RefundEvidence& evidence) {
  Minor succeeded;
  for (const KnownRefund& r : evidence.refunds)
    if (r.succeeded && !r.failed_at) succeeded += r.amount;
  Minor highest = succeeded;
  for (const RefundFigure& figure : evidence.figures) {
    Minor left = figure.amount;
    for (const KnownRefund& r : evidence.refunds)
      if (r.failed_at && *r.failed_at >= figure.at) left -= r.amount;
    highest = std::max(highest, left);
  }
  Minor manual;
  for (const ManualRefund& r : evidence.manual)
    if (!r.failed) manual += r.amount;
  return std::max(highest, Minor{}) + manual;
}

const KnownRefund* find_refund(const RefundEvidence& evidence, const std::string& stripe_refund_id) {
  for (const KnownRefund& r : evidence.refunds)
    if (r.id == stripe_refund_id) return &r;
  return nullptr;
}
KnownRefund* find_refund(RefundEvidence& evidence, const std::string& stripe_refund_id) {
  return const_cast<KnownRefund*>(find_refund(std::as_const(evidence), stripe_refund_id));
}

}  // namespace daybook
