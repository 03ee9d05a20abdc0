#pragma once
// States as the wire shows them (wire contract: Order, Item, Broker, Payout). One place for both the answers
// to commands and the reads.

#include "adapters/postgres/person_keys.hpp"
#include "events/broker/broker_state.hpp"
#include "events/codec/json_write.hpp"
#include "events/order/order_state.hpp"
#include "events/payout/payout_state.hpp"

namespace daybook::http {

/// A customer's data as its order shows it.
struct CustomerText {
  std::string email;
  std::optional<std::string> name;
  std::optional<std::string> phone;
};
CustomerText customer_text(const Customer& customer, const KeyLookup& keys);

/// The members of Order; callers add more (broker, commission_records …) and close it.
json::Object order_object(const OrderState& order, const CustomerText& customer);
inline json::Object order_object(const OrderState& order, const KeyLookup& keys) {
  return order_object(order, customer_text(order.customer, keys));
}
json::Object broker_object(const BrokerState& broker, const KeyLookup& keys);
json::Object payout_object(const PayoutState& payout);
/// Like payout_object, with `id` null: it was never made, so no id of it exists.
json::Object previewed_payout(const PayoutState& payout);

/// {name, business_name}
json::Raw broker_name(const BrokerState& broker, const KeyLookup& keys);

}  // namespace daybook::http
