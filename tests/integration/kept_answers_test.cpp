// Answers that are told again: by the log where it can, from their sealed text where it can't.

#include <doctest/doctest.h>

#include "tests/support/business.hpp"

using namespace daybook::test;

TEST_CASE("kept answers: an order's is told again as it stood then, a broker's as it was sealed") {
  Daybook daybook;
  import_cards(daybook);
  const Broker broker = approved_broker(daybook);
  // Answered from the request the first time, from what was sealed the second time.
  const std::string order =
      R"({"customer_email":" Ada.Lovelace@Example.COM ","customer_name":"Ada \"King\" Lovelac\u00e9",)"
      R"("customer_phone":"+44 20 7946 0000","items":[{"card_id":"odd","quantity":1}]})";
  const auto place = [&] {
    return daybook.call(broker.secret, "POST", "/api/orders", order, {{"Idempotency-Key", "k-1"}});
  };
  const auto rename = [&] {
    return daybook.call(daybook.admin(), "PATCH", "/api/brokers/" + broker.id, R"({"notes":"first"})",
                        {{"Idempotency-Key", "k-2"}});
  };
  const auto placed = place();
  CHECK(must(placed)["customer_email"].text() == "ada.lovelace@example.com");
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
