// The supplier's adapter against a supplier that fails in every way, and does not look for doubles itself.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <random>
#include <thread>

#include "adapters/supplier/supplier.hpp"
#include "tests/support/supplier_simulator.hpp"

namespace daybook::test {
namespace {

using namespace std::chrono_literals;
using supplier::NotDone;
using supplier::OrderRequest;
using supplier::Placed;
using supplier::Placement;
using supplier::Progress;
using supplier::Rejected;
using supplier::Unknown;

struct Counter {
  SupplierSimulator simulator;
  std::unique_ptr<supplier::Supplier> supplier = supplier::make_supplier(simulator.settings());
  Counter() { simulator.control("orders", R"({"check_stock":false})"); }
};

OrderRequest request(const std::string& reference) {
  return {reference, "ada@example.com", "Ada Lovelace", {{"chase-2011", 1}}, false};
}

/// How long a request that we have given up may still be carried out. Far above the simulator's own
/// lateness: a machine that stands still for a second or two must not look like a supplier that breaks this.
constexpr int kSettle_ms = 4'000;

/// For a failure: how late each order of this number was made after its request had come.
std::string queued_times(SupplierSimulator& simulator, const std::string& reference) {
  std::string text = reference + ":";
  const Json all = simulator.look("orders")["data"];
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i]["order_id"].text() == reference)
      text += fmt::format(" #{} after {} ms", all[i]["id"].integer(), all[i]["queued_ms"].integer());
  return text;
}

std::string outcome(const Placement& placement) {
  static const char* const kNames[] = {"placed", "rejected", "not done", "unknown"};
  return kNames[placement.index()];
}
std::string detail_of(const Placement& placement) {
  if (const auto* p = std::get_if<NotDone>(&placement)) return p->detail;
  if (const auto* p = std::get_if<Unknown>(&placement)) return p->detail;
  return "";
}

/// As a caller does it: again and again, waiting as told, until there is an answer.
Placement insist(const std::function<supplier::Supplier&()>& supplier, OrderRequest what) {
  const auto end = std::chrono::steady_clock::now() + 90s;
  for (;;) {
    const auto placement = supplier().place(what);
    std::chrono::milliseconds wait = 20ms;
    if (const auto* p = std::get_if<NotDone>(&placement)) wait = std::max(wait, p->retry_after);
    if (const auto* p = std::get_if<Unknown>(&placement)) {
      wait = std::max(wait, p->retry_after);
      what.maybe_sent = true;
    }
    if (placement.index() < 2 || std::chrono::steady_clock::now() > end) return placement;
    std::this_thread::sleep_for(wait);
  }
}

TEST_CASE_FIXTURE(Counter, "supplier: an order is placed, found and followed to its end") {
  simulator.control("orders", R"({"complete_after_ms":null})");
  const auto placed = supplier->place(request("TLM26110001"));
  REQUIRE_MESSAGE(outcome(placed) == "placed", detail_of(placed));
  const auto order = std::get<Placed>(placed).order;
  CHECK(order.progress == Progress::accepted);
  CHECK(order.copies == 1);
  const auto shown = simulator.look("orders")["data"][std::size_t{0}];
  CHECK(shown["customer_email"].text() == "ada@example.com");
  CHECK(shown["items"][std::size_t{0}]["quantity"].integer() == 1);

  CHECK(supplier->find("TLM26110001").value().value().id == order.id);
  CHECK_FALSE(supplier->find("TLM26110002").value());
  CHECK(supplier->status(order.id).value().value().progress == Progress::accepted);
  CHECK_FALSE(supplier->status("999999").value());

  simulator.control("complete", fmt::format(R"({{"id":{}}})", order.id));
  CHECK(supplier->status(order.id).value().value().progress == Progress::completed);
  simulator.control("reject", fmt::format(R"({{"id":{},"code":"card_withdrawn"}})", order.id));
  const auto rejected = supplier->status(order.id).value().value();
  CHECK(rejected.progress == Progress::rejected);
  CHECK(rejected.reason == "card withdrawn");
}

TEST_CASE_FIXTURE(Counter, "supplier: what they refuse is rejected with their code, and names no customer") {
  simulator.control("orders", R"({"check_stock":true})");
  auto what = request("TLM26110001");
  what.items = {{"amex-1998", 10}};
  auto placement = supplier->place(what);
  REQUIRE(outcome(placement) == "rejected");
  CHECK(std::get<Rejected>(placement).reason == "out of stock");
  CHECK(simulator.orders(what.reference) == 0);

  simulator.control("orders", R"({"reject_percent":100})");
  placement = supplier->place(request("TLM26110002"));
  REQUIRE(outcome(placement) == "rejected");
  CHECK(std::get<Rejected>(placement).reason == "not available");
  CHECK_FALSE(std::get<Rejected>(placement).id.empty());
}

TEST_CASE_FIXTURE(Counter, "supplier: after each kind of fault there is exactly one order") {
  auto settings = simulator.settings();
  settings.settle_ms = kSettle_ms;
  supplier = supplier::make_supplier(settings);
  struct Row {
    std::string kind;
    const char* first;  // what the first call comes to
  };
  int number = 0;
  for (const Row& row :
       {Row{"before", "unknown"}, Row{"after", "placed"}, Row{"late", "unknown"},
        Row{"cut_before", "unknown"}, Row{"cut_after", "placed"}, Row{"error_before", "unknown"},
        Row{"error_after", "placed"}, Row{"slow", "placed"}, Row{"malformed", "placed"},
        Row{"wrong", "placed"}, Row{"moved", "placed"}, Row{"busy", "not done"}}) {
    CAPTURE(row.kind);
    auto what = request(fmt::format("TLM2611{:04}", ++number));
    simulator.next(row.kind);
    const auto first = supplier->place(what);
    CHECK_MESSAGE(outcome(first) == row.first, outcome(first), ": ", detail_of(first));
    if (const auto* placed = std::get_if<Placed>(&first))
      CHECK(placed->order.id == supplier->find(what.reference).value().value().id);
    if (const auto* unknown = std::get_if<Unknown>(&first)) {
      CHECK(unknown->retry_after >= std::chrono::milliseconds(kSettle_ms));
      std::this_thread::sleep_for(unknown->retry_after);
      what.maybe_sent = true;
    }
    if (first.index() >= 2) {
      const auto last = insist([&]() -> supplier::Supplier& { return *supplier; }, what);
      CHECK_MESSAGE(outcome(last) == "placed", outcome(last), ": ", detail_of(last));
    }
    // A placed order is not placed again by a caller that forgot everything but that it may have sent it.
    what.maybe_sent = true;
    CHECK(outcome(supplier::make_supplier(settings)->place(what)) == "placed");
    CHECK(simulator.orders(what.reference) == 1);
  }
}

TEST_CASE_FIXTURE(Counter,
                  "supplier: with the look behind failing too, nothing is sent again before a look") {
  auto what = request("TLM26110001");
  simulator.next("cut_after");
  simulator.next("error_before", 3, "GET /api/v1/orders");
  CHECK(outcome(supplier->place(what)) == "unknown");
  what.maybe_sent = true;
  simulator.next("error_before", 3, "GET /api/v1/orders");
  CHECK(outcome(supplier::make_supplier(simulator.settings())->place(what)) == "unknown");
  CHECK(simulator.calls("POST /api/v1/orders") == 1);
  CHECK(outcome(supplier::make_supplier(simulator.settings())->place(what)) == "placed");
  CHECK(simulator.calls("POST /api/v1/orders") == 1);
}

TEST_CASE_FIXTURE(Counter, "supplier: two orders under one number are told, and no third is made") {
  auto what = request("TLM26110001");
  CHECK(outcome(supplier->place(what)) == "placed");
  CHECK(outcome(supplier->place(what)) == "placed");  // a caller that lied about maybe_sent
  what.maybe_sent = true;
  const auto found = supplier->place(what);
  REQUIRE(outcome(found) == "placed");
  CHECK(std::get<Placed>(found).order.copies == 2);
  CHECK(simulator.orders(what.reference) == 2);
}

TEST_CASE_FIXTURE(Counter, "supplier: a wrong key needs a person, and shows neither key nor customer") {
  auto settings = simulator.settings();
  settings.api_key = "sk-very-secret-and-wrong";
  const auto wrong = supplier::make_supplier(settings);
  const auto placement = wrong->place(request("TLM26110001"));
  REQUIRE(outcome(placement) == "not done");
  CHECK(std::get<NotDone>(placement).needs_person);
  CHECK(detail_of(placement).find("supplier.api_key") != std::string::npos);
  for (const char* secret : {"sk-very", "ada", "Ada"})
    CHECK(detail_of(placement).find(secret) == std::string::npos);
  CHECK(wrong->price_list().error().needs_person);
}

TEST_CASE("supplier: settings that cannot work are refused, with what to change") {
  SupplierSettings settings;
  settings.api_key = "k";
  for (const char* url : {"", "http://supplier.example", "ftp://127.0.0.1:1", "supplier.example"}) {
    settings.base_url = url;
    CHECK_THROWS_WITH_AS(supplier::make_supplier(settings),
                         "supplier.base_url must start with https:// (http:// only to this machine)",
                         std::invalid_argument);
  }
  settings.base_url = "https://supplier.example";
  for (const char* key : {"", "two words", "line\nbreak"}) {
    settings.api_key = key;
    CHECK_THROWS_AS(supplier::make_supplier(settings), std::invalid_argument);
  }
}

TEST_CASE_FIXTURE(Counter, "supplier: one that keeps failing is left alone, and tried again later") {
  simulator.control("faults", R"({"percent":100,"kinds":["error_before"]})");
  for (int i = 0; i < 20; ++i) supplier->place(request(fmt::format("TLM2611{:04}", i)));
  const auto calls = simulator.calls("");
  CHECK(calls < 10);
  const auto refused = supplier->place(request("TLM26119999"));
  REQUIRE(outcome(refused) == "not done");
  CHECK(std::get<NotDone>(refused).retry_after > 0ms);
  simulator.control("faults", R"({"percent":0})");
  CHECK(outcome(insist([&]() -> supplier::Supplier& { return *supplier; }, request("TLM26119999"))) ==
        "placed");
}

TEST_CASE_FIXTURE(Counter, "supplier: no more calls a second than the settings let go") {
  auto settings = simulator.settings();
  settings.requests_per_second = 10;
  const auto slow = supplier::make_supplier(settings);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) CHECK(slow->find("TLM26110001"));
  CHECK(std::chrono::steady_clock::now() - start >= 950ms);
}

TEST_CASE_FIXTURE(Counter, "supplier: a price list of several pages comes whole and sorted, or not at all") {
  std::string cards;
  for (int i = 0; i < 250; ++i)
    cards += fmt::format(
        R"({}{{"card_id":"card-{:03}","bank_name":"Bank","credit_limit":5000,"date_opened":"2019-05-01","price":{}.99,"stock":{}}})",
        i ? "," : "", 249 - i, i + 1, i % 7);
  simulator.control("cards", "[" + cards + "]");
  const auto list = supplier->price_list();
  REQUIRE_MESSAGE(list, list.error().detail);
  REQUIRE(list->size() == 250);
  CHECK(list->front().card_id == "card-000");
  CHECK(list->front().price == Minor(25'099));
  CHECK(simulator.calls("GET /api/v1/pricing") == 3);

  for (const std::string kind : {"cut_before", "error_before", "malformed", "slow"}) {
    CAPTURE(kind);
    simulator.next(kind, 1, "GET /api/v1/pricing");
    CHECK(supplier->price_list().value().size() == 250);
  }
  const auto refused = [&](const std::string& text) {
    simulator.control("cards", "[" + text + "]");
    return supplier->price_list().error().detail;
  };
  const std::string one =
      R"({"card_id":"card-007","bank_name":"Bank","credit_limit":1,"date_opened":"2019-05-01","price":"0","stock":1})";
  CHECK(refused(cards + "," + one).find("card 251 (\"card-007\"): price") != std::string::npos);
  auto twice = one;
  twice.replace(twice.find("\"0\""), 3, "\"1\"");
  CHECK(refused(cards + "," + twice).find("card 251 has an id that stood there before") != std::string::npos);
}

TEST_CASE_FIXTURE(Counter,
                  "supplier: 30% faults, eight workers that forget: each number is there exactly once") {
  const char* seed_text = std::getenv("DAYBOOK_SEED");
  const auto seed = seed_text ? std::stoull(seed_text) : std::random_device{}();
  MESSAGE("DAYBOOK_SEED=", seed);
  simulator.control("slowness", R"({"hang_ms":700,"slow_ms":100})");
  simulator.control(
      "faults",
      fmt::format(
          R"({{"percent":30,"seed":{},"kinds":["before","after","late","cut_before","cut_after","error_before","error_after","slow","malformed","wrong","moved","busy"]}})",
          seed % 1'000'000));
  auto settings = simulator.settings();
  settings.timeout_ms = 400;
  settings.settle_ms = kSettle_ms;
  constexpr int kWorkers = 8, kOrders = 12;
  std::atomic<int> placed{0};
  std::vector<std::thread> workers;
  for (int w = 0; w < kWorkers; ++w)
    workers.emplace_back([&, w] {
      std::mt19937_64 random(seed + static_cast<std::uint64_t>(w));
      auto mine = supplier::make_supplier(settings);
      for (int i = 0; i < kOrders; ++i) {
        auto what = request(fmt::format("TLM{:02}{:02}", w, i));
        const auto some = [&]() -> supplier::Supplier& {
          if (random() % 3 == 0) mine = supplier::make_supplier(settings);
          return *mine;
        };
        if (outcome(insist(some, what)) != "placed") continue;
        ++placed;
        what.maybe_sent = true;  // died before it noted that: the next process tries again
        if (random() % 2 == 0) insist(some, what);
      }
    });
  for (auto& worker : workers) worker.join();
  CHECK(placed == kWorkers * kOrders);
  simulator.control("faults", R"({"percent":0})");
  for (int w = 0; w < kWorkers; ++w)
    for (int i = 0; i < kOrders; ++i) {
      const auto reference = fmt::format("TLM{:02}{:02}", w, i);
      CHECK_MESSAGE(simulator.orders(reference) == 1, queued_times(simulator, reference));
    }
}

}  // namespace
}  // namespace daybook::test
