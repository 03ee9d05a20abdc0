// What may happen to an order in each of its states.
#include <doctest/doctest.h>

#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

std::string cancel(const Shop& s, const OrderId& o) {
  return outcome(decide(s.order(o), CancelOrder{"changed their mind", hour(5)}));
}
std::string expire(const Shop& s, const OrderId& o, std::int64_t hours = 25) {
  return outcome(decide(s.order(o), ExpireOrder{hour(hours)}));
}
std::string fulfil(const Shop& s, const OrderId& o) {
  return outcome(decide(s.order(o), FulfilOrder{"TS-1", hour(5)}));
}
std::string reject(const Shop& s, const OrderId& o) {
  return outcome(decide(s.order(o), RejectOrder{"sold out", hour(5)}));
}
void refund(Shop& s, const OrderId& o, std::int64_t amount) {
  s.happened(decide(s.order(o), s.policy, s.ids, RefundManually{Minor(amount), "r", {}, hour(6)}));
}

}  // namespace

TEST_CASE("cancel, expire, fulfil and reject: the whole table") {
  struct Row {
    const char* name;
    void (*make)(Shop&, const OrderId&);
    const char* cancel;
    const char* expire;
    const char* fulfil;
    const char* reject;
  };
  const char* const no = "refused conflict";
  const char* const paid = "refused already_paid";
  const Row rows[] = {
      {"PENDING", [](Shop&, const OrderId&) {}, "order.cancelled", "order.expired", no, no},
      {"PENDING",
       [](Shop& s, const OrderId& o) {
         s.happened(PaymentAttemptFailed{o, kBroker, "pi_1", "declined"});
       },
       "order.cancelled", "order.expired", no, no},
      {"PENDING",
       [](Shop& s, const OrderId& o) {
         s.happened(PaymentPending{o, kBroker, "cs_1", {}});
       },
       "order.cancelled", "nothing", no, no},
      {"PENDING", [](Shop& s, const OrderId& o) { s.money(o, 1, "cs_1", "pi_1"); }, "order.cancelled",
       "order.expired", no, no},
      {"PROCESSING", [](Shop& s, const OrderId& o) { s.happened(s.pay(o, 0)); }, paid, "nothing",
       "order.fulfilled", "order.rejected"},
      {"PROCESSING", [](Shop& s, const OrderId& o) { s.happened(s.pay(o, 0)), refund(s, o, 1); }, paid,
       "nothing", "order.fulfilled", "order.rejected"},
      {"COMPLETED",
       [](Shop& s, const OrderId& o) {
         s.happened(s.pay(o, 0));
         s.happened(OrderFulfilled{o, kBroker, "TS-1"});
       },
       paid, "nothing", no, no},
      {"FAILED",
       [](Shop& s, const OrderId& o) {
         s.happened(s.pay(o, 0));
         s.happened(decide(s.order(o), RejectOrder{"sold out", hour(5)}));
       },
       paid, "nothing", no, no},
      {"REFUNDED", [](Shop& s, const OrderId& o) { s.happened(s.pay(o, 0)), refund(s, o, 10'500); }, paid,
       "nothing", no, no},
      {"CANCELLED",
       [](Shop& s, const OrderId& o) {
         s.happened(decide(s.order(o), CancelOrder{"no", hour(5)}));
       },
       "refused order_not_pending", "nothing", no, no},
      {"CANCELLED", [](Shop& s, const OrderId& o) { s.happened(decide(s.order(o), ExpireOrder{hour(25)})); },
       "refused order_not_pending", "nothing", no, no},
  };
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CAPTURE(i);
    CAPTURE(rows[i].name);
    Shop shop;
    const OrderId order = shop.placed();
    rows[i].make(shop, order);
    CHECK(boost::describe::enum_to_string(shop.order(order).status, "?") == std::string(rows[i].name));
    CHECK(cancel(shop, order) == rows[i].cancel);
    CHECK(expire(shop, order) == rows[i].expire);
    CHECK(fulfil(shop, order) == rows[i].fulfil);
    CHECK(reject(shop, order) == rows[i].reject);
  }
}

TEST_CASE("an order expires at its time, not before") {
  Shop shop;
  shop.policy.order_expiry_hours = 2;
  const OrderId order = shop.placed();  // at hour 1
  CHECK(decide(shop.order(order), ExpireOrder{Instant{hour(3).micros - 1}}).value().empty());
  const auto event = only<OrderExpired>(decide(shop.order(order), ExpireOrder{hour(3)}));
  CHECK(event.due_at == hour(3));
}

TEST_CASE("stock is reserved by the order, kept by the capture, given back by cancel, expiry and rejection") {
  Shop shop;
  const OrderId cancelled = shop.placed({{"amex", 2}, {"visa", 1}});
  CHECK(shop.stock("amex") == 8);
  CHECK(shop.stock("visa") == 2);
  shop.happened(decide(shop.order(cancelled), CancelOrder{"no", hour(2)}));
  CHECK(shop.stock("amex") == 10);
  CHECK(shop.stock("visa") == 3);
  const OrderId expired = shop.placed({{"amex", 4}});
  shop.happened(decide(shop.order(expired), ExpireOrder{hour(30)}));
  CHECK(shop.stock("amex") == 10);
  const OrderId rejected = shop.paid(1, {{"amex", 3}});
  CHECK(shop.stock("amex") == 7);
  shop.happened(decide(shop.order(rejected), RejectOrder{"sold out", hour(40)}));
  CHECK(shop.stock("amex") == 10);
  const OrderId fulfilled = shop.paid(1, {{"amex", 5}});
  shop.happened(decide(shop.order(fulfilled), FulfilOrder{"TS-2", hour(40)}));
  refund(shop, fulfilled, 1);
  CHECK(shop.stock("amex") == 5);
}

TEST_CASE("a rejection asks for what is left to refund") {
  Shop shop;
  const OrderId order = shop.paid();
  refund(shop, order, 500);
  const auto event = only<OrderRejected>(decide(shop.order(order), RejectOrder{"sold out", hour(9)}));
  CHECK(event.refundable == Minor(10'000));
  CHECK(event.reason == "sold out");
  CHECK(event.returned.size() == 1);
}

TEST_CASE("a fulfilled order keeps the supplier's number and the time") {
  Shop shop;
  const OrderId order = shop.paid();
  const auto event = only<OrderFulfilled>(decide(shop.order(order), FulfilOrder{"TS-7", hour(50)}));
  shop.happened(event, hour(50));
  CHECK(shop.order(order).tradeline_order_id == "TS-7");
  CHECK(shop.order(order).completed_at == hour(50));
}
