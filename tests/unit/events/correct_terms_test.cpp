#include "events/broker/correct_terms.hpp"

#include <doctest/doctest.h>

#include "events/refund/refund_decide.hpp"
#include "projections/statement_line.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

constexpr RatePpm kFifteen{150'000};

CorrectTerms correcting(RatePpm share, std::optional<Instant> until = {}) {
  CorrectTerms c;
  c.correction_id = id<CorrectionId>(77);
  c.revenue_share = share;
  c.from = hour(0);
  c.until = until;
  c.reason = "the contract says so";
  c.corrected_by = "admin-1";
  c.now = day(30);
  return c;
}

struct CorrectingShop : Shop {
  Result<NewEvents> correct(const std::vector<OrderId>& orders, const CorrectTerms& c) {
    std::vector<OrderState> states;
    for (const OrderId& order_id : orders) states.push_back(order(order_id));
    return decide(*ledger.broker(kBroker), states, policy, c);
  }
  void refund(const OrderId& order_id, std::int64_t amount) {
    happened(decide(order(order_id), policy, ids, RefundManually{Minor(amount), "r", {}, day(2)}));
  }
};

CommissionCorrected second(const Result<NewEvents>& decided) {
  REQUIRE_MESSAGE(decided.has_value(), outcome(decided));
  REQUIRE(decided->size() == 2);
  return std::get<CommissionCorrected>((*decided)[1].event);
}

}  // namespace

TEST_CASE("correction: the broker gains what the platform loses, to the unit") {
  CorrectingShop shop;
  const OrderId order = shop.paid();
  const auto decided = shop.correct({order}, correcting(kFifteen));
  const auto fact = second(decided);
  CHECK(fact.old_parts == Parts{Minor(1'000), Minor(500), Minor(4'000), Minor(5'000)});
  CHECK(fact.new_parts == Parts{Minor(1'500), Minor(500), Minor(3'500), Minor(5'000)});
  CHECK(fact.delta == Parts{Minor(500), Minor(0), Minor(-500), Minor(0)});
  CHECK(fact.to == CommissionState::available);
  shop.happened(decided);
  const OrderState& now = shop.order(order);
  CHECK(now.parts == fact.new_parts);
  CHECK(now.standing() == fact.new_parts);
  CHECK(now.terms.revenue_share == kFifteen);
  CHECK(now.items[0].total_revenue_share == Minor(1'500));
  CHECK(outcome(shop.correct({order}, correcting(kFifteen))) == "refused conflict");
}

TEST_CASE("correction: what went back is split anew, and later refunds go on from there") {
  CorrectingShop shop;
  const OrderId order = shop.paid();
  shop.refund(order, 3'333);
  const auto decided = shop.correct({order}, correcting(kFifteen));
  // R = 3333 of T = 10500: broker half-up(3333 x 2000 / 10500) = 635, share half-up(635 x 1500 / 2000) = 476,
  // markup 159; rest 2698: platform half-up(2698 x 3500 / 8500) = 1111, supplier 1587.
  CHECK(second(decided).delta == Parts{Minor(1'500 - 476 - 683), Minor(500 - 159 - 341),
                                       Minor(3'500 - 1'111 - 2'730), Minor(5'000 - 1'587 - 3'413)});
  CHECK(second(decided).delta.total() == Minor(0));
  shop.happened(decided);
  CHECK(shop.order(order).returned_parts == returned_parts(shop.order(order).parts, Minor(3'333)));
  shop.refund(order, 10'500 - 3'333);
  CHECK(shop.order(order).returned_parts == shop.order(order).parts);
}

TEST_CASE("correction: what is fully refunded moves nothing; what is unpaid accrues at the right rate") {
  CorrectingShop shop;
  const OrderId refunded = shop.paid();
  shop.refund(refunded, 10'500);
  const auto decided = shop.correct({refunded}, correcting(kFifteen));
  CHECK(second(decided).delta == Parts{});
  shop.happened(decided);
  CHECK(shop.order(refunded).standing() == Parts{});

  const OrderId pending = shop.placed();
  const auto again = shop.correct({pending}, correcting(RatePpm{200'000}));
  CHECK(second(again).delta == Parts{});
  shop.happened(again);
  CHECK(shop.order(pending).standing().share == Minor(2'000));
  const auto captured = only<PaymentCaptured>(shop.pay(pending, 31));
  CHECK(captured.parts == Parts{Minor(2'000), Minor(500), Minor(3'000), Minor(5'000)});
}

TEST_CASE("correction: it goes where the commission stands") {
  CorrectingShop shop;
  shop.policy.hold_days = 90;
  const OrderId order = shop.paid();
  CHECK(second(shop.correct({order}, correcting(kFifteen))).to == CommissionState::pending);
}

TEST_CASE("correction: without an end it is the rate of new orders too, with one the terms go on") {
  CorrectingShop shop;
  const OrderId order = shop.paid();
  const auto version = shop.ledger.broker(kBroker)->terms_version;
  SUBCASE("open") {
    shop.happened(shop.correct({order}, correcting(kFifteen)));
    CHECK(shop.ledger.broker(kBroker)->terms.revenue_share == kFifteen);
    CHECK(shop.ledger.broker(kBroker)->terms_version == version + 1);
    CHECK(shop.order(shop.placed()).parts.share == Minor(1'500));
  }
  SUBCASE("ended") {
    shop.happened(shop.correct({order}, correcting(kFifteen, day(20))));
    CHECK(shop.ledger.broker(kBroker)->terms.revenue_share == RatePpm{100'000});
    CHECK(shop.ledger.broker(kBroker)->terms_version == version + 2);
    const OrderId later = shop.placed();
    CHECK(shop.order(later).parts.share == Minor(1'000));
    CHECK(shop.order(later).terms_version == version + 2);
  }
  CHECK(shop.order(order).terms_version == version + 1);
}

TEST_CASE("correction: an order's agreement is known as of every position") {
  CorrectingShop shop;
  const OrderId order = shop.paid();
  const auto before = shop.order(order).position;
  shop.happened(shop.correct({order}, correcting(kFifteen)));
  const auto between = shop.order(order).position;
  shop.happened(shop.correct({order}, correcting(RatePpm{200'000})));
  const OrderState& now = shop.order(order);
  CHECK(agreement_of(now, before).terms.revenue_share == RatePpm{100'000});
  CHECK(agreement_of(now, before).parts.share == Minor(1'000));
  CHECK(agreement_of(now, between - 1).parts.share == Minor(1'000));
  CHECK(agreement_of(now, between).parts.share == Minor(1'500));
  CHECK(agreement_of(now, now.position).parts.share == Minor(2'000));
  CHECK(agreement_of(now, before).terms_version + 2 == agreement_of(now, now.position).terms_version);
}

TEST_CASE("correction: refusals say which field") {
  CorrectingShop shop;
  const OrderId order = shop.paid();
  const auto refusal = [&](auto edit) {
    CorrectTerms c = correcting(kFifteen);
    edit(c);
    return outcome(shop.correct({order}, c));
  };
  CHECK(refusal([](CorrectTerms& c) { c.revenue_share = RatePpm{99'999}; }) ==
        "refused rate_out_of_range /revenue_share_percent");
  CHECK(refusal([](CorrectTerms& c) { c.from = c.now; }) == "refused validation_failed /from");
  CHECK(refusal([](CorrectTerms& c) { c.until = c.from; }) == "refused validation_failed /until");
  CHECK(refusal([](CorrectTerms& c) { c.until = Instant{c.now.micros + 1}; }) ==
        "refused validation_failed /until");
  CHECK(refusal([](CorrectTerms& c) { c.revenue_share = RatePpm{100'000}; }) == "refused conflict");
  const std::vector<OrderState> many(kMostCorrected + 1, shop.order(order));
  CHECK(outcome(decide(*shop.ledger.broker(kBroker), many, shop.policy, correcting(kFifteen))) ==
        "refused validation_failed /until");
}
