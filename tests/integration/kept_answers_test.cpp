// Answers that are told again: by the log where it can, from their sealed text where it can't.

#include <doctest/doctest.h>

#include "tests/support/business.hpp"

using namespace daybook::test;

TEST_CASE("kept answers: an order's is told again as it stood then, a broker's as it was sealed") {
  Daybook daybook;
  import_cards(daybook);
  const Broker broker = approved_broker(daybook);
  const auto place = [&] {
    return daybook.call(broker.secret, "POST", "/api/orders", order_body("odd"),
                        {{"Idempotency-Key", "k-1"}});
  };
  const auto rename = [&] {
    return daybook.call(daybook.admin(), "PATCH", "/api/brokers/" + broker.id, R"({"notes":"first"})",
                        {{"Idempotency-Key", "k-2"}});
  };
  const auto placed = place();
  const auto renamed = rename();
  pay_by_wire(daybook, must(placed));  // the order moves on, and later batches push the answers out of memory
  for (int i = 0; i < 3; ++i) place_order(daybook, broker, "tie");
  const auto placed_again = place();
  CHECK(placed_again.status == 201);
  CHECK(placed_again.body == placed.body);
  CHECK(placed_again.position() == placed.position());
  CHECK(placed_again.headers.contains("idempotency-hit"));
  const auto renamed_again = rename();
  CHECK(renamed_again.body == renamed.body);
  CHECK(renamed_again.headers.contains("idempotency-hit"));
}
