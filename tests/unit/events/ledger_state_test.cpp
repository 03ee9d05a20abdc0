#include "events/ledger/ledger_state.hpp"

#include <doctest/doctest.h>

#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

const AdminId kAdmin = id<AdminId>(50);

AdminCreated admin(const AdminId& admin_id, std::string prefix) {
  return {admin_id, id<PersonId>(900), {"ZW1haWw="}, Role::ACCOUNTANT, std::move(prefix), "ff"};
}
WebhookReceived received(std::string external_id) {
  WebhookReceived e;
  e.source = "STRIPE";
  e.external_id = std::move(external_id);
  e.event_type = "charge.refunded";
  e.fact.payment_intent = "pi_1";
  e.fact.amount_refunded = Minor(5);
  return e;
}

}  // namespace

TEST_CASE("events are taken in order only") {
  World world;
  const Recorded first = world.happened(registration(kBroker, 101));
  CHECK(world.ledger.position() == GlobalPosition{1});
  CHECK_THROWS_AS(world.ledger.apply(first), std::logic_error);
  Recorded gap = first;
  gap.envelope.position = {3};
  CHECK_THROWS_AS(world.ledger.apply(gap), std::logic_error);
  CHECK(world.ledger.position() == GlobalPosition{1});
}

TEST_CASE("a catalogue sets the stock of its own source as pieces free to sell") {
  Shop shop;
  shop.placed({{"amex", 4}});
  CHECK(shop.stock("amex") == 6);
  shop.happened(decide(shop.ledger, ImportCatalog{"second", {card("other", 1, 1)}, hour(2)}));
  CHECK(shop.stock("amex") == 6);
  shop.happened(decide(shop.ledger, ImportCatalog{"supplier", {card("amex", 10'000, 9)}, hour(2)}));
  CHECK(shop.stock("amex") == 9);
  CHECK(shop.ledger.card("visa") == nullptr);
  CHECK(shop.ledger.card("amex")->source == "supplier");
  CHECK(shop.stock("other") == 1);
}

TEST_CASE("pieces that come back for a card that left the catalogue are not counted") {
  Shop shop;
  const OrderId order = shop.placed({{"amex", 4}, {"visa", 1}});
  shop.happened(decide(shop.ledger, ImportCatalog{"supplier", {card("visa", 20'001, 5)}, hour(2)}));
  shop.happened(decide(shop.order(order), CancelOrder{"no", hour(3)}));
  CHECK(shop.ledger.card("amex") == nullptr);
  CHECK(shop.stock("visa") == 6);
}

TEST_CASE("a key finds its broker until it is replaced or revoked") {
  World world;
  BrokerRegistered e = registration(kBroker, 101);
  e.publishable_key = {KeyKind::publishable, "pk_a", "01"};
  e.secret_key = {KeyKind::secret, "sk_a", "02"};
  world.happened(e);
  REQUIRE(world.ledger.key_owner("pk_a") != nullptr);
  CHECK(world.ledger.key_owner("pk_a")->broker_id == kBroker);
  CHECK(world.ledger.key_owner("pk_a")->kind == KeyKind::publishable);
  CHECK(world.ledger.key_owner("sk_a")->kind == KeyKind::secret);
  CHECK(world.ledger.key_owner("sk_a")->sha256 == "02");
  world.happened(BrokerKeyRotated{kBroker, {KeyKind::secret, "sk_b", "03"}});
  CHECK(world.ledger.key_owner("sk_a") == nullptr);
  CHECK(world.ledger.key_owner("sk_b")->sha256 == "03");
  CHECK(world.ledger.key_owner("pk_a") != nullptr);
  world.happened(BrokerKeyRevoked{kBroker, KeyKind::publishable});
  CHECK(world.ledger.key_owner("pk_a") == nullptr);
  CHECK(world.ledger.key_owner("sk_b") != nullptr);
  CHECK(world.ledger.key_owner("") == nullptr);
}

TEST_CASE("an admin's token works until it is revoked; the admin stays known") {
  World world;
  world.happened(admin(kAdmin, "dbk_a"));
  REQUIRE(world.ledger.admin_by_token("dbk_a") != nullptr);
  CHECK(world.ledger.admin_by_token("dbk_a")->role == Role::ACCOUNTANT);
  CHECK(world.ledger.admin_by_token("dbk_b") == nullptr);
  world.happened(AdminRevoked{kAdmin});
  CHECK(world.ledger.admin_by_token("dbk_a") == nullptr);
  CHECK(!world.ledger.admin(kAdmin)->active);
  world.happened(AdminRevoked{id<AdminId>(51)});  // nobody: nothing happens
  CHECK(world.ledger.admins().size() == 1);
}

TEST_CASE("deliveries wait until they are processed, failed or dismissed") {
  World world;
  for (const char* evt : {"evt_1", "evt_2", "evt_3"}) {
    world.happened(received(evt));
    CHECK(world.ledger.is_parked(evt));
    CHECK(world.ledger.parked_for("").empty());
    world.happened(WebhookParked{evt, "intent:pi_1", "no capture yet"});
  }
  CHECK(world.ledger.parked_for("intent:pi_1").size() == 3);
  CHECK(world.ledger.parked_for("intent:pi_1")[0].fact.amount_refunded == Minor(5));
  CHECK(world.ledger.parked_for("intent:pi_2").empty());
  world.happened(WebhookProcessed{"evt_1", "refunded", std::nullopt, true});
  world.happened(WebhookFailed{"evt_2", "above the capture"});
  CHECK(world.ledger.parked_for("intent:pi_1").size() == 1);
  world.happened(TaskDismissed{"refund-evt_3", "p", "no such task"});
  CHECK(world.ledger.is_parked("evt_3"));
  world.happened(TaskDismissed{"webhook-evt_3", "p", "handled by hand"});
  CHECK(!world.ledger.is_parked("evt_3"));
}

TEST_CASE("a snapshot holds everything: the same JSON comes back, and life goes on from it") {
  Shop shop;
  shop.paid();
  shop.placed({{"visa", 2}});
  shop.happened(registration(id<BrokerId>(2), 102));
  shop.happened(BrokerKeyRevoked{id<BrokerId>(2), KeyKind::secret});
  shop.happened(admin(kAdmin, "dbk_a"));
  shop.happened(admin(id<AdminId>(51), "dbk_b"));
  shop.happened(AdminRevoked{id<AdminId>(51)});
  shop.happened(received("evt_1"));
  shop.happened(WebhookParked{"evt_1", "intent:pi_1", "no capture yet"});

  LedgerState copy = LedgerState::from_snapshot(shop.ledger.snapshot());
  CHECK(copy.snapshot() == shop.ledger.snapshot());
  CHECK(copy.position() == shop.ledger.position());
  CHECK(copy.catalog_version() == 1);
  CHECK(copy.orders_placed() == 2);
  CHECK(copy.broker_of_person(id<PersonId>(101))->id == kBroker);
  const std::string prefix = shop.ledger.broker(kBroker)->secret_key->prefix;
  CHECK(copy.key_owner(prefix)->broker_id == kBroker);
  CHECK(copy.key_owner(registration(id<BrokerId>(2), 102).secret_key.prefix) == nullptr);
  CHECK(copy.admin_by_token("dbk_a") != nullptr);
  CHECK(copy.admin_by_token("dbk_b") == nullptr);
  CHECK(copy.parked_for("intent:pi_1").size() == 1);
  CHECK(copy.card("visa")->card.stock == 1);

  shop.happened(BrokerSuspended{kBroker, std::nullopt});
  copy.apply(shop.log().back());
  CHECK(copy.snapshot() == shop.ledger.snapshot());
  CHECK_THROWS_AS(LedgerState::from_snapshot("{}"), std::runtime_error);
}
