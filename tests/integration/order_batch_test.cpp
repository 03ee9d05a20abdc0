// Many orders in one call: each is answered as if it had come alone.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <thread>

#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

std::string item(const std::string& key, const std::string& order) {
  return fmt::format(R"({{"idempotency_key":"{}","order":{}}})", key, order);
}

std::string batch(const std::vector<std::string>& items) {
  return fmt::format(R"({{"orders":[{}]}})", fmt::join(items, ","));
}

struct Shop {
  HttpAnswer place(const std::vector<std::string>& items) {
    return daybook.call(broker.secret, "POST", "/api/orders/batch", batch(items));
  }
  Daybook daybook{{.kafka = false}};
  Broker broker = [this] {
    import_cards(daybook);
    return approved_broker(daybook);
  }();
};

TEST_CASE("order batch: every order has its own answer, and only what is refused is not placed") {
  Shop shop;
  const auto other = approved_broker(shop.daybook, "other@example.com");
  const std::string theirs = fmt::format(R"({{"broker_id":"{}",)", other.id) + order_body("odd").substr(1);
  const std::int64_t before = shop.daybook.head();
  const auto answer = shop.place({
      item("a", order_body("odd", 2, " Ada@Example.com ")),
      item("b", order_body("no such card")),
      item("c", R"({"customer_email":"ada","items":[{"card_id":"odd","quantity":1}]})"),
      item("d", R"({"items":[{"card_id":"odd","quantity":"1"}],"nonsense":[1,{"order":2}]})"),
      item("e", "5"),
      item("f", theirs),
      item("g", order_body("last", 3)),
      item("h", order_body("tie")),
  });
  CAPTURE(answer.body);
  const auto body = must(answer);
  CHECK(body["placed"].integer() == 2);
  CHECK(body["refused"].integer() == 6);
  const auto results = body["results"];
  REQUIRE(results.size() == 8);
  const struct {
    std::string key;
    std::int64_t status;
    std::string code, pointer;
  } expected[] = {
      {"a", 201, "", ""},
      {"b", 422, "unknown_card", ""},
      {"c", 422, "validation_failed", "/customer_email"},
      {"d", 422, "validation_failed", "/customer_email"},
      {"e", 422, "validation_failed", ""},
      {"f", 422, "validation_failed", "/broker_id"},
      {"g", 422, "out_of_stock", ""},
      {"h", 201, "", ""},
  };
  for (std::size_t i = 0; i < results.size(); ++i) {
    CAPTURE(i);
    const auto result = results[i];
    CHECK(result["idempotency_key"].text() == expected[i].key);
    CHECK(result["status"].integer() == expected[i].status);
    CHECK_FALSE(result["idempotency_hit"].boolean());
    CHECK(result["order"].is_null() != result["problem"].is_null());
    if (result["problem"].is_null()) continue;
    CHECK(result["problem"]["code"].text() == expected[i].code);
    if (expected[i].pointer != "")
      CHECK(result["problem"]["errors"][std::size_t{0}]["pointer"].text() == expected[i].pointer);
  }
  CHECK(results[6]["problem"]["available"].integer() == 2);
  CHECK(shop.daybook.head() == before + 2);
  CHECK(answer.position() == before + 2);
  const auto placed = results[std::size_t{0}]["order"];
  CHECK(placed["customer_email"].text() == "ada@example.com");
  CHECK(placed["broker_id"].text() == shop.broker.id);
  CHECK(order_now(shop.daybook, placed)["total_charged"].integer() == placed["total_charged"].integer());
  check_books(shop.daybook);
}

TEST_CASE("order batch: nothing is placed twice, in batches or alone") {
  Shop shop;
  const auto first =
      must(shop.place({item("a", order_body("odd")), item("b", order_body("tie"))}))["results"];
  const std::int64_t before = shop.daybook.head();
  // Alone, with the same bytes: the key is that of POST /api/orders.
  const auto alone = shop.daybook.call(shop.broker.secret, "POST", "/api/orders", order_body("odd"),
                                       {{"Idempotency-Key", "a"}});
  CHECK(alone.headers.contains("idempotency-hit"));
  CHECK(alone.body == first[std::size_t{0}]["order"].dump());
  // In another batch: with others, in another order, twice, and under the key of another order.
  const auto again = must(
      shop.place({item("b", order_body("tie")), item("c", order_body("tie")), item("a", order_body("odd")),
                  item("c", order_body("tie")), item("a", order_body("tie"))}));
  const auto results = again["results"];
  CHECK(again["placed"].integer() == 4);
  CHECK(results[std::size_t{0}]["idempotency_hit"].boolean());
  CHECK(results[std::size_t{0}]["order"].dump() == first[1]["order"].dump());
  CHECK_FALSE(results[1]["idempotency_hit"].boolean());
  CHECK(results[2]["order"].dump() == first[std::size_t{0}]["order"].dump());
  CHECK(results[3]["idempotency_hit"].boolean());
  CHECK(results[3]["order"].dump() == results[1]["order"].dump());
  CHECK(results[4]["problem"]["code"].text() == "idempotency_key_reused");
  CHECK(shop.daybook.head() == before + 1);
  // What was refused is decided again.
  const std::string unplaced = order_body("last", 3);
  CHECK(must(shop.place({item("d", unplaced)}))["refused"].integer() == 1);
  import_cards(shop.daybook, 5);
  CHECK(must(shop.place({item("d", unplaced)}))["placed"].integer() == 1);
}

TEST_CASE("order batch: a key holds for the same bytes, however the batch around them is written") {
  Shop shop;
  const auto alone = [&](const std::string& key, const std::string& order) {
    return shop.daybook.call(shop.broker.secret, "POST", "/api/orders", order, {{"Idempotency-Key", key}});
  };
  const auto send = [&](const std::string& body) {
    return must(shop.daybook.call(shop.broker.secret, "POST", "/api/orders/batch", body))["results"];
  };
  const std::string order = order_body("odd"), other = order_body("tie");
  const auto placed = must(alone("k", order));
  const std::int64_t before = shop.daybook.head();
  const std::string forms[] = {
      fmt::format("{{\n  \"orders\": [\n    {{ \"idempotency_key\": \"k\",\n \"order\": {} \n }} ]\n}}\n",
                  order),
      fmt::format(R"({{"orders":[{{"order":{}  ,"idempotency_key":"k"}}]}})", order),
      fmt::format(R"({{"orde\u0072s":[{{"idempotency_ke\u0079":"k","ord\u0065r":{}}}]}})", order),
      fmt::format(R"({{"orders":[{{"idempotency_key":"\"k\"","order":{}}}]}})", order),
  };
  for (const std::string& form : forms) {
    CAPTURE(form);
    const auto result = send(form)[std::size_t{0}];
    CHECK(result["idempotency_hit"].boolean());
    CHECK(result["order"].dump() == placed.dump());
  }
  const auto reused = send(fmt::format(R"({{"orders":[{{"idempotency_key":"k","ord\u0065r":{}}}]}})", other));
  CHECK(reused[std::size_t{0}]["problem"]["code"].text() == "idempotency_key_reused");
  CHECK(alone("\"k\"", order).headers.contains("idempotency-hit"));
  CHECK(shop.daybook.head() == before);
}

TEST_CASE("order batch: an order may be no larger than when it comes alone; an admin sells for anybody") {
  Shop shop;
  const std::string line = R"({"card_id":"odd","quantity":1})";
  std::vector<std::string> lines(201, line);
  const std::string many =
      fmt::format(R"({{"customer_email":"ada@example.com","items":[{}]}})", fmt::join(lines, ","));
  const std::string large = "{" + std::string(64 * 1024, ' ') + order_body("odd").substr(1);
  const std::int64_t before = shop.daybook.head();
  const auto answer =
      must(shop.daybook.call(shop.daybook.admin(), "POST", "/api/orders/batch",
                             batch({item("a", many), item("b", large), item("c", order_body("odd")),
                                    item("d", fmt::format(R"({{"broker_id":"{}",)", shop.broker.id) +
                                                  order_body("odd").substr(1))})));
  const auto results = answer["results"];
  CHECK(results[std::size_t{0}]["problem"]["errors"][std::size_t{0}]["pointer"].text() == "/items");
  CHECK(results[1]["status"].integer() == 413);
  CHECK(results[2]["order"]["broker_id"].is_null());
  CHECK(results[3]["order"]["broker_id"].text() == shop.broker.id);
  CHECK(shop.daybook.head() == before + 2);
}

TEST_CASE("order batch: a file of orders by command, which says when some were refused") {
  Shop shop;
  const auto file = shop.daybook.folder() / "orders.json";
  const auto import = [&](const std::string& text) {
    std::ofstream(file) << text;
    return shop.daybook.run({"order", "batch", "--as", "SUPER_ADMIN.1@staff.example", "--body", file});
  };
  shop.daybook.admin();
  const auto done = import(batch({item("a", order_body("odd")), item("b", order_body("tie"))}));
  CAPTURE(done.text);
  CHECK(done.code == 0);
  const auto some = import(batch({item("b", order_body("tie")), item("c", order_body("none"))}));
  CAPTURE(some.text);
  CHECK(some.code == 1);
  CHECK(some.text.find(R"("placed":1,"refused":1)") != std::string::npos);
}

TEST_CASE("order batch: a call that is not understood places nothing") {
  Shop shop;
  const std::int64_t before = shop.daybook.head();
  const std::string good = item("a", order_body("odd"));
  const auto send = [&](const std::string& body) {
    return shop.daybook.call(shop.broker.secret, "POST", "/api/orders/batch", body);
  };
  CHECK(send("").pointer() == "/orders");
  CHECK(send(R"({"orders":[]})").pointer() == "/orders");
  CHECK(send(R"({"orders":{}})").pointer() == "/orders");
  CHECK(send(batch({good, "1"})).pointer() == "/orders/1");
  CHECK(send(batch({good, R"({"order":{}})"})).pointer() == "/orders/1/idempotency_key");
  CHECK(send(batch({good, item("", order_body("odd"))})).pointer() == "/orders/1/idempotency_key");
  for (const std::string& key :
       {std::string(256, 'k'), std::string(R"(a\nb)"), std::string(" a"), std::string("a ")})
    CHECK(send(batch({item(key, order_body("odd")), good})).pointer() == "/orders/0/idempotency_key");
  CHECK(send(batch({good, R"({"idempotency_key":"b"})"})).pointer() == "/orders/1/order");
  CHECK(send(batch({good, R"({"idempotency_key":"b","order":{},"other":1})"})).pointer() ==
        "/orders/1/other");
  CHECK(send(batch({good, R"({"idempotency_key":"b","order":{"items":[}})"})).code() == "malformed_json");
  CHECK(send(batch(std::vector<std::string>(501, good))).pointer() == "/orders");
  CHECK(shop.daybook.call(shop.broker.publishable, "POST", "/api/orders/batch", batch({good})).status == 403);
  CHECK(shop.daybook.head() == before);
  CHECK(must(send(batch({item(std::string(255, 'k'), order_body("odd"))})))["placed"].integer() == 1);
}

TEST_CASE("order batch: 500 orders of several calls at once are all placed once") {
  Shop shop;
  const std::int64_t before = shop.daybook.head();
  std::vector<std::string> items;
  for (int i = 0; i < 500; ++i)
    items.push_back(
        item(fmt::format("order-{}", i), order_body("odd", 1, fmt::format("c{}@example.com", i))));
  HttpRequest request;
  request.method = "POST";
  request.target = "/api/orders/batch";
  request.headers = {{"x-api-key", shop.broker.secret.key}, {"Content-Type", "application/json"}};
  request.body = batch(items);
  std::vector<HttpAnswer> answers(3);
  {
    std::vector<std::jthread> callers;
    for (auto& answer : answers)
      callers.emplace_back([&] { answer = send_http(shop.daybook.port(), request); });
  }
  std::int64_t fresh = 0;
  for (const auto& answer : answers) {
    const auto body = must(answer);
    CHECK(body["placed"].integer() == 500);
    for (std::size_t i = 0; i < 500; ++i) fresh += body["results"][i]["idempotency_hit"].boolean() ? 0 : 1;
  }
  CHECK(fresh == 500);
  CHECK(shop.daybook.head() == before + 500);
}

}  // namespace
}  // namespace daybook::test
