// What a preview says about each payee and currency, and that it says what the run then does.
#include "events/payout/payout_preview.hpp"

#include <doctest/doctest.h>

#include "events/commission/commission_decide.hpp"
#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

RunPayout november(const Shop&) {
  return RunPayout{kBroker, Zone().period_of({2026, 11}), "admin-1", day(60)};
}
std::vector<PayeePreview> previewed(Shop& shop) {
  return preview(shop.payee(kBroker), *shop.ledger.broker(kBroker), shop.policy, november(shop));
}
/// "USD eligible 1500 of 1 lines; pending 0, held 0, available 1500"
std::string told(Shop& shop) {
  std::string out;
  for (const auto& p : previewed(shop))
    out += fmt::format("{}{} {} {} of {} lines; pending {}, held {}, available {}", out.empty() ? "" : " | ",
                       p.currency.str(), boost::describe::enum_to_string(p.verdict, "?"), p.amount.value,
                       p.lines, p.pending.value, p.held.value, p.available.value);
  return out;
}
void give_back(Shop& shop, const OrderId& order, std::int64_t amount) {
  shop.happened(
      decide(shop.order(order), shop.policy, shop.ids, RefundManually{Minor(amount), "r", {}, day(3)}));
}

}  // namespace

TEST_CASE("a preview says why, with the amounts it rests on") {
  Shop shop;
  CHECK(told(shop) == "USD nothing_available 0 of 0 lines; pending 0, held 0, available 0");

  SUBCASE("eligible; what is effective after the period is available and not taken") {
    shop.paid(1);
    shop.paid(15);
    CHECK(told(shop) == "USD eligible 1500 of 1 lines; pending 0, held 0, available 3000");
    CHECK(previewed(shop)[0].why == "15.00 USD will be paid");
  }
  SUBCASE("held: pending commissions, less what was clawed back from them; a release frees them") {
    shop.policy.hold_days = 5;
    const OrderId order = shop.paid(1);
    CHECK(told(shop) == "USD held 0 of 0 lines; pending 1500, held 0, available 0");
    CHECK(previewed(shop)[0].why == "nothing can be paid yet: 15.00 USD pending, 0.00 USD held");
    give_back(shop, order, 1'050);
    CHECK(told(shop) == "USD held 0 of 0 lines; pending 1350, held 0, available 0");
    shop.happened(decide(shop.order(order), ReleaseCommission{day(7)}));
    CHECK(told(shop) == "USD eligible 1350 of 1 lines; pending 0, held 0, available 1350");
  }
  SUBCASE("below the minimum of its currency, which is named with its decimals") {
    shop.paid(1, {{"yen", 1}});
    shop.policy.minimum_payouts[currency("JPY")] = Minor(751);
    CHECK(told(shop) == "JPY below_minimum 750 of 1 lines; pending 0, held 0, available 750");
    CHECK(previewed(shop)[0].why == "750 JPY is below the minimum of 751 JPY and carried forward");
  }
  SUBCASE("blocked") {
    shop.paid(1);
    shop.happened(BrokerSuspended{kBroker, std::nullopt});
    CHECK(told(shop) == "USD blocked 1500 of 1 lines; pending 0, held 0, available 1500");
  }
  SUBCASE("negative after a payout; the other currency is judged by itself") {
    const OrderId order = shop.paid(1);
    const auto run = decide(shop.payee(kBroker), *shop.ledger.broker(kBroker), shop.policy, shop.ids,
                            RunPayout{kBroker, Zone().period_of({2026, 10}), "m", day(60)});
    CHECK(run.created.empty());
    PayoutCreated made =
        decide(shop.payee(kBroker), *shop.ledger.broker(kBroker), shop.policy, shop.ids, november(shop))
            .created.at(0);
    shop.happened(made);
    CHECK(told(shop) == "USD payout_exists 0 of 0 lines; pending 0, held 0, available 0");
    shop.happened(PayoutProcessing{made.payout_id, kBroker});
    shop.happened(PayoutFailed{made.payout_id, kBroker, made.currency, made.amounts, "closed"});
    made.payout_id = id<PayoutId>(77);
    made.period_start = Zone().period_of({2026, 10}).start;
    shop.happened(made);
    give_back(shop, order, 10'500);
    shop.paid(2, {{"yen", 1}});
    CHECK(told(shop) ==
          "JPY eligible 750 of 1 lines; pending 0, held 0, available 750 | "
          "USD negative -1500 of 1 lines; pending 0, held 0, available -1500");
    CHECK(previewed(shop)[1].why == "15.00 USD is owed by the payee and carried forward to the next run");
  }
}

TEST_CASE("a preview's verdict is the run's, reason by reason") {
  Shop shop;
  shop.paid(1);
  shop.paid(1, {{"yen", 1}});
  shop.policy.minimum_payouts[currency("JPY")] = Minor(751);
  const PayoutRun run =
      decide(shop.payee(kBroker), *shop.ledger.broker(kBroker), shop.policy, shop.ids, november(shop));
  const auto told = previewed(shop);
  REQUIRE(told.size() == run.created.size() + run.skipped.size());
  CHECK(told[0].verdict == PayoutVerdict::below_minimum);
  CHECK(run.skipped.at(0).reason == "below_minimum");
  CHECK(told[1].verdict == PayoutVerdict::eligible);
  CHECK(told[1].amount == run.created.at(0).amounts.total());
  CHECK(told[1].lines == static_cast<std::int64_t>(run.created.at(0).lines.size()));
}
