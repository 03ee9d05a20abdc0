// Answers that are told again: by the log where it can, from their sealed text where it can't.

#include <doctest/doctest.h>

#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/pg.hpp"
#include "tests/support/business.hpp"

using namespace daybook::test;

namespace {

/// A command whose answer is kept as a sealed text; the same one each time.
HttpAnswer annotate(Daybook& daybook, const Broker& broker) {
  return daybook.call(daybook.admin(), "PATCH", "/api/brokers/" + broker.id, R"({"notes":"first"})",
                      {{"Idempotency-Key", "k-2"}});
}

}  // namespace

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
  const auto placed = place();
  CHECK(must(placed)["customer_email"].text() == "ada.lovelace@example.com");
  const auto annotated = annotate(daybook, broker);
  pay_by_wire(daybook, must(placed));  // the order moves on, and later batches push the answers out of memory
  for (int i = 0; i < 3; ++i) place_order(daybook, broker, "tie");
  const auto placed_again = place();
  CHECK(placed_again.status == 201);
  CHECK(placed_again.body == placed.body);
  CHECK(placed_again.position() == placed.position());
  CHECK(placed_again.headers.contains("idempotency-hit"));
  const auto annotated_again = annotate(daybook, broker);
  CHECK(annotated_again.body == annotated.body);
  CHECK(annotated_again.headers.contains("idempotency-hit"));
}

TEST_CASE("kept answers: what was stored under whole digests is found by their first half") {
  Daybook daybook;
  import_cards(daybook);
  const Broker broker = approved_broker(daybook);
  const auto annotated = annotate(daybook, broker);
  place_order(daybook, broker);  // Ada's, whose answer pushes the other one out of memory
  for (int i = 0; i < 3; ++i) place_order(daybook, broker, "tie");

  must(daybook.call(broker.secret, "POST", "/api/orders", order_body("tie", 1, "gone@example.com")));
  REQUIRE(daybook.run({"admin", "erase", "--email", "gone@example.com"}).code == 0);

  // As the migrations before left it all, whatever the digests' second halves.
  const std::string migration = "migrations/0005_short_keys.sql";
  daybook::pg::Connection owner(daybook.database().owner_url());
  owner.exec(
      "ALTER TABLE idempotency ALTER scope TYPE bytea USING uuid_send(scope) || sha256(uuid_send(scope))");
  owner.exec(
      "ALTER TABLE persons ALTER email_hash TYPE bytea USING uuid_send(email_hash) || uuid_send(person_id)");
  owner.exec("DELETE FROM schema_migrations WHERE name = $1", {migration});
  owner.exec("REVOKE SELECT ON schema_migrations FROM daybook_app");
  const auto refused = daybook.run({"admin", "erase", "--email", "ada@example.com"});
  CHECK(refused.code != 0);
  CHECK_MESSAGE(refused.text.find("run daybook migrate") != std::string::npos, refused.text);
  CHECK(daybook::migrate(daybook.database().owner_url()) == std::vector<std::string>{migration});

  const auto annotated_again = annotate(daybook, broker);
  CHECK(annotated_again.body == annotated.body);
  CHECK(annotated_again.headers.contains("idempotency-hit"));
  owner.exec("INSERT INTO schema_migrations (name) VALUES ('migrations/9999_of_tomorrow.sql')");
  for (const char* command : {"doctor", "migrate"}) {
    const auto too_old = daybook.run({command});
    CHECK(too_old.code != 0);
    CHECK_MESSAGE(too_old.text.find("migrated by a newer daybook, to migrations/9999_of_tomorrow.sql") !=
                      std::string::npos,
                  too_old.text);
  }
  owner.exec("DELETE FROM schema_migrations WHERE name = 'migrations/9999_of_tomorrow.sql'");
  const auto erased = daybook.run({"admin", "erase", "--email", "ada@example.com"});
  CHECK_MESSAGE(erased.code == 0, erased.text);
}

TEST_CASE("kept answers: one that cannot be read refuses its request, and no other") {
  Daybook daybook;
  import_cards(daybook);
  const Broker broker = approved_broker(daybook);
  CHECK(annotate(daybook, broker).status == 200);
  for (int i = 0; i < 3; ++i) place_order(daybook, broker, "tie");  // the answer leaves memory
  daybook::pg::Connection owner(daybook.database().owner_url());
  owner.exec("UPDATE idempotency SET body = '\\x00' WHERE body IS NOT NULL");
  const std::int64_t head = daybook.head();
  const auto again = annotate(daybook, broker);
  CHECK(again.status == 500);
  CHECK_MESSAGE(
      again.body.find("the answer kept under this Idempotency-Key cannot be read") != std::string::npos,
      again.body);
  CHECK(daybook.head() == head);
  place_order(daybook, broker, "tie");
}
