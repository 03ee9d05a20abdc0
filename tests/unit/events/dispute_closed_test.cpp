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
