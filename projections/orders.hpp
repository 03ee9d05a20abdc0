#pragma once
// What lists of orders filter and sum by. The order itself is told from its stream by the decider's own fold.

#include <functional>
#include <optional>
#include <span>

#include "events/order/order_state.hpp"
#include "projections/commissions.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct OrderRow {
  static constexpr std::string_view table = "orders";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  static constexpr bool put_once = true;
  OrderId id;
  std::string order_number;
  std::optional<BrokerId> broker_id;
  PersonId person_id;
  Currency currency;
  OrderStatus status = OrderStatus::PENDING;
  PaymentStatus payment_status = PaymentStatus::PENDING;
  Instant created_at;
  std::optional<Instant> captured_at;  ///< effective time of the capture
  Instant expires_at;
  std::optional<Instant> hold_until;
  CommissionState commission = CommissionState::none;
  bool captured = false;
  Minor total_charged;  ///< the price, from placement on
  Minor total_refunded;
  Minor net_charged;  ///< charged - refunded once captured, 0 before: summaries are plain sums
  Minor net_share;    ///< likewise, each net of what was given back
  Minor net_markup;
  Minor net_platform;
  Minor net_supplier;
  std::optional<CommissionStatus> payout_status;  ///< nothing, like the next four, without a commission
  std::optional<Instant> commission_hold_until;   ///< while it is pending only
  std::optional<PayoutId> payout_id;              ///< of the payout that what was earned is in
  std::optional<Instant> accrued_at;              ///< when the commission was recorded
  std::optional<Instant> paid_at;
  std::int64_t position = 0;  ///< of its last event
  /// No column: told from the log, up to `position`, for a loaded row whose order has an event to fold. What
  /// a payout changes of its orders' rows does not need it.
  std::optional<OrderState> state;
};
BOOST_DESCRIBE_STRUCT(OrderRow, (),
                      (id, order_number, broker_id, person_id, currency, status, payment_status, created_at,
                       captured_at, expires_at, hold_until, commission, captured, total_charged,
                       total_refunded, net_charged, net_share, net_markup, net_platform, net_supplier,
                       payout_status, commission_hold_until, payout_id, accrued_at, paid_at, position))

/// What the scheduler has to do: an order expires unless it is paid by then, a commission's hold ends. At
/// most one row an order. An index of `orders` on that would be written anew, with all the others of that
/// table, whenever an order is paid: tests/bench/decisions/0100.
struct OrderDueRow {
  static constexpr std::string_view table = "orders_due";
  static constexpr int key_columns = 2;
  static constexpr Keep keep = Keep::open;
  Instant due_at;
  OrderId order_id;
};
BOOST_DESCRIBE_STRUCT(OrderDueRow, (), (due_at, order_id))

/// Gives these rows, which were loaded, their states.
using OrderStateTeller = std::function<void(std::span<OrderRow* const>)>;

/// Throws std::logic_error for an event of an order that was never placed: poisoned; what the teller does.
void fold_orders(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
