#include "events/catalog/catalog_decide.hpp"

#include <doctest/doctest.h>

#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

Result<NewEvents> import(const World& world, std::vector<Card> cards, std::string source = "supplier") {
  return decide(world.ledger, ImportCatalog{std::move(source), std::move(cards), hour(1)});
}

}  // namespace

TEST_CASE("the first catalogue is version 1 and adds all its cards") {
  World world;
  const auto event = only<CatalogImported>(import(world, {card("a", 100, 1), card("b", 200, 0)}));
  CHECK(event.source == "supplier");
  CHECK(event.catalog_version == 1);
  CHECK(event.cards.size() == 2);
  CHECK(event.added == 2);
  CHECK(event.changed == 0);
  CHECK(event.removed == 0);
}

TEST_CASE("a new version counts what was added, changed and removed, in its own source only") {
  World world;
  world.happened(import(world, {card("kept", 100, 1), card("dearer", 100, 1), card("gone", 100, 1)}));
  world.happened(import(world, {card("other", 100, 1)}, "second"));
  const auto event = only<CatalogImported>(import(
      world, {card("kept", 100, 1), card("dearer", 101, 1), card("new", 100, 1), card("newer", 1, 1)}));
  CHECK(event.catalog_version == 3);
  CHECK(event.added == 2);
  CHECK(event.changed == 1);
  CHECK(event.removed == 1);
  world.happened(event);
  CHECK(world.ledger.card("gone") == nullptr);
  CHECK(world.ledger.card("other") != nullptr);
  CHECK(world.ledger.card("dearer")->card.price == Minor(101));
}

TEST_CASE("every field of a card that differs makes it changed") {
  World world;
  world.happened(import(world, {card("a", 100, 1)}));
  const auto changed = [&](auto edit) {
    Card c = card("a", 100, 1);
    edit(c);
    return only<CatalogImported>(import(world, {c})).changed;
  };
  CHECK(changed([](Card&) {}) == 0);
  CHECK(changed([](Card& c) { c.bank_name = "Second Bank"; }) == 1);
  CHECK(changed([](Card& c) { c.credit_limit = Minor(1); }) == 1);
  CHECK(changed([](Card& c) { c.date_opened = "2020-02-29"; }) == 1);
  CHECK(changed([](Card& c) { c.price = Minor(99); }) == 1);
  CHECK(changed([](Card& c) { c.currency = currency("EUR"); }) == 1);
  CHECK(changed([](Card& c) { c.stock = 2; }) == 1);
}

TEST_CASE("a faulty card refuses the whole import and names the place") {
  struct Row {
    const char* name;
    void (*edit)(Card&);
    const char* wanted;
  };
  const Row rows[] = {
      {"least price", [](Card& c) { c.price = Minor(1); }, "catalog.imported"},
      {"most price", [](Card& c) { c.price = Minor(99'999'999); }, "catalog.imported"},
      {"most stock", [](Card& c) { c.stock = 10'000'000; }, "catalog.imported"},
      {"no limit on the card", [](Card& c) { c.credit_limit = Minor(0); }, "catalog.imported"},
      {"no id", [](Card& c) { c.card_id = ""; }, "refused validation_failed /cards/1/card_id"},
      {"twice", [](Card& c) { c.card_id = "first"; }, "refused validation_failed /cards/1/card_id"},
      {"another source's", [](Card& c) { c.card_id = "visa"; }, "refused validation_failed /cards/1/card_id"},
      {"no bank", [](Card& c) { c.bank_name = ""; }, "refused validation_failed /cards/1/bank_name"},
      {"limit", [](Card& c) { c.credit_limit = Minor(-1); },
       "refused validation_failed /cards/1/credit_limit"},
      {"no such day", [](Card& c) { c.date_opened = "2019-02-29"; },
       "refused validation_failed /cards/1/date_opened"},
      {"free", [](Card& c) { c.price = Minor(0); }, "refused validation_failed /cards/1/price"},
      {"too dear", [](Card& c) { c.price = Minor(100'000'000); }, "refused validation_failed /cards/1/price"},
      {"stock below 0", [](Card& c) { c.stock = -1; }, "refused validation_failed /cards/1/stock"},
      {"stock", [](Card& c) { c.stock = 10'000'001; }, "refused validation_failed /cards/1/stock"},
  };
  const Shop shop;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Card second = card("second", 100, 1);
    row.edit(second);
    CHECK(outcome(import(shop, {card("first", 100, 1), second}, "mine")) == row.wanted);
  }
  CHECK(outcome(import(shop, {card("first", 100, 1)}, "")) == "refused validation_failed /source");
}

TEST_CASE("an empty catalogue empties its source") {
  Shop shop;
  const auto event = only<CatalogImported>(import(shop, {}));
  CHECK(event.removed == 3);
  shop.happened(event);
  CHECK(shop.ledger.cards().empty());
}
