// The supplier's price list into the catalogue: a version for each real change, and none for our own sales.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "adapters/supplier/supplier.hpp"
#include "tests/support/business.hpp"
#include "tests/support/supplier_simulator.hpp"

namespace daybook::test {
namespace {

struct SyncedShop {
  SupplierSimulator simulator;
  Daybook daybook;

  /// 0: nothing is read, and nothing ordered at the supplier, but by hand.
  explicit SyncedShop(int sync_minutes = 0)
      : daybook({.kafka = false,
                 .roles = sync_minutes == 0 ? std::vector<std::string>{"serve", "project"}
                                            : std::vector<std::string>{"up"},
                 .programme =
                     fmt::format("[supplier]\nbase_url = \"{}\"\napi_key = \"{}\"\n"
                                 "sync_minutes = {}\n",
                                 simulator.settings().base_url, SupplierSimulator::key(), sync_minutes)}) {}

  std::string sync(bool dry_run = false) {
    auto arguments = std::vector<std::string>{"catalog", "sync"};
    if (dry_run) arguments.push_back("--dry-run");
    const auto done = daybook.run(arguments);
    return done.code == 0 ? done.text : fmt::format("exit {}: {}", done.code, done.text);
  }
  bool nothing_new() {
    const auto text = sync();
    CHECK_MESSAGE(text.find("nothing new") == 0, text);
    return text.find("nothing new") == 0;
  }
  Json catalogue() { return must(daybook.get(daybook.admin(), "/api/catalog")); }
  std::int64_t free(const std::string& card) {
    const Json cards = catalogue()["data"];
    for (std::size_t i = 0; i < cards.size(); ++i)
      if (cards[i]["card_id"].text() == card) return cards[i]["stock"].integer();
    return -1;
  }
  /// What `daybook serve` shows follows the log within a poll.
  void settle() { pause_ms(300); }
  void list(const std::string& price, std::int64_t stock) {
    simulator.control(
        "cards",
        fmt::format(
            R"([{{"card_id":"chase-2011","bank_name":"Chase","credit_limit":12500,"date_opened":"2011-09-15","price":{},"stock":{}}}])",
            price, stock));
  }
};

TEST_CASE_FIXTURE(SyncedShop,
                  "catalogue sync: what the list adds, changes and removes; a dry run only says so") {
  CHECK(sync(true) ==
        "would become catalogue version 1: 3 cards on the list, 3 added, 0 changed, 0 removed\n");
  CHECK(catalogue()["data"].size() == 0);
  CHECK(sync() == "catalogue version 1: 3 cards on the list, 3 added, 0 changed, 0 removed\n");
  CHECK(sync() == "nothing new; catalogue version 1: 3 cards on the list, 0 added, 0 changed, 0 removed\n");
  list("\"650\"", 7);
  CHECK(sync() == "catalogue version 2: 1 cards on the list, 0 added, 1 changed, 2 removed\n");
  settle();
  const Json card = catalogue()["data"][std::size_t{0}];
  CHECK(card["source"].text() == "TRADELINE");
  CHECK(card["price"].integer() == 65'000);
  CHECK(card["credit_limit"].integer() == 1'250'000);
  CHECK(card["stock"].integer() == 7);
  pg::Connection connection(daybook.database().app_url());
  CHECK(connection.exec("SELECT DISTINCT actor FROM events WHERE type = 'catalog.imported'").text(0, 0) ==
        "scheduler");
}

TEST_CASE_FIXTURE(SyncedShop,
                  "catalogue sync: an order on its whole way makes no version and gives no piece back") {
  sync();
  settle();
  const auto broker = approved_broker(daybook);
  const auto order = place_order(daybook, broker, "chase-2011", 2);
  CHECK(nothing_new());
  pay_by_wire(daybook, order);
  CHECK(nothing_new());
  const auto supplier = supplier::make_supplier(simulator.settings());
  const auto placed =
      supplier->place({order["order_number"].text(), "ada@example.com", "Ada", {{"chase-2011", 2}}});
  REQUIRE(placed.index() == 0);
  CHECK(nothing_new());  // they count 5, and we do not know yet that they have the order
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/fulfil",
                    R"({"tradeline_order_id":"1001"})"));
  CHECK(nothing_new());
  CHECK(free("chase-2011") == 5);

  const auto cancelled = place_order(daybook, broker, "chase-2011", 3);
  CHECK(nothing_new());
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + cancelled["id"].text() + "/cancel", kReason));
  CHECK(nothing_new());
  CHECK(free("chase-2011") == 5);
}

TEST_CASE_FIXTURE(SyncedShop,
                  "catalogue sync: pieces sold elsewhere are gone, those of open orders stay theirs") {
  sync();
  settle();
  const auto broker = approved_broker(daybook);
  place_order(daybook, broker, "chase-2011", 2);  // 5 free, 2 held
  list("649.5", 4);
  CHECK(sync().find("catalogue version 2") == 0);
  settle();
  CHECK(free("chase-2011") == 2);
  list("649.5", 1);
  CHECK(sync().find("catalogue version 3") == 0);
  settle();
  CHECK(free("chase-2011") == 0);
  CHECK(daybook.call(broker.secret, "POST", "/api/orders", order_body("chase-2011")).code() ==
        "out_of_stock");
  list("649.5", 12);
  CHECK(sync().find("catalogue version 4") == 0);
  settle();
  CHECK(free("chase-2011") == 10);
}

TEST_CASE_FIXTURE(SyncedShop, "catalogue sync: bad lists, a bad supplier and no supplier change nothing") {
  sync();
  const auto head = daybook.head();
  list("0", 7);
  auto text = sync();
  CHECK_MESSAGE(
      text.find(
          "exit 3: daybook catalog sync: the supplier's price list: card 1 (\"chase-2011\"): price must") ==
          0,
      text);
  simulator.control("cards", "[]");
  text = sync();
  CHECK_MESSAGE(text.find("exit 1: daybook catalog sync: the price list is empty") == 0, text);
  simulator.control("faults", R"({"percent":100,"kinds":["error_before"]})");
  text = sync();
  CHECK_MESSAGE(text.find("exit 3: daybook catalog sync: the supplier failed (HTTP 500)") == 0, text);
  CHECK(daybook.head() == head);

  CHECK(daybook.run({"catalog", "sync", "--fast"}).code == 2);
  CHECK(daybook.run({"catalog", "synch"}).code == 2);
  const auto shown = daybook.run({"config", "show"}).text;
  CHECK(shown.find("supplier.api_key = \"***\"") != std::string::npos);
  CHECK(shown.find(SupplierSimulator::key()) == std::string::npos);
}

TEST_CASE("catalogue sync: a new price comes by itself within the minutes that are configured") {
  SyncedShop shop(1);
  const auto price = [&] {
    const Json cards = shop.catalogue()["data"];
    for (std::size_t i = 0; i < cards.size(); ++i)
      if (cards[i]["card_id"].text() == "chase-2011") return cards[i]["price"].integer();
    return std::int64_t{0};
  };
  const auto comes = [&](std::int64_t wanted) {
    for (int i = 0; i < 450 && price() != wanted; ++i) pause_ms(200);
    return price() == wanted;
  };
  REQUIRE(comes(64'950));
  const std::size_t looks = shop.simulator.calls("GET /api/v1/pricing");
  shop.list("\"650\"", 7);
  CHECK(comes(65'000));
  CHECK(shop.simulator.calls("GET /api/v1/pricing") == looks + 1);
  pg::Connection connection(shop.daybook.database().app_url());
  const auto imports =
      connection.exec("SELECT count(*), min(actor), max(actor) FROM events WHERE type = 'catalog.imported'");
  CHECK(imports.integer(0, 0) == 2);
  CHECK(imports.text(0, 1) == "scheduler");
  CHECK(imports.text(0, 2) == "scheduler");
}

TEST_CASE("catalogue sync: without a supplier it says what to configure") {
  Daybook daybook({.kafka = false, .roles = {}});
  const auto done = daybook.run({"catalog", "sync"});
  CHECK(done.code == 2);
  CHECK(done.text.find("supplier.base_url") != std::string::npos);
}

}  // namespace
}  // namespace daybook::test
