#pragma once
// One commission record per captured broker order, net of clawbacks: the seed's fields.

#include "core/instant.hpp"
#include "events/envelope.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

/// PENDING: not in a payout (perhaps held until `hold_until`); PROCESSING: in a live one; COMPLETED: paid;
/// CANCELLED: wholly clawed back before it was in any.
enum class CommissionStatus { PENDING, PROCESSING, COMPLETED, CANCELLED };
BOOST_DESCRIBE_ENUM(CommissionStatus, PENDING, PROCESSING, COMPLETED, CANCELLED)

struct CommissionRow {
  static constexpr std::string_view table = "commissions";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  static constexpr bool put_once = true;
  OrderId order_id;
  BrokerId broker_id;
  Currency currency;
  Minor revenue_share_amount;
  Minor markup_amount;
  Minor total_commission;
  CommissionStatus payout_status = CommissionStatus::PENDING;
  std::optional<Instant> hold_until;  ///< while it is pending only
  std::optional<PayoutId> payout_id;
  Instant created_at;
  std::optional<Instant> paid_at;
};
BOOST_DESCRIBE_STRUCT(CommissionRow, (),
                      (order_id, broker_id, currency, revenue_share_amount, markup_amount, total_commission,
                       payout_status, hold_until, payout_id, created_at, paid_at))

/// Follows fold_payee_lines (which lines a payout holds).
void fold_commissions(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
