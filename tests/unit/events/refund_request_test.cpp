#include <doctest/doctest.h>

#include <random>

#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

struct Stripe : Shop {
  OrderId sold = placed();
  std::uint64_t asked = 0;

  Stripe() { REQUIRE(money(sold, 10'500, "cs_1", "pi_1") == "payment.captured"); }
  RequestStripeRefund wish(std::int64_t amount, std::optional<PaymentId> unapplied = {}) {
    return {id<RefundId>(100 + ++asked), Minor(amount), unapplied, "unhappy", std::nullopt, hour(60)};
  }
  std::string ask(std::int64_t amount) {
    const auto events = decide(order(sold), wish(amount));
    if (events) happened(*events);
    return outcome(events);
  }
  std::string close(std::uint64_t number, std::optional<std::string> stripe_id) {
    const auto events =
        decide(order(sold), CloseRefundRequest{id<RefundId>(100 + number), stripe_id, "", hour(61)});
    happened(events);
    return names(events);
  }
  std::string report(const char* refund, std::int64_t amount, RefundStatus status) {
    const auto effect = note_stripe_refund(order(sold), policy, ids,
                                           {refund, Minor(amount), status, "pi_1", hour(62), hour(62)});
    happened((*effect)->events);
    return names((*effect)->events);
  }
  std::int64_t refundable() { return order(sold).refundable().value; }
};

}  // namespace

TEST_CASE("a refund of Stripe's money is an effect, and counts as going back from its request on") {
  Stripe shop;
  CHECK(shop.ask(4'000) == "effect.intended refund.requested");
  CHECK(shop.refundable() == 6'500);
  CHECK(shop.ask(6'501) == "refused refund_exceeds_capture");
  CHECK(shop.ask(6'500) == "effect.intended refund.requested");
  CHECK(shop.ask(1) == "refused refund_exceeds_capture");
  CHECK(shop.order(shop.sold).total_refunded == Minor(0));
  SUBCASE("refused by Stripe: the money may be asked for again") {
    CHECK(shop.close(1, std::nullopt) == "refund.request_closed");
    CHECK(shop.close(1, std::nullopt) == "nothing");
    CHECK(shop.refundable() == 4'000);
  }
  SUBCASE("taken: it settles when Stripe says so, and is not counted twice on the way") {
    CHECK(shop.close(1, "re_1") == "refund.request_closed");
    CHECK(shop.report("re_1", 4'000, RefundStatus::pending) == "refund.reported");
    CHECK(shop.refundable() == 0);
    CHECK(shop.report("re_1", 4'000, RefundStatus::succeeded) == "refund.reported refund.settled");
    CHECK(shop.refundable() == 0);
    CHECK(shop.close(3, "re_x") == "refund.request_closed");
    CHECK(shop.refundable() == 6'500);
  }
}

TEST_CASE("requests that are refused") {
  Stripe shop;
  CHECK(shop.ask(0) == "refused validation_failed /amount");
  CHECK(outcome(decide(shop.order(shop.paid()), shop.wish(1))) == "refused conflict");
  CHECK(outcome(decide(shop.order(shop.placed()), shop.wish(1))) == "refused conflict");
  const OrderId nameless = shop.placed();
  REQUIRE(shop.money(nameless, 10'500, "cs_2", std::nullopt) == "payment.captured");
  CHECK(outcome(decide(shop.order(nameless), shop.wish(1))) == "refused conflict");
}

TEST_CASE("money that was put aside is asked back once") {
  Stripe shop;
  REQUIRE(shop.money(shop.sold, 700, "cs_3", "pi_3") == "payment.unexpected");
  const PaymentId aside = shop.order(shop.sold).unapplied.front().payment_id;
  CHECK(unapplied_left(shop.order(shop.sold), aside) == Minor(700));
  const auto events = decide(shop.order(shop.sold), shop.wish(700, aside));
  CHECK(outcome(events) == "effect.intended refund.requested");
  shop.happened(*events);
  CHECK(unapplied_left(shop.order(shop.sold), aside) == Minor(0));
  CHECK(shop.refundable() == 10'500);
  CHECK(outcome(decide(shop.order(shop.sold), shop.wish(1, aside))) == "refused refund_exceeds_capture");
}

TEST_CASE("whatever is asked, taken, refused and settled, no more than the capture is ever under way") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int history = 0; history < 200; ++history) {
    Stripe shop;
    std::map<std::uint64_t, std::int64_t> asked, at_stripe;
    std::int64_t settled = 0;
    for (int step = 0; step < 30; ++step) {
      const std::int64_t amount = 1 + static_cast<std::int64_t>(random() % 6'000);
      switch (random() % 4) {
        case 0: {
          const std::string said = shop.ask(amount);
          std::int64_t under_way = settled;
          for (const auto& [n, a] : asked) under_way += a;
          for (const auto& [n, a] : at_stripe) under_way += a;
          // The oracle: everything asked for, taken or settled, added up.
          CHECK((said == "effect.intended refund.requested") == (under_way + amount <= 10'500));
          if (said == "effect.intended refund.requested") asked[shop.asked] = amount;
          break;
        }
        case 1:
          if (asked.empty()) break;
          shop.close(asked.begin()->first, "re_" + std::to_string(asked.begin()->first));
          shop.report(("re_" + std::to_string(asked.begin()->first)).c_str(), asked.begin()->second,
                      RefundStatus::pending);
          at_stripe.insert(*asked.begin());
          asked.erase(asked.begin());
          break;
        case 2:
          if (asked.empty()) break;
          shop.close(asked.begin()->first, std::nullopt);
          asked.erase(asked.begin());
          break;
        default:
          if (at_stripe.empty()) break;
          shop.report(("re_" + std::to_string(at_stripe.begin()->first)).c_str(), at_stripe.begin()->second,
                      RefundStatus::succeeded);
          settled += at_stripe.begin()->second;
          at_stripe.erase(at_stripe.begin());
      }
      CHECK(shop.order(shop.sold).total_refunded == Minor(settled));
    }
  }
}
