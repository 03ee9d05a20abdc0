#include "projections/orders.hpp"

#include <stdexcept>

#include "projections/read_models.hpp"

namespace daybook {
namespace {

void fill_columns(OrderRow& row, const OrderState& s) {
  row.id = s.id;
  row.order_number = s.order_number;
  row.broker_id = s.broker_id;
  row.person_id = s.customer.person_id;
  row.currency = s.currency;
  row.status = s.status;
  row.payment_status = s.payment_status;
  row.created_at = s.created_at;
  row.captured_at = s.captured_at;
  row.expires_at = s.expires_at;
  row.hold_until = s.hold_until;
  row.commission = s.commission;
  row.captured = s.captured();
  row.total_charged = s.total_charged;
  row.total_refunded = s.total_refunded;
  const Parts net = s.captured() ? s.standing() : Parts{};
  row.net_charged = s.captured() ? s.total_charged - s.returned() : Minor{};
  row.net_share = net.share;
  row.net_markup = net.markup;
  row.net_platform = net.platform;
  row.net_supplier = net.supplier;
  row.position = s.position;
}

/// When something is to be done for the order by itself.
std::optional<Instant> due_at(const OrderState& order) {
  if (order.status == OrderStatus::PENDING && order.payment_status != PaymentStatus::PROCESSING)
    return order.expires_at;
  if (order.commission == CommissionState::pending) return order.hold_until;
  return std::nullopt;
}

}  // namespace

void fold_orders(const Recorded& recorded, ReadModels& models) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (OrderEvent<E>) {
          OrderRow* row = nullptr;
          std::optional<Instant> due_before;
          if constexpr (std::is_same_v<E, OrderPlaced>) {
            OrderRow fresh;
            fresh.id = e.order_id;
            fresh.state.emplace();
            row = &models.orders.put(std::move(fresh));
          } else {
            row = models.orders.edit({e.order_id});
            if (!row) throw std::logic_error("order " + e.order_id.str() + " was never placed");
            if (!row->state) models.tell_order_states({&row, 1});
            due_before = due_at(*row->state);
          }
          evolve(*row->state, e, recorded.envelope);
          fill_columns(*row, *row->state);
          if (const auto due = due_at(*row->state); due != due_before) {
            if (due_before) models.orders_due.close({*due_before, row->id});
            if (due) models.orders_due.open({*due, row->id});
          }
        }
      },
      recorded.event);
}

}  // namespace daybook
