#pragma once
// An order as the log has it now, with its customer's data, for calls that leave the house.

#include "adapters/http/views/views.hpp"
#include "adapters/postgres/writer.hpp"

namespace daybook {

struct OrderCopy {
  OrderState order;
  http::CustomerText customer;  ///< "[erased]" where there is nothing left
};

/// Nothing when there is no such order. Throws std::runtime_error when the store is away.
std::optional<OrderCopy> copy_order(Writer& writer, const OrderId& id);

}  // namespace daybook
