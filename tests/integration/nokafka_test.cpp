// Without Kafka the same projectors follow the store, and nothing else differs.

#include <doctest/doctest.h>

#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

TEST_CASE("no Kafka: projectors follow the store, and a rebuild changes nothing") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  for (int i = 0; i < 5; ++i) pay_by_wire(daybook, place_order(daybook, broker, "tie", 2));
  // tie: share 464, markup 67 a piece
  CHECK(balance_now(daybook, broker)["available"].integer() == 5 * 2 * (464 + 67));
  const auto page = must(daybook.get(broker.secret, "/api/orders/broker?limit=2"));
  CHECK(page["pagination"]["total"].integer() == 5);
  CHECK(page["orders"].size() == 2);
  CHECK(page["summary"]["total_commission"].integer() == 5 * 2 * (464 + 67));

  for (const auto& arguments : {std::vector<std::string>{"projections", "diff"},
                                {"projections", "rebuild"},
                                {"projections", "diff"},
                                {"audit", "verify"},
                                {"audit", "trial-balance"},
                                {"doctor"}}) {
    const auto done = daybook.run(arguments);
    CHECK_MESSAGE(done.code == 0, arguments.back(), ": ", done.text);
  }
  pay_by_wire(daybook, place_order(daybook, broker, "tie", 1));
  CHECK(balance_now(daybook, broker)["available"].integer() == 11 * (464 + 67));
}

}  // namespace
}  // namespace daybook::test
