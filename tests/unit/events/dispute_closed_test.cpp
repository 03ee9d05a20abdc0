#include <doctest/doctest.h>

#include "events/dispute/dispute_decide.hpp"
#include "projections/posting.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

TEST_CASE("dispute: what is closed keeps its amount, so that nothing stays in assets:disputed") {
  Shop shop;
  const OrderId order = shop.placed();
  REQUIRE(shop.money(order, 10'500, "cs_1", "pi_1") == "payment.captured");
  shop.happened(decide(shop.order(order), OpenDispute{"dp_1", Minor{10'500}, "question", true, day(2)}));
  shop.happened(
      decide(shop.order(order), shop.policy, CloseDispute{"dp_1", DisputeStatus::lost, Minor{}, day(3)}));
  // Stripe's late word on what was an inquiry here, of another amount; then a person's.
  CHECK(names(note_dispute(shop.order(order), {"dp_1", Minor{4'000}, "fraudulent", false, day(4)}).events) ==
        "nothing");
  CHECK(refused(decide(shop.order(order), OpenDispute{"dp_1", Minor{4'000}, "fraudulent", false, day(4)})) ==
        "refused conflict");
  shop.happened(note_withdrawal(shop.order(order), {"dp_1", Minor{4'000}, "fraudulent", false, day(4)},
                                {Minor{10'500}, Minor{1'500}, "txn_1"})
                    .events);
  Minor disputed;
  for (const Recorded& r : shop.log())
    for (const Posting& p : post(r))
      if (p.account == "assets:disputed") disputed += p.amount;
  CHECK(disputed == Minor{});
}

TEST_CASE("dispute: won by hand before all of its withdrawals arrived takes no money from us") {
  Shop shop;
  const OrderId order = shop.placed();
  REQUIRE(shop.money(order, 10'500, "cs_1", "pi_1") == "payment.captured");
  const DisputeReport report{"dp_1", Minor{10'500}, "fraudulent", false, day(2)};
  const DisputeMoney part{Minor{4'000}, Minor{1'500}, "txn_1"}, back{Minor{10'500}, Minor{}, "txn_2"};
  shop.happened(note_withdrawal(shop.order(order), report, part).events);
  shop.happened(note_reinstatement(shop.order(order), report, back).value().events);
  const auto won =
      decide(shop.order(order), shop.policy, CloseDispute{"dp_1", DisputeStatus::won, Minor{1'500}, day(3)});
  REQUIRE(won.has_value());
  const auto& fee = std::get<DisputeFundsReinstated>(won->front().event);
  CHECK(fee.amount == Minor{});
  CHECK(fee.fee == Minor{1'500});
}
