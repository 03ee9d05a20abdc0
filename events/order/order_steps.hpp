#pragma once
// Several facts of one decision, each decided on what the ones before leave behind.

#include "events/order/order_state.hpp"

namespace daybook {

class OrderSteps {
 public:
  OrderSteps(const OrderState& order, Instant now) : order_(order), now_(now) {}

  /// The order as the facts so far leave it; its position and version are still those of the log.
  const OrderState& order() const { return order_; }
  Instant now() const { return now_; }
  template <class E>
  void add(E fact) {
    Envelope at;
    at.recorded_at = at.effective_at = now_;
    at.position.value = order_.position;
    at.version.value = order_.version;
    evolve(order_, fact, at);
    facts_.push_back({std::move(fact), now_});
  }
  bool empty() const { return facts_.empty(); }
  NewEvents take() { return std::move(facts_); }

 private:
  OrderState order_;
  Instant now_;
  NewEvents facts_;
};

}  // namespace daybook
