// A broker's statement over HTTP: fixed by a position, the same in every format, months in the programme's
// zone whenever the money became known.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>

#include "adapters/postgres/pg.hpp"
#include "core/period.hpp"
#include "events/log/hash.hpp"
#include "tests/support/business.hpp"
#include "tests/support/document_text.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/statement_text.hpp"

namespace daybook::test {
namespace {

// UTC+13 in January: 11:00Z on the 31st is midnight of 1 February.
constexpr const char* kZone = "Pacific/Auckland";

void pay_by_check(Daybook& daybook, const Json& order, const char* received_at) {
  must(daybook.call(
      daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/manual-payment",
      fmt::format(R"({{"payment_method":"CHECK","reason":"late post","received_at":"{}"}})", received_at)));
}

Month month_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Zone(kZone).month_of({std::chrono::duration_cast<std::chrono::microseconds>(since).count()});
}

/// Without a megabyte of bytes in the message.
bool same(const std::string& a, const std::string& b) { return a == b; }

struct Story {
  Daybook daybook{{.kafka = false, .time_zone = kZone, .roles = {"up", "serve"}}};
  Broker broker;
  std::string own;

  Story() {
    import_cards(daybook, 50);
    broker = approved_broker(daybook);
    own = "/api/brokers/" + broker.id + "/statement?period=";
  }
  HttpAnswer statement(const std::string& query, std::multimap<std::string, std::string> headers = {},
                       std::size_t server = 0) {
    const auto answer = daybook.call(broker.secret, "GET",
                                     fmt::format("{}{}&min_position={}", own, query, daybook.position()), "",
                                     std::move(headers), server);
    REQUIRE_MESSAGE(answer.status == 200, answer.shown());
    return answer;
  }
  Json refund(const Json& order, int amount) {
    return must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/refunds",
                             fmt::format(R"({{"amount":{},"reason":"returned"}})", amount)));
  }
};

TEST_CASE("statement: at a position it is the same to the byte, whatever happened since") {
  Story story;
  Daybook& daybook = story.daybook;
  const auto order = place_order(daybook, story.broker);
  pay_by_wire(daybook, order);
  story.refund(order, 300);
  const Month month = month_now();
  const std::string fixed = fmt::format("{}&position={}", to_string(month), daybook.position());
  std::map<std::string, std::string> before;
  for (const std::string format : {"json", "csv", "html", "pdf", "xlsx"})
    before[format] = story.statement(fixed + "&format=" + format).body;

  const auto more = place_order(daybook, story.broker, "tie");
  pay_by_wire(daybook, more);
  story.refund(order, 700);
  must(daybook.call(
      daybook.admin(), "POST", "/api/payouts/run",
      fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})", month.year, month.month, story.broker.id)));
  must(daybook.call(daybook.admin(), "PATCH", "/api/brokers/" + story.broker.id,
                    R"({"revenue_share_percent":"12"})"));
  must(daybook.call(
      daybook.admin(), "POST", "/api/brokers/" + story.broker.id + "/terms/corrections",
      R"({"revenue_share_percent":"25","from":"2020-01-01T00:00:00Z","reason":"the contract"})"));
  for (const auto& [format, body] : before)
    CHECK_MESSAGE(same(story.statement(fixed + "&format=" + format).body, body), format);
  for (const auto& [format, body] : before)
    CHECK_MESSAGE(same(story.statement(fixed + "&format=" + format, {}, 1).body, body),
                  format << " of another process");
  REQUIRE(daybook.run({"projections", "rebuild"}).code == 0);
  for (const auto& [format, body] : before)
    CHECK_MESSAGE(same(story.statement(fixed + "&format=" + format).body, body),
                  format << " after a rebuild");

  const Json then = Json::parse(before["json"]);
  const Json now = story.statement(to_string(month)).json();
  CHECK(then["currencies"][std::size_t{0}]["closing"].integer() == 1'986 - 58);
  // Paid out, then corrected: 2,501 instead of 1,736 of 10,005 with 1,000 of 10,255 refunded, 669 instead of
  // 464 of 2,675.
  const auto corrected = must(daybook.get(daybook.admin(), "/api/brokers/" + story.broker.id + "/balance"));
  CHECK(now["currencies"][std::size_t{0}]["closing"].integer() ==
        corrected["balances"][std::size_t{0}]["available"].integer());
  CHECK(now["currencies"][std::size_t{0}]["closing"].integer() > 765 + 205 - 100);
  CHECK(now["position"].integer() >= daybook.position());
  CHECK(now["digest"].text() != then["digest"].text());
  CHECK(daybook.run({"audit", "verify"}).code == 0);
}

TEST_CASE("statement: every format tells the same totals and digest, and each line explains itself") {
  Story story;
  const auto order = place_order(story.daybook, story.broker);
  pay_by_wire(story.daybook, order);
  story.refund(order, 300);
  story.refund(order, 555);
  const std::string fixed = fmt::format("{}&position={}", to_string(month_now()), story.daybook.position());
  const auto answer = story.statement(fixed);
  for (const auto& violation : violations("Statement", answer.body)) FAIL_CHECK(violation);
  const Json json = answer.json();
  const auto csv = story.statement(fixed, {{"Accept", "text/csv"}});
  const auto html = story.statement(fixed, {{"Accept", "text/html, */*;q=0.1"}});
  CHECK(csv_totals(csv.body) == json_totals(json));
  CHECK(html_totals(html.body) == json_totals(json));
  CHECK(csv_footer(csv.body, "digest") == json["digest"].text());
  CHECK(html_span(html.body, "digest") == json["digest"].text());
  CHECK(csv.headers.at("content-type").starts_with("text/csv"));
  CHECK(html.headers.at("content-type") == "text/html; charset=utf-8");
  CHECK(html.headers.at("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"));
  CHECK(html.headers.at("vary") == "Accept");
  const auto pdf = story.statement(fixed, {{"Accept", "application/pdf"}});
  const auto xlsx = story.statement(fixed + "&format=xlsx");
  CHECK(pdf_totals(pdf.body) == json_totals(json));
  const auto book = xlsx_sheets(xlsx.body);
  CHECK(xlsx_totals(book) == json_totals(json));
  CHECK(pdf_words(pdf.body).find("SHA-256 " + json["digest"].text()) != std::string::npos);
  CHECK(book.at("USD").row_of('B', json["digest"].text()) > 0);
  CHECK(pdf.headers.at("content-type") == "application/pdf");
  CHECK(xlsx.headers.at("content-type") ==
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  for (const auto& [file, extension] :
       {std::pair(&pdf, "pdf"), std::pair(&xlsx, "xlsx"), std::pair(&csv, "csv")}) {
    CHECK(file->headers.at("content-disposition") ==
          fmt::format("attachment; filename=\"statement-{}-{}-{}.{}\"", story.broker.id,
                      to_string(month_now()), json["position"].integer(), extension));
    CHECK(file->headers.at("x-content-type-options") == "nosniff");
  }
  const std::string member = ",\"digest\":\"" + json["digest"].text() + "\"";
  std::string hashed = answer.body;
  hashed.erase(hashed.rfind(member), member.size());
  CHECK(log::to_hex(log::sha256(hashed)) == json["digest"].text());

  const Json lines = json["currencies"][std::size_t{0}]["lines"];
  REQUIRE(lines.size() == 3);
  CHECK(lines[std::size_t{0}]["rounding"].text() ==
        "share half-up(10005 x 17.35%) = 1736; markup half-up(10005 x 2.5%) = 250");
  CHECK(lines[1]["rounding"].text().starts_with("R = 300 of T = 10255: broker half-up(300 x 1986 / 10255)"));
  CHECK(lines[2]["rounding"].text().find("recorded") == std::string::npos);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto events = story.daybook
                            .get(story.daybook.admin(), fmt::format("/api/log/events?from={}&limit=1",
                                                                    lines[i]["position"].integer()))
                            .json()["data"];
    CHECK(lines[i]["event_id"].text() == events[std::size_t{0}]["event_id"].text());
    CHECK(lines[i]["terms_version"].integer() == order["terms_version"].integer());
    CHECK(lines[i]["order_number"].text() == order["order_number"].text());
  }
}

TEST_CASE("statement: documents name the payee as of the position, and nobody once the payee is erased") {
  Story story;
  Daybook& daybook = story.daybook;
  pay_by_wire(daybook, place_order(daybook, story.broker));
  const std::string own = "/api/brokers/" + story.broker.id;
  const std::string old_name = daybook.get(daybook.admin(), own).json()["name"].text();
  const std::string month = to_string(month_now());
  const std::string early = fmt::format("{}&position={}&format=", month, daybook.position());
  const std::string before = story.statement(early + "pdf").body;
  must(
      daybook.call(daybook.admin(), "PATCH", own, R"({"name":"Ольга Новак","business_name":"新しい 商会"})"));
  const std::string late = fmt::format("{}&position={}&format=", month, daybook.position());
  const auto names = [&](const std::string& query) {
    const auto book = xlsx_sheets(story.statement(query + "xlsx").body);
    const XlsxSheet& sheet = book.at("Summary");
    const int business = sheet.row_of('A', "Business", 1);
    return sheet.at('B', sheet.row_of('A', "Payee")).value + "|" +
           (business ? sheet.at('B', business).value : "");
  };
  CHECK(same(story.statement(early + "pdf").body, before));
  CHECK(pdf_words(before).find(old_name) != std::string::npos);
  CHECK(names(early).starts_with(old_name + "|"));
  const std::string words = pdf_words(story.statement(late + "pdf").body);
  CHECK(words.find("Ольга Новак") != std::string::npos);
  CHECK(words.find("新しい 商会") != std::string::npos);
  CHECK(names(late) == "Ольга Новак|新しい 商会");

  REQUIRE(daybook.run({"admin", "erase", "--email", "broker@example.com"}).code == 0);
  for (int i = 0; i < 100 && daybook.get(daybook.admin(), own).json()["name"].text() != "[erased]"; ++i)
    pause_ms(50);
  for (const std::string& query : {early, late}) {
    CHECK(names(query) == "[erased]|");
    const std::string pdf = story.statement(query + "pdf").body;
    CHECK(pdf_words(pdf).find("[erased]") != std::string::npos);
    CHECK(pdf_words(pdf).find(old_name) == std::string::npos);
    CHECK(pdf_totals(pdf) == pdf_totals(before));
  }
}

TEST_CASE(
    "statement: the effective date in the programme's zone decides the month, however late it is known") {
  Story story;
  pay_by_check(story.daybook, place_order(story.daybook, story.broker), "2026-01-31T10:59:59Z");
  const std::string early = fmt::format("2026-02&position={}", story.daybook.position());
  pay_by_check(story.daybook, place_order(story.daybook, story.broker, "tie"), "2026-01-31T11:00:00Z");
  const Json february = story.statement("2026-02").json()["currencies"][std::size_t{0}];
  CHECK(february["opening"].integer() == 1'986);
  REQUIRE(february["lines"].size() == 1);
  CHECK(february["lines"][std::size_t{0}]["date"].text() == "2026-02-01");
  CHECK(february["lines"][std::size_t{0}]["at"].text() == "2026-01-31T11:00:00.000000Z");
  CHECK(february["lines"][std::size_t{0}]["recorded_at"].text() > "2026-02-01T00:00:00Z");
  const Json january = story.statement("2026-01").json()["currencies"][std::size_t{0}];
  CHECK(january["closing"].integer() == february["opening"].integer());
  CHECK(story.statement(early).json()["currencies"][std::size_t{0}]["lines"].size() == 0);
}

TEST_CASE("statement: payouts that came back are lines too, and at position 1 there is nothing") {
  Story story;
  Daybook& daybook = story.daybook;
  pay_by_wire(daybook, place_order(daybook, story.broker));
  const Month month = month_now();
  const auto run = must(daybook.call(
      daybook.admin(), "POST", "/api/payouts/run",
      fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})", month.year, month.month, story.broker.id)));
  const std::string payout = run["created"][std::size_t{0}]["id"].text();
  must(daybook.call(daybook.admin(), "POST", "/api/payouts/" + payout + "/cancel", kReason));
  const Json block = story.statement(to_string(month)).json()["currencies"][std::size_t{0}];
  REQUIRE(block["lines"].size() == 3);
  CHECK(block["lines"][1]["kind"].text() == "payout_created");
  CHECK(block["lines"][1]["amount"].integer() == -1'986);
  CHECK(block["lines"][1]["rounding"].text() == "sum of 1 ledger line, no rounding");
  CHECK(block["lines"][2]["kind"].text() == "payout_cancelled");
  CHECK(block["lines"][2]["payout_id"].text() == payout);
  CHECK(block["payouts"].integer() == 0);
  CHECK(block["closing"].integer() == 1'986);
  const Json first = story.statement(to_string(month) + "&position=1").json()["currencies"];
  REQUIRE(first.size() == 1);
  CHECK(first[std::size_t{0}]["closing"].integer() == 0);
}

TEST_CASE("statement: rows that contradict the log, or lack a fact, give an error and no figure") {
  Story story;
  pay_by_wire(story.daybook, place_order(story.daybook, story.broker));
  const std::string period = to_string(month_now());
  story.statement(period);
  const auto status = [&] { return story.daybook.get(story.broker.secret, story.own + period).status; };
  pg::Connection connection(story.daybook.database().app_url());
  const char* const other_amount =
      "UPDATE read.payee_open_blocks SET state = set_byte(state, length(state) - 1, get_byte(state, "
      "length(state) - 1) # 1)";
  connection.exec(other_amount);
  CHECK(status() == 500);
  connection.exec(other_amount);
  CHECK(status() == 200);
  connection.exec("INSERT INTO read.quarantine (partition_key, position, type) VALUES ($1, 2, 'a test')",
                  {story.broker.id});
  CHECK(status() == 503);
  CHECK(story.statement(period + "&position=1").status == 200);
}

}  // namespace
}  // namespace daybook::test
