#include "events/payment/payment_decide.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

std::string pay(Shop& shop, const OrderId& order, Instant received, Instant now) {
  return outcome(
      decide(shop.order(order), shop.policy, shop.ids,
             RecordManualPayment{PaymentMethod::WIRE, "seen on the bank's list", "ref-1", received, now}));
}

}  // namespace

TEST_CASE("a manual payment captures the whole total, dated when the money came") {
  Shop shop;
  const OrderId order = shop.placed();
  const auto decided =
      decide(shop.order(order), shop.policy, shop.ids,
             RecordManualPayment{PaymentMethod::WIRE, "on the list", "ref-1", hour(2), hour(9)});
  const auto event = only<PaymentCaptured>(decided);
  CHECK(decided->front().effective_at == hour(2));
  CHECK(event.method == PaymentMethod::WIRE);
  CHECK(event.amount == Minor(10'500));
  CHECK(event.parts == Parts{Minor(1'000), Minor(500), Minor(4'000), Minor(5'000)});
  CHECK(event.reason == "on the list");
  CHECK(event.reference == "ref-1");
  CHECK(!event.hold_until);
  shop.happened(event, hour(2));
  CHECK(shop.order(order).status == OrderStatus::PROCESSING);
  CHECK(shop.order(order).payment_status == PaymentStatus::SUCCEEDED);
  CHECK(shop.order(order).commission == CommissionState::available);
  CHECK(shop.order(order).captured_at == hour(2));
}

TEST_CASE("with a hold the commission is pending first; a direct sale has none to hold") {
  Shop shop;
  shop.policy.hold_days = 3;
  const OrderId order = shop.paid(1);
  CHECK(shop.order(order).hold_until == day(4));
  CHECK(shop.order(order).commission == CommissionState::pending);
  const OrderId direct = shop.paid(1, {{"amex", 1}}, std::nullopt);
  CHECK(!shop.order(direct).hold_until);
  CHECK(shop.order(direct).commission == CommissionState::none);
}

TEST_CASE("a manual payment is refused for paid and closed orders and for the future") {
  Shop shop;
  const OrderId order = shop.placed();
  CHECK(pay(shop, order, hour(9), hour(9)) == "payment.captured");
  CHECK(pay(shop, order, Instant{hour(9).micros + 1}, hour(9)) == "refused validation_failed /received_at");
  CHECK(pay(shop, shop.paid(), hour(9), hour(9)) == "refused already_paid");
  shop.happened(decide(shop.order(order), CancelOrder{"no", hour(5)}));
  CHECK(pay(shop, order, hour(9), hour(9)) == "refused order_not_pending");
}

TEST_CASE("a session and its intent are two signals of one capture, in either order") {
  struct Row {
    const char* name;
    std::optional<std::string> session_a, intent_a, session_b, intent_b;
    const char* second;
  };
  const Row rows[] = {
      {"session that names its intent, then the intent", "cs_1", "pi_1", {}, "pi_1", "nothing"},
      {"intent, then the session that names it", {}, "pi_1", "cs_1", "pi_1", "nothing"},
      {"session without an intent, then the intent", "cs_1", {}, {}, "pi_1", "payment.intent_known"},
      {"intent, then a session without one", {}, "pi_1", "cs_1", {}, "nothing"},
      {"the same session again", "cs_1", {}, "cs_1", {}, "nothing"},
      {"the same intent again", {}, "pi_1", {}, "pi_1", "nothing"},
      {"another intent", {}, "pi_1", {}, "pi_2", "payment.unexpected"},
      {"another session with an intent of its own", "cs_1", "pi_1", "cs_2", "pi_2", "payment.unexpected"},
      {"another session, no intents known", "cs_1", {}, "cs_2", {}, "payment.unexpected"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Shop shop;
    const OrderId order = shop.placed();
    CHECK(shop.money(order, 10'500, row.session_a, row.intent_a) == "payment.captured");
    CHECK(shop.money(order, 10'500, row.session_b, row.intent_b) == row.second);
    CHECK(shop.money(order, 10'500, row.session_b, row.intent_b) == "nothing");
    CHECK(shop.order(order).total_charged == Minor(10'500));
  }
}

TEST_CASE("an intent known later belongs to the capture from then on") {
  Shop shop;
  const OrderId order = shop.placed();
  shop.money(order, 10'500, "cs_1", {});
  CHECK(shop.money(order, 10'500, {}, "pi_1") == "payment.intent_known");
  CHECK(shop.order(order).stripe_payment_intent == "pi_1");
  CHECK(shop.money(order, 10'500, {}, "pi_2") == "payment.unexpected");
}

TEST_CASE("unexpected money is put aside with its reason and leaves the order as it was") {
  struct Row {
    UnexpectedReason why;
    void (*make)(Shop&, const OrderId&);
    std::int64_t amount;
    const char* code;
  };
  const Row rows[] = {
      {UnexpectedReason::wrong_amount, [](Shop&, const OrderId&) {}, 10'499, "USD"},
      {UnexpectedReason::wrong_amount, [](Shop&, const OrderId&) {}, 10'501, "USD"},
      {UnexpectedReason::wrong_currency, [](Shop&, const OrderId&) {}, 10'500, "EUR"},
      {UnexpectedReason::order_closed,
       [](Shop& s, const OrderId& o) {
         s.happened(decide(s.order(o), CancelOrder{"no", hour(2)}));
       },
       10'500, "USD"},
      {UnexpectedReason::order_closed,
       [](Shop& s, const OrderId& o) { s.happened(decide(s.order(o), ExpireOrder{hour(30)})); }, 10'500,
       "USD"},
      {UnexpectedReason::second_capture, [](Shop& s, const OrderId& o) { s.money(o, 10'500, {}, "pi_0"); },
       10'500, "USD"},
      {UnexpectedReason::second_capture, [](Shop& s, const OrderId& o) { s.happened(s.pay(o, 0)); }, 10'500,
       "USD"},
  };
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CAPTURE(i);
    Shop shop;
    const OrderId order = shop.placed();
    rows[i].make(shop, order);
    const OrderStatus before = shop.order(order).status;
    const Effect effect =
        capture_stripe_money(shop.order(order), shop.policy, shop.ids,
                             {Minor(rows[i].amount), currency(rows[i].code), "cs_1", "pi_1", hour(3)});
    const auto event = only<PaymentUnexpected>(effect.events);
    CHECK(event.why == rows[i].why);
    CHECK(event.amount == Minor(rows[i].amount));
    CHECK(event.currency == currency(rows[i].code));
    shop.happened(event);
    CHECK(shop.order(order).status == before);
    CHECK(shop.order(order).unapplied.size() == 1);
    CHECK(shop.money(order, rows[i].amount, {}, "pi_1", rows[i].code) == "nothing");
  }
}

TEST_CASE("after a wrong amount the order can still be paid") {
  Shop shop;
  const OrderId order = shop.placed();
  CHECK(shop.money(order, 1, "cs_1", "pi_1") == "payment.unexpected");
  CHECK(shop.money(order, 10'500, "cs_2", "pi_2") == "payment.captured");
}

TEST_CASE("the right money is taken after a session of a wrong amount that named no intent") {
  Shop shop;
  const OrderId order = shop.placed();
  CHECK(shop.money(order, 1, "cs_1", {}) == "payment.unexpected");
  CHECK(shop.money(order, 10'500, {}, "pi_2") == "payment.captured");
  CHECK(shop.money(order, 10'500, {}, "pi_3") == "payment.unexpected");
}

TEST_CASE("an intent of another amount is not the second signal of a session's capture") {
  Shop shop;
  const OrderId order = shop.placed();
  CHECK(shop.money(order, 10'500, "cs_1", {}) == "payment.captured");
  CHECK(shop.money(order, 10'499, {}, "pi_2") == "payment.unexpected");
  CHECK(shop.money(order, 10'500, {}, "pi_1") == "payment.intent_known");
  CHECK(shop.money(order, 10'500, {}, "pi_3") == "payment.unexpected");
}

TEST_CASE(
    "of two payments of one sum each counts once, whatever their signals name and however they arrive") {
  struct Signal {
    std::optional<std::string> session, intent;
  };
  const auto signals_of = [](const std::string& n) {
    const std::string session = "cs_" + n, intent = "pi_" + n;
    return std::vector<std::vector<Signal>>{{{session, intent}},
                                            {{{}, intent}},
                                            {{session, intent}, {{}, intent}},
                                            {{session, {}}, {{}, intent}}};
  };
  const auto arrive = [](const std::vector<Signal>& signals) {
    Shop shop;
    const OrderId order = shop.placed();
    std::string said;
    for (const Signal& signal : signals) {
      said += fmt::format(" {}/{}", signal.session.value_or("-"), signal.intent.value_or("-"));
      shop.money(order, 10'500, signal.session, signal.intent);
    }
    CAPTURE(said);
    CHECK(shop.order(order).captured());
    CHECK(shop.order(order).unapplied.size() == 1);
  };
  for (const auto& first : signals_of("1"))
    for (const auto& second : signals_of("2")) {
      std::vector<Signal> all = first;
      all.insert(all.end(), second.begin(), second.end());
      std::vector<std::size_t> turns(all.size());
      std::iota(turns.begin(), turns.end(), std::size_t{0});
      do {
        std::vector<Signal> arriving;
        for (const std::size_t turn : turns) arriving.push_back(all[turn]);
        arrive(arriving);
      } while (std::next_permutation(turns.begin(), turns.end()));
    }
}
