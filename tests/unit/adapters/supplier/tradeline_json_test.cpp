#include "adapters/supplier/tradeline_json.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/http_client.hpp"

namespace daybook::supplier {
namespace {

std::string page_of(const std::string& cards, const char* total = "1") {
  return fmt::format(R"({{"data":[{}],"page":1,"pages":1,"total":{}}})", cards, total);
}
/// A good card, but for these members.
std::string card(const std::string& members) {
  return fmt::format(
      R"({{{},"card_id":"amex-1","bank_name":"American Express","credit_limit":25000,"date_opened":"1998-04-01","price":"1200.00","stock":4}})",
      members);
}
std::string fault_of(const Read<PricePage>& read) { return read ? "none" : read.error(); }

TEST_CASE("supplier's documents: numbers become texts of the same characters, texts stay") {
  CHECK(numbers_as_texts(R"({"a":1.50,"b":[-2,3e4],"c":"5 \"6\" \\","d7":null,"e":true})") ==
        R"({"a":"1.50","b":["-2","3e4"],"c":"5 \"6\" \\","d7":null,"e":true})");
  CHECK(numbers_as_texts("12") == "\"12\"");
  CHECK(numbers_as_texts("\"cut") == "\"cut");
  CHECK(numbers_as_texts("\"cut\\") == "\"cut\\");
  CHECK(numbers_as_texts("") == "");
}

TEST_CASE("supplier's documents: amounts are read as they are written") {
  struct Row {
    std::string price;
    const char* currency;
    std::int64_t minor;
  };
  for (const Row& row : {Row{"1200.00", "USD", 120'000}, Row{"\"1200.00\"", "USD", 120'000},
                         Row{"0.01", "USD", 1}, Row{"1.10", "USD", 110}, Row{"8.2", "USD", 820},
                         Row{"649.5", "USD", 64'950}, Row{"999999.99", "USD", 99'999'999},
                         Row{"1.100", "USD", 110}, Row{"5000", "JPY", 5'000}, Row{"1.234", "BHD", 1'234}}) {
    CAPTURE(row.price);
    const auto read = read_price_page(
        page_of(fmt::format(
            R"({{"card_id":"c","bank_name":"B","credit_limit":"9","date_opened":"2001-02-03","price":{},"currency":"{}","stock":0}})",
            row.price, row.currency)),
        0);
    REQUIRE_MESSAGE(read, fault_of(read));
    CHECK(read->cards.at(0).price.value == row.minor);
    CHECK(read->cards.at(0).currency.str() == row.currency);
  }
}

TEST_CASE("supplier's documents: a card as they send it, with members that we do not know") {
  const auto read = read_price_page(
      R"({"data":[{"card_id":"amex-1","bank_name":"Crédit Lyonnais","credit_limit":25000,"date_opened":"1998-04-01","price":1200,"stock":4,"colour":{"x":[1]}}],"page":2,"pages":3,"total":201,"took_ms":1.5})",
      100);
  REQUIRE_MESSAGE(read, fault_of(read));
  CHECK(read->page == 2);
  CHECK(read->pages == 3);
  CHECK(read->total == 201);
  const Card& c = read->cards.at(0);
  CHECK(c.card_id == "amex-1");
  CHECK(c.bank_name == "Crédit Lyonnais");
  CHECK(c.credit_limit == Minor(2'500'000));
  CHECK(c.date_opened == "1998-04-01");
  CHECK(c.price == Minor(120'000));
  CHECK(c.currency.str() == "USD");
  CHECK(c.stock == 4);
}

TEST_CASE("supplier's documents: one faulty card refuses the list, named and with its place") {
  struct Row {
    std::string member, good, bad;
  };
  const std::string text(201, 'x');
  const std::string long_name = "\"" + text + "\"";
  for (const Row& row : {
           Row{"price", "\"1200.00\"", "0"},
           Row{"price", "\"1200.00\"", "-5"},
           Row{"price", "\"1200.00\"", "1e3"},
           Row{"price", "\"1200.00\"", "\"12.345\""},
           Row{"price", "\"1200.00\"", "\"1,200.00\""},
           Row{"price", "\"1200.00\"", "1000000.00"},
           Row{"price", "\"1200.00\"", "99999999999999999999"},
           Row{"price", "\"1200.00\"", "null"},
           Row{"price", "\"1200.00\"", "true"},
           Row{"price", "\"1200.00\"", "\"\""},
           Row{"price", "\"1200.00\"", "\" 12\""},
           Row{"stock", "4", "-1"},
           Row{"stock", "4", "1.5"},
           Row{"stock", "4", "10000001"},
           Row{"stock", "4", "[]"},
           Row{"credit_limit", "25000", "-1"},
           Row{"credit_limit", "25000", "{}"},
           Row{"date_opened", "\"1998-04-01\"", "\"1998-04\""},
           Row{"date_opened", "\"1998-04-01\"", "\"1998-02-30\""},
           Row{"date_opened", "\"1998-04-01\"", "19980401"},
           Row{"bank_name", "\"American Express\"", "\"\""},
           Row{"bank_name", "\"American Express\"", "\"a\\u0000b\""},
           Row{"bank_name", "\"American Express\"", "\"a\\nb\""},
           Row{"bank_name", "\"American Express\"", long_name},
       }) {
    CAPTURE(row.member);
    CAPTURE(row.bad);
    std::string one = card("\"x\":1");
    const std::string good = fmt::format("\"{}\":{}", row.member, row.good);
    REQUIRE(one.find(good) != std::string::npos);
    one.replace(one.find(good), good.size(), fmt::format("\"{}\":{}", row.member, row.bad));
    const auto read = read_price_page(page_of(card("\"y\":2") + "," + one, "2"), 100);
    const std::string fault = fault_of(read);
    CHECK_MESSAGE(fault.starts_with(fmt::format("card 102 (\"amex-1\"): {} ", row.member)), fault);
  }
}

TEST_CASE("supplier's documents: lists that are none") {
  for (const std::string body :
       {"", "[]", "{", "null", "{}", "<html>", R"({"data":{},"page":1,"pages":1,"total":0})",
        R"({"data":[],"page":0,"pages":1,"total":0})", R"({"data":[],"page":1,"pages":99999,"total":0})",
        R"({"data":[],"page":1,"pages":1})", R"({"data":[],"page":1,"pages":1,"total":0.5})",
        R"({"data":[1],"page":1,"pages":1,"total":1})", R"({"data":[],"page":01,"pages":1,"total":0})",
        R"({"data":[{"bank_name":"B"}],"page":1,"pages":1,"total":1})",
        R"({"data":[{"card_id":"a","currency":"XYZ"}],"page":1,"pages":1,"total":1})"}) {
    CAPTURE(body);
    CHECK(fault_of(read_price_page(body, 0)) != "none");
  }
}

TEST_CASE("supplier's documents: an order, with its id as number or text") {
  for (const char* id : {"1001", "\"1001\""}) {
    const auto read =
        read_order(fmt::format(R"({{"id":{},"order_id":"TLM26110001","status":"accepted"}})", id));
    REQUIRE(read);
    CHECK(read->standing.id == "1001");
    CHECK(read->reference == "TLM26110001");
    CHECK(read->standing.progress == Progress::accepted);
  }
}

TEST_CASE("supplier's documents: orders that are none") {
  for (const std::string body :
       {"", "{}", "[]", R"({"id":1,"order_id":"A"})", R"({"id":1,"order_id":"A","status":"lost"})",
        R"({"id":null,"order_id":"A","status":"accepted"})",
        R"({"id":"../x","order_id":"A","status":"accepted"})",
        R"({"id":"a b","order_id":"A","status":"accepted"})", R"({"order_id":"A","status":"accepted"})",
        R"({"id":1,"status":"accepted"})"}) {
    CAPTURE(body);
    CHECK_FALSE(read_order(body).has_value());
    if (!body.empty()) CHECK_FALSE(read_orders(fmt::format(R"({{"data":[{}]}})", body)).has_value());
  }
  std::string many;
  for (int i = 0; i < 101; ++i)
    many += std::string(i ? "," : "") + R"({"id":1,"order_id":"A","status":"accepted"})";
  CHECK_FALSE(read_orders(R"({"data":[)" + many + "]}").has_value());
}

TEST_CASE(
    "supplier's documents: a reason is their code in words, and never a text that may name the customer") {
  CHECK(read_reason(R"({"error":{"code":"out_of_stock","message":"sorry ada@example.com"}})") ==
        "out of stock");
  for (const std::string body :
       {R"({"error":{"message":"sorry ada@example.com"}})", R"({"error":{"code":"ada@example.com"}})",
        R"({"error":{"code":"555-0100"}})", R"({"error":{"code":5}})", R"({"error":"out_of_stock"})", "{}",
        "nonsense", ""}) {
    CAPTURE(body);
    CHECK(read_reason(body) == "");
  }
  const auto read =
      read_order(R"({"id":1,"order_id":"A","status":"rejected","error":{"code":"sold to ada@example.com"}})");
  REQUIRE(read);
  CHECK(read->standing.reason == "the supplier gave no reason");
}

TEST_CASE("supplier's documents: what is sent for an order") {
  const auto body =
      test::Json::parse(order_body({"TLM26110001", "ada@example.com", "Ada \"L\"", {{"amex-1", 2}}}));
  CHECK(body["order_id"].text() == "TLM26110001");
  CHECK(body["customer_email"].text() == "ada@example.com");
  CHECK(body["customer_name"].text() == "Ada \"L\"");
  CHECK(body["items"].size() == 1);
  CHECK(body["items"][std::size_t{0}]["card_id"].text() == "amex-1");
  CHECK(body["items"][std::size_t{0}]["quantity"].integer() == 2);
}

}  // namespace
}  // namespace daybook::supplier
