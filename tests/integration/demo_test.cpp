// `daybook demo` as a newcomer uses it: what happens at Stripe's stand-in is seen arriving as facts.

#include <doctest/doctest.h>

#include <future>

#include "tests/support/in_environment.hpp"
#include "tests/support/stripe_shop.hpp"

namespace daybook::test {
namespace {

TEST_CASE_FIXTURE(StripeShop, "demo: an order is paid and partly refunded from the terminal, by webhooks") {
  const InEnvironment url("DAYBOOK_URL", fmt::format("http://127.0.0.1:{}", daybook.port()));
  const InEnvironment token("DAYBOOK_ADMIN_TOKEN", daybook.admin().token);
  const Json placed = place_order(daybook, broker);
  const std::string number = placed["order_number"].text();

  const auto paid = daybook.run({"demo", "pay", number});
  CHECK_MESSAGE(paid.code == 0, paid.text);
  CHECK_MESSAGE(paid.text.find("payment.captured") != std::string::npos, paid.text);
  CHECK_MESSAGE(
      paid.text.find("order " + number + " is PROCESSING, its payment SUCCEEDED") != std::string::npos,
      paid.text);
  CHECK(objects("checkout.session") == 1);

  const auto refunded = daybook.run({"demo", "refund", number, "--amount", "100"});
  CHECK_MESSAGE(refunded.code == 0, refunded.text);
  CHECK(order(placed["id"].text())["total_refunded"].integer() == 100);
  CHECK(objects("refund") == 1);
}

struct Disputed {
  std::string verdict, outcome, status;
  Json order{};
};

TEST_CASE_FIXTURE(StripeShop, "demo: a customer disputes, and the bank decides for either side") {
  const InEnvironment url("DAYBOOK_URL", fmt::format("http://127.0.0.1:{}", daybook.port()));
  const InEnvironment token("DAYBOOK_ADMIN_TOKEN", daybook.admin().token);
  Disputed all[] = {{"--win", "won", "PROCESSING"}, {"--lose", "lost", "REFUNDED"}};
  for (Disputed& one : all) {
    const std::string id = must(checkout())["order_id"].text();
    pay(id);
    one.order = wait_for_status(id, "PROCESSING");
  }
  // Each command watches until nothing has come for a while, so both orders' run side by side.
  const auto demo = [&](const Disputed& one, std::vector<std::string> more) {
    std::vector<std::string> words{"demo", "dispute", one.order["order_number"].text()};
    words.insert(words.end(), more.begin(), more.end());
    return std::async(std::launch::async, [this, words] { return daybook.run(words); });
  };
  const auto says = [](const ProcessResult& done, const std::string& text) {
    CHECK_MESSAGE(done.code == 0, done.text);
    CHECK_MESSAGE(done.text.find(text) != std::string::npos, done.text);
  };
  std::future<ProcessResult> opened[] = {demo(all[0], {}), demo(all[1], {})};
  for (auto& one : opened) says(one.get(), "dispute.opened");
  std::future<ProcessResult> decided[] = {demo(all[0], {all[0].verdict}), demo(all[1], {all[1].verdict})};
  for (std::size_t i = 0; i < 2; ++i) {
    CAPTURE(all[i].verdict);
    const std::string number = all[i].order["order_number"].text();
    says(decided[i].get(), fmt::format("order {} is {}", number, all[i].status));
    const Json now = order(all[i].order["id"].text());
    REQUIRE(now["disputes"].size() == 1);
    CHECK(now["disputes"][std::size_t{0}]["status"].text() == all[i].outcome);
  }
  CHECK(order(all[0].order["id"].text())["total_lost"].integer() == 0);
  CHECK(order(all[1].order["id"].text())["total_lost"].integer() == all[1].order["total_charged"].integer());
  check_books(daybook);
}

TEST_CASE("demo: what cannot work is refused with what to do") {
  StripeShop shop;
  const InEnvironment url("DAYBOOK_URL", fmt::format("http://127.0.0.1:{}", shop.daybook.port()));
  const auto strange = shop.daybook.run({"demo", "pay", "TLM0000000000"});
  CHECK(strange.code != 0);
  CHECK_MESSAGE(strange.text.find("DAYBOOK_ADMIN_TOKEN") != std::string::npos, strange.text);
  const InEnvironment token("DAYBOOK_ADMIN_TOKEN", shop.daybook.admin().token);
  const auto unknown = shop.daybook.run({"demo", "pay", "TLM0000000000"});
  CHECK(unknown.code != 0);
  CHECK_MESSAGE(unknown.text.find("there is no order with this id or number") != std::string::npos,
                unknown.text);

  const std::string unpaid = place_order(shop.daybook, shop.broker)["id"].text();
  const auto undisputed = shop.daybook.run({"demo", "dispute", unpaid});
  CHECK(undisputed.code != 0);
  CHECK_MESSAGE(undisputed.text.find("the stand-in for Stripe refuses") != std::string::npos,
                undisputed.text);
  CHECK(shop.daybook.run({"demo", "dispute", unpaid, "--win", "--lose"}).code == 2);
}

}  // namespace
}  // namespace daybook::test
