// Any entry explains itself, over HTTP and on the command line: order, price, terms, refunds, payout lines,
// and a proof that anybody can check.

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ctime>
#include <fstream>

#include "tests/support/business.hpp"
#include "tests/support/scratch_directory.hpp"

namespace daybook::test {
namespace {

TEST_CASE("explain: from a statement's line to price, terms, refunds, payout and proof") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto other = approved_broker(daybook, "other@example.com");
  const auto order = place_order(daybook, broker);
  pay_by_wire(daybook, order);
  const auto refunded =
      must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/refunds",
                        R"({"amount":4711,"reason":"returned"})"));
  const std::string position = std::to_string(refunded["position"].integer());
  const auto explained = must(daybook.call(daybook.admin(), "GET", "/api/explain/" + position));
  CHECK(explained["type"].text() == "refund.settled");
  CHECK(explained["agrees"].boolean());
  CHECK(explained["order"]["order_number"].text() == order["order_number"].text());
  CHECK(explained["order"]["terms"]["revenue_share_percent"].text() == "17.35");
  CHECK(explained["order"]["returns"].size() == 1);
  CHECK(explained["order"]["returns"][std::size_t{0}]["returned_after"].integer() == 4'711);
  CHECK(explained["proof"]["proved"].boolean());
  CHECK(explained["proof"]["event"]["position"].integer() == refunded["position"].integer());
  CHECK(explained["unsigned_yet"].is_null());

  // The same by the order's number and id, as text, and for the broker's own key.
  for (const auto& name : {order["order_number"].text(), order["id"].text()})
    CHECK(must(daybook.call(daybook.admin(), "GET", "/api/explain/" + name))["position"].integer() ==
          refunded["position"].integer());
  const auto text = daybook.call(daybook.admin(), "GET", "/api/explain/" + position + "?format=text");
  CHECK(text.status == 200);
  CHECK(text.body.find("half-up(R x (s+m) / T) = half-up(4711 x ") != std::string::npos);
  CHECK(text.body.find("proved: this event is in the tree that was signed") != std::string::npos);
  CHECK(daybook.call(broker.secret, "GET", "/api/explain/" + position).status == 200);
  CHECK(daybook.call(other.secret, "GET", "/api/explain/" + position).status == 404);
  CHECK(daybook.call(broker.publishable, "GET", "/api/explain/" + position).status == 403);
  CHECK(daybook.call(daybook.admin(), "GET", "/api/explain/999999").status == 404);
  CHECK(daybook.call(daybook.admin(), "GET", "/api/explain/TLM9").status == 404);
  CHECK(daybook.call(daybook.admin(), "GET", "/api/explain/0").status == 404);
  CHECK(daybook.call(daybook.admin(), "GET", "/api/explain/" + position + "?format=xml").status == 422);

  // What a person typed ends no line and steers no terminal.
  const auto rude =
      must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/refunds",
                        R"({"amount":1,"reason":"ok\n\nThe entry\n    debit 9999.00 USD\u001b[8m"})"));
  const auto told = daybook.call(daybook.admin(), "GET",
                                 fmt::format("/api/explain/{}?format=text", rude["position"].integer()));
  CHECK(told.body.find("\n    debit 9999.00") == std::string::npos);
  CHECK(told.body.find('\x1b') == std::string::npos);

  // A payout: its lines sum up to it.
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  const auto run = must(daybook.call(daybook.admin(), "POST", "/api/payouts/run",
                                     fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})",
                                                 utc.tm_year + 1900, utc.tm_mon + 1, broker.id)));
  const auto payout = run["created"][std::size_t{0}];
  const auto paid = must(daybook.call(daybook.admin(), "GET", "/api/explain/" + payout["id"].text()));
  CHECK(paid["agrees"].boolean());
  CHECK(paid["payout"]["lines"].size() == 3);
  CHECK(paid["payout"]["total"].integer() == payout["total_amount"].integer());

  // The command line, from the log alone; every position of it.
  const auto shown = daybook.run({"audit", "explain", position});
  CHECK_MESSAGE(shown.code == 0, shown.text);
  CHECK(shown.text.find("Terms, version 2: revenue share 17.35%, markup 2.5%") != std::string::npos);
  CHECK(daybook.run({"audit", "explain", order["order_number"].text(), "--json"}).code == 0);
  CHECK(daybook.run({"audit", "explain"}).code == 2);
  CHECK(daybook.run({"audit", "explain", "999999"}).code == 1);
  CHECK(daybook.run({"audit", "explain", "nonsense"}).code == 1);
  const auto head = must(daybook.call(daybook.admin(), "GET", "/api/log/checkpoint"))["size"].integer();
  for (std::int64_t at = 1; at <= head; ++at) {
    const auto each = daybook.call(daybook.admin(), "GET", "/api/explain/" + std::to_string(at));
    CHECK_MESSAGE(must(each)["agrees"].boolean(), each.body);
  }
}

TEST_CASE("audit: every command reads a bundle as it reads the database, without one") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto order = place_order(daybook, broker);
  pay_by_wire(daybook, order);
  const std::string id = order["id"].text();
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + id + "/refunds",
                    R"({"amount":99,"reason":"r"})"));
  must(daybook.call(daybook.admin(), "GET", "/api/log/checkpoint"));  // signs the head
  const ScratchDirectory scratch;
  const std::string bundle = (scratch.path() / "bundle").string();
  const auto written = daybook.run({"audit", "bundle", bundle});
  REQUIRE_MESSAGE(written.code == 0, written.text);
  const std::vector<std::vector<std::string>> commands = {
      {"audit", "replay"},
      {"audit", "replay", "--to", "9"},
      {"audit", "trial-balance", "--json"},
      {"audit", "explain", id},
      {"audit", "explain", order["order_number"].text(), "--json"},
      {"audit", "prove", "--position", "3", "--json"},
      {"audit", "export", "hledger"},
      {"audit", "export", "csv"},
  };
  for (auto command : commands) {
    CAPTURE(fmt::format("{}", fmt::join(command, " ")));
    const auto stored = daybook.run(command);
    command.insert(command.end(), {"--bundle", bundle});
    const auto bundled = daybook.run(command);
    CHECK(stored.code == 0);
    CHECK(bundled.code == 0);
    CHECK(bundled.text == stored.text);
  }
  // Touched, it is read by none of them.
  std::ofstream(scratch.path() / "bundle" / "key.txt") << "another";
  for (auto command : commands) {
    command.insert(command.end(), {"--bundle", bundle});
    CHECK(daybook.run(command).code == 1);
  }
}

}  // namespace
}  // namespace daybook::test
