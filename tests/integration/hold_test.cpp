// A hold period: what is captured waits as pending, and no payout takes it. (When it ends is decided in the
// unit tests of the release: a day cannot be waited for.)

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>

#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

TEST_CASE("hold: a commission is pending first, and payouts leave it alone") {
  Daybook daybook({.kafka = false, .hold_days = 1});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto order = place_order(daybook, broker);
  pay_by_wire(daybook, order);
  auto balance = balance_now(daybook, broker);
  CHECK(balance["pending"].integer() == 1'986);
  CHECK(balance["available"].integer() == 0);

  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  const auto run = must(daybook.call(daybook.admin(), "POST", "/api/payouts/run",
                                     fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})",
                                                 utc.tm_year + 1900, utc.tm_mon + 1, broker.id)));
  CHECK(run["created"].size() == 0);
  REQUIRE(run["skipped"].size() == 1);
  CHECK(run["skipped"][std::size_t{0}]["reason"].text() == "nothing_available");

  // A refund claws the pending commission back.
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/refunds",
                    R"({"amount":10255,"reason":"returned"})"));
  balance = balance_now(daybook, broker);
  CHECK(balance["pending"].integer() == 0);
  CHECK(balance["available"].integer() == 0);
  const auto verified = daybook.run({"audit", "verify"});
  CHECK_MESSAGE(verified.code == 0, verified.text);
}

TEST_CASE("hold: money that was received longer ago than the hold is released by the scheduler") {
  Daybook daybook({.kafka = false, .hold_days = 1});
  // What stays due (the read models of a key in quarantine do) stands in nobody's way.
  pg::Connection(daybook.database().app_url())
      .exec(
          "INSERT INTO read.orders_due SELECT timestamptz '2020-01-01' + n * interval '1 s', "
          "gen_random_uuid() FROM generate_series(1, 450) n");
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto order = place_order(daybook, broker);
  must(daybook.call(
      daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/manual-payment",
      R"({"payment_method":"CHECK","reason":"found in the drawer","received_at":"2026-01-05T00:00:00Z"})"));
  auto balance = balance_now(daybook, broker);
  for (int i = 0; i < 100 && balance["available"].integer() == 0; ++i) {
    pause_ms(100);
    balance = balance_now(daybook, broker);
  }
  CHECK(balance["available"].integer() == 1'986);
  CHECK(balance["pending"].integer() == 0);
}

}  // namespace
}  // namespace daybook::test
