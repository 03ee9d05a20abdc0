#include "events/refund/refund_evidence.hpp"

#include <doctest/doctest.h>

#include <random>

#include "core/clawback.hpp"
#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

constexpr std::int64_t kTotal = 10'500;

OrderId paid_at_stripe(Shop& shop) {
  const OrderId order = shop.placed();
  REQUIRE(shop.money(order, kTotal, "cs_1", "pi_1") == "payment.captured");
  return order;
}

std::string figure(Shop& shop, const OrderId& order, std::int64_t total, std::int64_t second) {
  const auto effect = reconcile_stripe_refund(
      shop.order(order), shop.policy, shop.ids,
      {Minor(total), "pi_1", Instant{hour(70).micros + second * 1'000'000}, hour(70)});
  if (!effect) return refused(effect.error());
  shop.happened((*effect)->events);
  return (*effect)->outcome;
}

std::string refund(Shop& shop, const OrderId& order, const char* refund_id, std::int64_t amount,
                   RefundStatus status, std::int64_t second) {
  const auto effect = note_stripe_refund(
      shop.order(order), shop.policy, shop.ids,
      {refund_id, Minor(amount), status, "pi_1", Instant{hour(70).micros + second * 1'000'000}, hour(70)});
  if (!effect) return refused(effect.error());
  shop.happened((*effect)->events);
  return (*effect)->outcome;
}

std::string fail(Shop& shop, const OrderId& order, const std::string& which) {
  const auto result = decide(shop.order(order), shop.policy, shop.ids,
                             FailRefund{which, "the check was never cashed", hour(90)});
  if (!result) return refused(result.error());
  shop.happened(*result);
  return names(*result);
}

/// What every view of the order has to agree on.
void check_stands(const Shop& shop, const OrderId& id, std::int64_t refunded) {
  const OrderState& order = shop.order(id);
  CHECK(order.total_refunded == Minor(refunded));
  CHECK(order.returned_parts == returned_parts(order.parts, Minor(refunded)));
  CHECK((order.status == OrderStatus::REFUNDED) == (refunded == kTotal));
}

}  // namespace

TEST_CASE("a refund that failed after it succeeded gives every party its part back") {
  Shop shop;
  const OrderId order = paid_at_stripe(shop);
  CHECK(figure(shop, order, kTotal, 1) == "refunded");
  CHECK(refund(shop, order, "re_1", kTotal, RefundStatus::succeeded, 1) == "refund noted");
  check_stands(shop, order, kTotal);
  CHECK(refund(shop, order, "re_1", kTotal, RefundStatus::failed, 9) ==
        "refund failed: the money is ours again");
  check_stands(shop, order, 0);
  CHECK(shop.order(order).status == OrderStatus::PROCESSING);
  CHECK(shop.order(order).payment_status == PaymentStatus::SUCCEEDED);
  CHECK(refund(shop, order, "re_1", kTotal, RefundStatus::failed, 9) == "known refund");
  // The same figure delivered once more is older than the failure.
  CHECK(figure(shop, order, kTotal, 1) == "late figure, not applied");
  check_stands(shop, order, 0);
  // A new refund of the same amount is news: Stripe's figure is of a later second.
  CHECK(figure(shop, order, kTotal, 20) == "refunded");
  check_stands(shop, order, kTotal);
}

TEST_CASE("the failure may come before the success it undoes") {
  Shop shop;
  const OrderId order = paid_at_stripe(shop);
  CHECK(refund(shop, order, "re_1", 3'000, RefundStatus::failed, 9) == "refund failed, noted");
  CHECK(refund(shop, order, "re_1", 3'000, RefundStatus::succeeded, 2) == "refund noted");
  CHECK(figure(shop, order, 3'000, 2) == "late figure, not applied");
  check_stands(shop, order, 0);
  CHECK(figure(shop, order, 5'000, 3) == "refunded");  // 3,000 that failed later and 2,000 that did not
  check_stands(shop, order, 2'000);
}

TEST_CASE("a failure of a figure's own second is not in the figure yet") {
  for (const bool failure_first : {true, false}) {
    CAPTURE(failure_first);
    Shop shop;
    const OrderId order = paid_at_stripe(shop);
    if (failure_first) refund(shop, order, "re_1", 3'000, RefundStatus::failed, 4);
    figure(shop, order, 5'000, 4);
    if (!failure_first) refund(shop, order, "re_1", 3'000, RefundStatus::failed, 4);
    check_stands(shop, order, 2'000);
  }
}

TEST_CASE("pending, canceled and unknown refunds take nothing by themselves") {
  Shop shop;
  const OrderId order = paid_at_stripe(shop);
  CHECK(refund(shop, order, "re_1", 400, RefundStatus::pending, 1) == "refund noted");
  CHECK(refund(shop, order, "re_2", 500, RefundStatus::requires_action, 1) == "refund noted");
  check_stands(shop, order, 0);
  CHECK(refund(shop, order, "re_2", 500, RefundStatus::canceled, 2) == "refund failed, noted");
  CHECK(refund(shop, order, "re_1", 400, RefundStatus::succeeded, 3) == "refunded");
  check_stands(shop, order, 400);
  CHECK(refund(shop, order, "re_3", kTotal + 1, RefundStatus::succeeded, 3) ==
        "refused refund_exceeds_capture");
}

TEST_CASE("a person fails a manual refund, or Stripe's before its webhook, once") {
  Shop shop;
  const OrderId order = shop.paid();
  shop.happened(
      decide(shop.order(order), shop.policy, shop.ids, RefundManually{Minor(3'333), "r", {}, hour(60)}));
  shop.happened(
      decide(shop.order(order), shop.policy, shop.ids, RefundManually{Minor(1'000), "r", {}, hour(61)}));
  const std::string first = shop.order(order).refunds.manual.at(0).id.str();
  CHECK(fail(shop, order, "re_9") == "refused not_found");
  CHECK(fail(shop, order, first) == "refund.failed");
  CHECK(fail(shop, order, first) == "refused conflict");
  check_stands(shop, order, 1'000);

  const OrderId stripe = shop.placed();
  REQUIRE(shop.money(stripe, kTotal, "cs_2", "pi_1") == "payment.captured");
  refund(shop, stripe, "re_1", 700, RefundStatus::succeeded, 1);
  CHECK(fail(shop, stripe, "re_1") == "refund.reported refund.failed");
  CHECK(fail(shop, stripe, "re_1") == "refused conflict");
  check_stands(shop, stripe, 0);
  // Stripe's own word of it comes later, with the true second.
  refund(shop, stripe, "re_1", 700, RefundStatus::failed, 5);
  check_stands(shop, stripe, 0);
}

TEST_CASE("what stands refunded does not depend on the order in which Stripe's events arrive") {
  std::mt19937_64 random(20'261'121);
  for (int history = 0; history < 300; ++history) {
    CAPTURE(history);
    // What happened at Stripe: refunds one after the other, some of which fail later; charge.refunded says
    // the sum after each change, which a failure lowers.
    struct Delivery {
      bool is_figure;
      std::string id;
      std::int64_t amount;
      RefundStatus status;
      std::int64_t second;
    };
    std::vector<Delivery> deliveries;
    std::vector<std::pair<std::string, std::int64_t>> alive;
    std::int64_t sum = 0;
    for (std::int64_t second = 1; second < 12; ++second) {
      if (!alive.empty() && random() % 3 == 0) {
        const std::size_t at = random() % alive.size();
        deliveries.push_back({false, alive[at].first, alive[at].second, RefundStatus::failed, second});
        sum -= alive[at].second;
        alive.erase(alive.begin() + static_cast<std::ptrdiff_t>(at));
      } else if (sum < kTotal) {
        const std::int64_t amount = 1 + static_cast<std::int64_t>(random() % std::uint64_t(kTotal - sum));
        const std::string id = "re_" + std::to_string(second);
        sum += amount;
        alive.emplace_back(id, amount);
        deliveries.push_back({false, id, amount, RefundStatus::succeeded, second});
        deliveries.push_back({true, "", sum, {}, second});
      }
    }
    for (int permutation = 0; permutation < 4; ++permutation) {
      Shop shop;
      const OrderId order = paid_at_stripe(shop);
      for (const Delivery& d : deliveries) {
        if (d.is_figure)
          figure(shop, order, d.amount, d.second);
        else
          refund(shop, order, d.id.c_str(), d.amount, d.status, d.second);
      }
      REQUIRE(shop.order(order).total_refunded == Minor(sum));
      check_stands(shop, order, sum);
      std::shuffle(deliveries.begin(), deliveries.end(), random);
    }
  }
}
