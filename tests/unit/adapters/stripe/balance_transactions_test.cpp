#include "adapters/stripe/balance_transactions.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "tests/support/given.hpp"

using namespace daybook;
using given::day;

namespace {

const Zone kUtc;
const std::string kFirst =
    R"({"id":"txn_1","object":"balance_transaction","amount":10005,"available_on":1795305600,)"
    R"("created":1795219201,"currency":"usd","description":"Ada Lovelace","fee":320,"net":9685,)"
    R"("reporting_category":"charge","source":{"id":"ch_1","object":"charge","payment_intent":"pi_1",)"
    R"("billing_details":{"name":"Ada Lovelace"}},"status":"pending","type":"charge"})";
const std::string kSecond =
    R"({"id":"txn_2","object":"balance_transaction","amount":-500,"created":1795219300,"currency":"usd",)"
    R"("fee":0,"net":-500,"source":"po_1","type":"payout"})";

std::string list(const std::string& data) {
  return R"({"object":"list","has_more":false,"data":[)" + data + "]}";
}
std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}
auto read(const std::string& body) { return stripe::read_balance_list(body, kUtc, day(2)); }
auto read_csv(const std::string& text, const Zone& zone = kUtc) {
  return stripe::read_balance_csv(text, zone, day(2));
}

const std::string kHead =
    "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,payment_intent_"
    "id,"
    "description\n";
const std::string kRow =
    "txn_1,2026-11-21 00:00:01,usd,100.05,3.20,96.85,charge,ch_1,pi_1,\"Lovelace, Ada\"\n";

}  // namespace

TEST_CASE("stripe's list: lines in the order of time, with ids and without words") {
  const auto statements = read(list(kSecond + "," + kFirst));
  REQUIRE(statements);
  REQUIRE(statements->size() == 1);
  const auto& s = statements->front();
  CHECK(s.period_start == day(0));
  CHECK(s.period_end == day(1));
  CHECK(!s.balance);
  REQUIRE(s.lines.size() == 2);
  const auto& line = s.lines[0];
  CHECK(line.line_id == "txn_1");
  CHECK(line.amount == Minor{10'005});
  CHECK(line.fee == Minor{320});
  CHECK(line.net == Minor{9'685});
  CHECK(line.type == "charge");
  CHECK(line.references == std::vector<std::string>{"ch_1", "pi_1"});
  CHECK(s.lines[1].type == "payout");
  CHECK(s.lines[1].references == std::vector<std::string>{"po_1"});
}

TEST_CASE("stripe's list: amounts are in Stripe's minor units, not in ISO's") {
  const auto net = [](const char* currency, std::int64_t sent) {
    const auto read_one = read(list(fmt::format(
        R"({{"id":"txn_1","object":"balance_transaction","amount":{0},"created":1,"currency":"{1}","fee":0,"net":{0},"type":"charge"}})",
        sent, currency)));
    return read_one ? std::optional(read_one->front().lines.front().net.value) : std::nullopt;
  };
  CHECK(net("jpy", 500) == 500);
  CHECK(net("mga", 5) == 500);  // no decimals there, two in ISO 4217
  CHECK(net("isk", 500) == 5);  // sent times 100
  CHECK(net("ugx", 501) == std::nullopt);
  CHECK(net("kwd", 5'000) == 5'000);
  CHECK(net("xxx", 1) == std::nullopt);
}

TEST_CASE("stripe's list: a fault is named where it stands") {
  struct Row {
    const char *what, *with, *pointer;
  };
  for (const auto& [what, with, pointer] : std::vector<Row>{
           {R"("id":"txn_2")", R"("id":"txn 2")", "/data/1/id"},
           {R"("id":"txn_2",)", "", "/data/1/id"},
           {R"("balance_transaction","amount":-5)", R"("charge","amount":-5)", "/data/1/object"},
           {R"("amount":-500)", R"("amount":-5.5)", "/data/1/amount"},
           {R"("amount":-500)", R"("amount":"-500")", "/data/1/amount"},
           {R"("amount":-500)", R"("amount":-9000000000000000000)", "/data/1/amount"},
           {R"("net":-500)", R"("net":-501)", "/data/1/net"},
           {R"("currency":"usd","fee":0)", R"("currency":"usx","fee":0)", "/data/1/currency"},
           {R"("created":1795219300)", R"("created":-1)", "/data/1/created"},
           {R"("created":1795219300)", R"("created":99999999999)", "/data/1/created"},
           {R"("type":"payout")", R"("type":"Pay out")", "/data/1/type"},
           {R"("type":"payout")", R"("type":"payout","balance_type":"issuing")", "/data/1/balance_type"}}) {
    CAPTURE(with);
    const auto refused = read(list(kFirst + "," + replaced(kSecond, what, with)));
    REQUIRE(!refused);
    REQUIRE(!refused.error().errors.empty());
    CHECK(refused.error().errors.front().pointer == pointer);
  }
  CHECK(read("{").error().code == RefusalCode::malformed_json);
  CHECK(read("{}").error().errors.front().pointer == "/data");
  CHECK(read(list("")).error().errors.front().pointer == "/data");
  CHECK(!read(list("7")));
}

TEST_CASE("stripe's report: the same lines as the list") {
  const auto from_csv = read_csv(kHead + kRow);
  const auto from_list = read(list(kFirst));
  REQUIRE(from_csv);
  const auto& a = from_csv->front().lines.front();
  const auto& b = from_list->front().lines.front();
  CHECK(a.line_id == b.line_id);
  CHECK(a.at == b.at);
  CHECK(a.amount == b.amount);
  CHECK(a.fee == b.fee);
  CHECK(a.net == b.net);
  CHECK(a.references == b.references);
  // The Dashboard's export has other names, semicolons are fine, and so are the zone's own times.
  const auto other = read_csv(
      "id;Type;Source;Amount;Fee;Net;Currency;Created\r\ntxn_1;charge;ch_1;100.05;3.20;96.85;usd;2026-11-20 "
      "19:00:01\r\n",
      Zone("America/New_York"));
  REQUIRE(other);
  CHECK(other->front().lines.front().at == a.at);
}

TEST_CASE("stripe's report: a fault is named by its line") {
  struct Row {
    std::string text;
    const char* words;
    int line;
  };
  for (const auto& [text, words, line] :
       std::vector<Row>{{replaced(kHead, "fee", "charges") + kRow, "lacks the column \"fee\"", 1},
                        {replaced(kHead, "source_id", "net") + kRow, "names the column \"net\" twice", 1},
                        {kHead, "no row", 1},
                        {kHead + kRow + "txn_2,x\n", "has 2 cells, but the header has 10", 3},
                        {kHead + replaced(kRow, "100.05", "100.055"), "gross is no amount of USD", 2},
                        {kHead + replaced(kRow, "100.05", "1,00"), "cells", 2},
                        {kHead + replaced(kRow, "100.05", "1e2"), "gross is no amount", 2},
                        {kHead + replaced(kRow, "96.85", "96.86"), "net is not gross - fee", 2},
                        {kHead + replaced(kRow, "usd", "usx"), "currency", 2},
                        {kHead + replaced(kRow, "2026-11-21 00", "2026-02-30 00"), "created", 2},
                        {kHead + replaced(kRow, "2026-11-21 00", "2027-11-21 00"), "future", 2},
                        {kHead + replaced(kRow, "txn_1", "<b>"), "balance_transaction_id", 2},
                        {kHead + replaced(kRow, "Ada\"", "Ada"), "quote", 2},
                        {kHead + "\xff\n", "UTF-8", 1}}) {
    CAPTURE(text);
    const auto refused = read_csv(text);
    REQUIRE(!refused);
    CHECK(refused.error().detail.find(words) != std::string::npos);
    CHECK(refused.error().errors.front().pointer == "/lines/" + std::to_string(line));
  }
}

TEST_CASE("stripe's files: damaged ones are read or refused, nothing else") {
  const std::uint64_t seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const std::string json = list(kFirst + "," + kSecond), csv = kHead + kRow + kRow;
  for (int i = 0; i < 3'000; ++i) {
    for (const auto* whole : {&json, &csv}) {
      std::string damaged = *whole;
      for (int n = static_cast<int>(random() % 4) + 1; n > 0; --n)
        damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
      damaged.resize(damaged.size() - random() % 20);
      const auto result = whole == &json ? read(damaged) : read_csv(damaged);
      if (result) CHECK(!result->front().lines.empty());
      if (!result) CHECK(!result.error().detail.empty());
    }
  }
}
