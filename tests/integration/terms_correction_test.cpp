// Terms that were wrong for a while: first looked at, then corrected, each order by its difference alone.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

struct Shop {
  Daybook daybook{{.kafka = false}};
  Broker broker;
  Shop() {
    import_cards(daybook, 50);
    broker = approved_broker(daybook);
  }
  HttpAnswer correct(const std::string& rest) {
    return daybook.call(daybook.admin(), "POST", "/api/brokers/" + broker.id + "/terms/corrections",
                        R"({"revenue_share_percent":"20","reason":"the contract says 20%")" + rest + "}");
  }
  Json balance() { return balance_now(daybook, broker); }
};

TEST_CASE_FIXTURE(Shop, "terms: a correction is seen before it is made, and moves the differences only") {
  const auto paid = place_order(daybook, broker);  // 10,005 at 17.35%: share 1,736, markup 250
  const auto refunded = place_order(daybook, broker);
  const auto pending = place_order(daybook, broker);
  pay_by_wire(daybook, paid);
  pay_by_wire(daybook, refunded);
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + refunded["id"].text() + "/refunds",
                    R"({"amount":4000,"reason":"broken"})"));
  const std::string from = R"(,"from":"2026-01-01T00:00:00Z")";
  const auto before = daybook.position();

  const auto seen = must(correct(from + R"(,"dry_run":true)"));
  CHECK(daybook.position() == before);
  CHECK(seen["dry_run"].boolean());
  CHECK(seen["orders"].size() == 3);
  CHECK(seen["orders"][std::size_t{0}]["delta"]["share"].integer() == 265);
  CHECK(seen["orders"][std::size_t{0}]["delta"]["platform"].integer() == -265);
  // R = 4,000 of T = 10,255: broker half-up(4000 x 2251 / 10255) = 878, share half-up(878 x 2001 / 2251) =
  // 780, markup 98; before: 775 = 677 + 98.
  CHECK(seen["orders"][std::size_t{1}]["delta"]["share"].integer() == (2'001 - 780) - (1'736 - 677));
  CHECK(seen["orders"][std::size_t{1}]["delta"]["markup"].integer() == 0);
  CHECK(!seen["orders"][std::size_t{2}]["captured"].boolean());
  CHECK(seen["orders"][std::size_t{2}]["delta"]["share"].integer() == 0);
  CHECK(balance()["available"].integer() == 1'986 + 1'986 - 775);

  const auto done = must(correct(from));
  CHECK(done["orders"].dump() == seen["orders"].dump());
  CHECK(done["parties"].dump() == seen["parties"].dump());
  const auto gained = done["parties"][std::size_t{0}]["share"].integer();
  CHECK(gained == 265 + 162);
  CHECK(balance()["available"].integer() == 1'986 + 1'986 - 775 + gained);
  CHECK(correct(from).status == 409);

  // The unpaid order accrues at the right rate, and so does a new one.
  pay_by_wire(daybook, pending);
  CHECK(balance()["available"].integer() == 1'986 + 1'986 - 775 + gained + 2'251);
  CHECK(place_order(daybook, broker)["broker_revenue_share"].integer() == 2'001);
  check_books(daybook);

  const auto month = order_now(daybook, paid)["created_at"].text().substr(0, 7);
  const auto statement =
      must(daybook.get(daybook.admin(), "/api/brokers/" + broker.id + "/statement?period=" + month +
                                            fmt::format("&min_position={}",
                                                        daybook.position())))["currencies"][std::size_t{0}];
  int corrections = 0;
  for (std::size_t i = 0; i < statement["lines"].size(); ++i) {
    const auto line = statement["lines"][i];
    if (line["kind"].text() != "correction") continue;
    ++corrections;
    CHECK(line["rounding"].text().find("half-up(10005 x 20%) = 2001, was 1736 at 17.35%") !=
          std::string::npos);
  }
  CHECK(corrections == 2);
  CHECK(statement["closing"].integer() == balance()["available"].integer());
}

TEST_CASE_FIXTURE(Shop, "terms: only orders of the time are corrected, and the rate of new ones stays") {
  const auto first = place_order(daybook, broker);
  pay_by_wire(daybook, first);
  const auto second = place_order(daybook, broker);
  pay_by_wire(daybook, second);
  const auto until = [](const Json& order) { return R"(,"until":")" + order["created_at"].text() + "\""; };
  const std::string from = R"(,"from":"2026-01-01T00:00:00Z")";
  CHECK(correct(from + until(first)).status == 409);
  const auto done = must(correct(from + until(second)));
  CHECK(done["orders"][std::size_t{0}]["order_id"].text() == first["id"].text());
  CHECK(done["orders"].size() == 1);
  CHECK(balance()["available"].integer() == 2'251 + 1'986);
  CHECK(place_order(daybook, broker)["broker_revenue_share"].integer() == 1'736);
  check_books(daybook);
}

}  // namespace
}  // namespace daybook::test
