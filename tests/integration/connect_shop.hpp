#pragma once
// A shop whose payees have Stripe accounts, and whose payouts are transfers to them.

#include "tests/integration/bank_desk.hpp"
#include "tests/support/stripe_shop.hpp"

namespace daybook::test {

struct ConnectShop : StripeShop {
  explicit ConnectShop(DaybookOptions options = {.kafka = false}) : StripeShop(std::move(options)) {
    maker = daybook.admin("ACCOUNTANT", 1);
    checker = daybook.admin("ACCOUNTANT", 2);
  }

  static std::string route(const Broker& of) { return "/api/brokers/" + of.id + "/stripe-account"; }
  HttpAnswer open(const Broker& of, const std::string& body = "{}") {
    return daybook.call(of.secret, "POST", route(of), body);
  }
  Json account(const Broker& of) { return checked(daybook.get(of.secret, route(of)), "StripeAccount"); }
  void onboard(const std::string& acct) {
    stripe.control("account", fmt::format(R"({{"account":"{}","onboard":true}})", acct));
  }
  /// An account that can be paid out to, once Daybook has heard so.
  std::string payable(const Broker& of) {
    const std::string acct = must(open(of))["stripe_account"].text();
    onboard(acct);
    for (int i = 0; i < 100 && !account(of)["payouts_enabled"].boolean(); ++i) pause_ms(100);
    CHECK(account(of)["payouts_enabled"].boolean());
    return acct;
  }
  /// A payout by transfer, approved: its path.
  std::string payout(const Broker& of) {
    pay_by_wire(daybook, place_order(daybook, of, "tie"));
    const Json made = must(daybook.call(maker, "POST", "/api/payouts/run",
                                        fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})",
                                                    today.year, today.month, of.id)))["created"];
    REQUIRE(made.size() == 1);
    const std::string path = "/api/payouts/" + made[std::size_t{0}]["id"].text();
    must(daybook.call(maker, "PATCH", path, R"({"version":1,"payment_method":"CONNECT"})"));
    must(daybook.call(checker, "POST", path + "/approve", R"({"version":2})"));
    return path;
  }
  HttpAnswer process(const std::string& path) { return daybook.call(maker, "POST", path + "/process", "{}"); }
  Json now(const std::string& path) { return must(daybook.get(maker, path)); }
  Json wait_payout(const std::string& path, const std::string& status) {
    Json payout = now(path);
    for (int i = 0; i < 300 && payout["status"].text() != status; ++i, payout = now(path)) pause_ms(100);
    CHECK(payout["status"].text() == status);
    return payout;
  }
  void fault(const std::string& path, const std::string& kind, int times) {
    stripe.control(
        "faults", fmt::format(R"({{"rules":[{{"path":"{}","method":"POST","kind":"{}","times":{}}}]}})", path,
                              kind, times));
  }
  void control_reverse(const std::string& transfer, const std::string& more = "") {
    stripe.control("reverse", fmt::format(R"({{"transfer":"{}"{}}})", transfer, more));
  }

  Caller maker, checker;
  const Month today;
};

}  // namespace daybook::test
