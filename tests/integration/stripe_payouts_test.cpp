// Stripe's own payouts to our bank, as its deliveries tell them.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

std::string payout_event(const char* what, const std::string& id) {
  return stripe_event(std::string("payout.") + what,
                      fmt::format(R"({{"id":"{}","object":"payout","amount":5000,"currency":"usd",)"
                                  R"("status":"{}","failure_code":"account_closed"}})",
                                  id, what));
}

TEST_CASE("stripe's payouts: paid to our bank once, back when they fail, whatever is told first") {
  Daybook daybook({.kafka = false});
  const auto bank = [&] {
    const auto accounts = must(daybook.get(daybook.admin(), "/api/ledger/accounts"))["data"];
    for (std::size_t i = 0; i < accounts.size(); ++i)
      if (accounts[i]["account"].text() == "assets:bank") return accounts[i]["balance"].integer();
    return std::int64_t{0};
  };
  const auto first = stripe_id("po");
  must(daybook.deliver(payout_event("paid", first)));
  must(daybook.deliver(payout_event("paid", first)));
  CHECK(bank() == 5'000);

  const auto second = stripe_id("po");
  must(daybook.deliver(payout_event("failed", second)));
  CHECK(open_tasks(daybook, "parked_webhook").size() == 1);
  CHECK(bank() == 5'000);
  must(daybook.deliver(payout_event("paid", second)));
  CHECK(open_tasks(daybook, "parked_webhook").size() == 0);
  CHECK(bank() == 5'000);
  CHECK(must(daybook.get(daybook.admin(), "/api/logs/webhooks?status=PROCESSED"))["data"].size() == 4);
  // A person who knows it too changes nothing.
  CHECK(daybook
            .call(daybook.admin(), "POST", "/api/ledger/stripe-payouts",
                  fmt::format(R"({{"stripe_payout_id":"{}","amount":5000,"currency":"USD"}})", first))
            .status == 409);
  check_books(daybook);
}

}  // namespace
}  // namespace daybook::test
