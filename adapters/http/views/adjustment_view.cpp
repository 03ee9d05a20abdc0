#include "adapters/http/views/adjustment_view.hpp"

namespace daybook::http {

json::Object adjustment_object(const AdjustmentState& s) {
  json::Object out;
  out.add("id", s.id)
      .add("kind", s.kind)
      .add("status", s.status)
      .add("payee", s.payee)
      .add("currency", s.currency)
      .add("amount", debited(s.postings))
      .add("postings", s.postings)
      .add("reason", s.reason)
      .add("proposed_by", s.proposed_by)
      .add("proposed_at", s.proposed_at)
      .add("approved_by", s.approved_by)
      .add("approved_at", s.approved_at)
      .add("withdrawn_by", s.withdrawn_by)
      .add("withdrawn_at", s.withdrawn_at)
      .add("withdrawal_reason", s.withdrawal_reason)
      .add("position", s.position);
  return out;
}

}  // namespace daybook::http
