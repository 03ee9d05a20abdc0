#pragma once
// What became of the commission of each captured broker order: the seed's commission record. Its amounts are
// the order's net_share and net_markup.

#include "core/instant.hpp"
#include "events/envelope.hpp"

namespace daybook {

struct ReadModels;

/// PENDING: not in a payout (perhaps held until `hold_until`); PROCESSING: in a live one; COMPLETED: paid;
/// CANCELLED: wholly clawed back before it was in any.
enum class CommissionStatus { PENDING, PROCESSING, COMPLETED, CANCELLED };
BOOST_DESCRIBE_ENUM(CommissionStatus, PENDING, PROCESSING, COMPLETED, CANCELLED)

/// Follows fold_orders, and AvailableLines::fold.
void fold_commissions(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
