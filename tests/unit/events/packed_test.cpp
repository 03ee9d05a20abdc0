// Packed state: comes back as it went in; bytes of another version are refused, never misread.

#include <doctest/doctest.h>

#include <random>

#include "events/codec/packed.hpp"
#include "events/order/order_state.hpp"
#include "events/payout/payout_state.hpp"

using namespace daybook;

namespace {

OrderState some_order() {
  OrderState s;
  s.id.uuid.bytes[15] = 7;
  s.order_number = "TLM2611000001";
  s.broker_id.emplace().uuid.bytes[0] = 255;
  s.customer.email = {"c2VhbGVk"};
  s.customer.phone = Sealed{std::string("with\0NUL", 8)};
  s.currency = *parse_currency("JPY");
  s.status = OrderStatus::REFUNDED;
  s.payment_method = PaymentMethod::CHECK;
  s.parts = {Minor(INT64_MAX), Minor(INT64_MIN), Minor(-1), Minor(0)};
  s.terms.markup_percent.ppm = 125'000;
  s.items.resize(3);
  s.items[1].bank_name = std::string(300, 'b');
  s.items[2].quantity = 64;
  s.captured_at = Instant{1'790'000'000'123'456};
  s.unapplied.resize(1);
  s.unapplied[0].open = false;
  s.version = 129;
  return s;
}

}  // namespace

TEST_CASE("packed: a state comes back as it went in, in a third of its JSON's size") {
  for (const OrderState& state : {OrderState{}, some_order()}) {
    std::string bytes;
    packed::pack(bytes, state);
    CHECK(json::to_json(packed::unpack<OrderState>(bytes)) == json::to_json(state));
  }
  std::string bytes;
  packed::pack(bytes, OrderState{});
  CHECK(bytes.size() * 3 < json::to_json(OrderState{}).size());
}

TEST_CASE("packed: bytes of another struct, cut ones and longer ones are refused") {
  std::string bytes;
  packed::pack(bytes, some_order());
  CHECK_THROWS(packed::unpack<PayoutState>(bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    REQUIRE_THROWS(packed::unpack<OrderState>(std::string_view(bytes).substr(0, size)));
  CHECK_THROWS(packed::unpack<OrderState>(bytes + "x"));
  std::mt19937_64 random(1);
  for (int i = 0; i < 5'000; ++i) {  // any answer will do, as long as it is one
    std::string damaged = bytes;
    damaged[4 + random() % (damaged.size() - 4)] = static_cast<char>(random());
    try {
      packed::unpack<OrderState>(damaged);
    } catch (const std::runtime_error&) {
    }
  }
}
