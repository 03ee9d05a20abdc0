// `daybook demo` as a newcomer uses it: what happens at Stripe's stand-in is seen arriving as facts.

#include <doctest/doctest.h>

#include <cstdlib>

#include "tests/support/stripe_shop.hpp"

namespace daybook::test {
namespace {

/// For its life, programs started from here have it in their environment.
class InEnvironment {
 public:
  InEnvironment(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~InEnvironment() { ::unsetenv(name_); }
  InEnvironment(const InEnvironment&) = delete;
  InEnvironment& operator=(const InEnvironment&) = delete;

 private:
  const char* name_;
};

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
}

}  // namespace
}  // namespace daybook::test
