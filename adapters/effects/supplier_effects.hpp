#pragma once
// Orders at the supplier. Source: domain rules, "Fulfilment" (after the capture, exactly one there for each
// of ours, by our order number; rejected: the order fails and its money must be refunded).

#include "adapters/effects/intender.hpp"
#include "adapters/effects/performer.hpp"
#include "adapters/supplier/supplier.hpp"

namespace daybook {

/// Places the order, then asks how it stands until the supplier has completed or rejected it.
Performer supplier_orders(supplier::Supplier& supplier, Writer& writer);

/// Every captured order whose cards are all this supplier's is to be ordered; `source`: theirs in the
/// catalogue. Any other is fulfilled by hand.
IntentRule supplier_order_rule(const std::string& source);

}  // namespace daybook
