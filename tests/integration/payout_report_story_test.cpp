// A payout's report over HTTP: the same figures in every format, whoever is erased.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/integration/ledger_calls.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/report_text.hpp"

namespace daybook::test {
namespace {

struct ReportStory {
  Daybook daybook{{.kafka = false}};
  Broker broker;
  std::string path;

  /// One order paid in January, one now with a part of it refunded, and a bonus: all in one payout.
  ReportStory() {
    import_cards(daybook);
    broker = approved_broker(daybook);
    const auto early = place_order(daybook, broker);
    must(daybook.call(
        daybook.admin(), "POST", "/api/orders/" + early["id"].text() + "/manual-payment",
        R"({"payment_method":"CHECK","reason":"late post","received_at":"2026-01-15T12:00:00Z"})"));
    const auto order = place_order(daybook, broker, "tie");
    pay_by_wire(daybook, order);
    must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/refunds",
                      R"({"amount":300,"reason":"returned"})"));
    const auto bonus = must(post_ledger(
        daybook, daybook.admin(), "adjustments",
        fmt::format(
            R"({{"currency":"USD","reason":"bonus","payee":"{}","postings":[)"
            R"({{"account":"income:platform:brokers","amount":250}},{{"account":"{}","amount":-250}}]}})",
            broker.id, adjustments_of(broker))));
    must(post_ledger(daybook, daybook.admin("ACCOUNTANT"), "adjustments/" + bonus["id"].text() + "/approve",
                     "{}"));
    const auto [year, month] = this_month();
    const auto run = must(
        daybook.call(daybook.admin(), "POST", "/api/payouts/run",
                     fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})", year, month, broker.id)));
    path = "/api/payouts/" + run["created"][std::size_t{0}]["id"].text();
  }
  HttpAnswer report(const std::string& query = "", std::multimap<std::string, std::string> headers = {}) {
    const auto answer = daybook.call(
        daybook.admin("AUDITOR"), "GET",
        fmt::format("{}/report?min_position={}{}", path, daybook.position(), query), "", std::move(headers));
    REQUIRE_MESSAGE(answer.status == 200, answer.shown());
    return answer;
  }
};

TEST_CASE("payout report: every format tells the same figures, and adjustments by themselves") {
  ReportStory story;
  const auto answer = story.report();
  for (const auto& violation : violations("PayoutReport", answer.body)) FAIL_CHECK(violation);
  const Json json = answer.json();
  const Totals expected = report_json_figures(json);
  const Json payout = must(story.daybook.get(story.daybook.admin(), story.path));
  CHECK(json["order_count"].integer() == 1);
  CHECK(json["totals"]["total"].integer() == payout["total_amount"].integer());
  CHECK(expected.at("Revenue share") + expected.at("Markup") + expected.at("Carried forward") ==
        payout["total_amount"].integer());
  CHECK(json["carried_forward"].integer() == 1'986 + 250);

  const auto csv = story.report("&format=csv");
  const auto html = story.report("", {{"Accept", "text/html, */*;q=0.1"}});
  const auto pdf = story.report("", {{"Accept", "application/pdf"}});
  const auto xlsx = story.report("&format=xlsx");
  const Totals figures = report_csv_figures(csv.body);
  CHECK(figures.at("Adjustments") == 250);
  CHECK(figures.at("Carried forward") == 1'986);
  CHECK(as_json_figures(figures) == expected);
  CHECK(report_html_figures(html.body) == figures);
  CHECK(report_pdf_figures(pdf.body) == figures);
  CHECK(report_xlsx_figures(xlsx.body) == figures);
  CHECK(csv_footer(csv.body, "payee_name") == json["broker"]["name"].text());

  const std::string position = csv_footer(csv.body, "position");
  CHECK(std::stoll(position) >= story.daybook.position());
  CHECK(html.body.find("As of log position " + position) != std::string::npos);
  CHECK(pdf_words(pdf.body).find("As of log position " + position) != std::string::npos);
  CHECK(html.headers.at("content-type") == "text/html; charset=utf-8");
  CHECK(html.headers.at("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"));
  CHECK(pdf.headers.at("content-type") == "application/pdf");
  for (const auto& [file, ending] :
       {std::pair(&csv, "csv"), std::pair(&pdf, "pdf"), std::pair(&xlsx, "xlsx")})
    CHECK(file->headers.at("content-disposition") ==
          fmt::format("attachment; filename=\"payout-{}-{}.{}\"", payout["id"].text(), position, ending));
  for (const HttpAnswer* one : {&answer, &csv, &html, &pdf, &xlsx}) {
    CHECK(one->headers.at("vary") == "Accept");
    CHECK(one->headers.at("x-content-type-options") == "nosniff");
  }
}

TEST_CASE("payout report: only for readers, of payouts that are there, in formats that we have") {
  ReportStory story;
  Daybook& daybook = story.daybook;
  const auto unknown = daybook.get(daybook.admin(), story.path + "/report?format=docx");
  CHECK(unknown.status == 422);
  CHECK(unknown.pointer() == "?format");
  const auto stranger = approved_broker(daybook, "stranger@example.com");
  for (const std::string format : {"json", "csv", "html", "pdf", "xlsx"}) {
    CAPTURE(format);
    for (const Caller& key : {stranger.secret, story.broker.secret, story.broker.publishable})
      CHECK(daybook.get(key, story.path + "/report?format=" + format).code() == "forbidden");
    CHECK(daybook.get({}, story.path + "/report?format=" + format).status == 401);
    CHECK(daybook.get(daybook.admin(), "/api/payouts/" + stranger.id + "/report?format=" + format).code() ==
          "not_found");
  }
}

TEST_CASE("payout report: erased people are in no format, and every figure stays") {
  ReportStory story;
  Daybook& daybook = story.daybook;
  must(daybook.call(daybook.admin(), "PATCH", "/api/brokers/" + story.broker.id,
                    R"({"name":"Ольга Новак","business_name":"Novak Lines"})"));
  const std::string before = story.report("&format=csv").body;
  CHECK(before.find("ada@example.com") != std::string::npos);
  CHECK(before.find("Ольга Новак") != std::string::npos);
  for (const char* email : {"ada@example.com", "broker@example.com"})
    REQUIRE(daybook.run({"admin", "erase", "--email", email}).code == 0);
  for (int i = 0; i < 100; ++i) {
    const auto now = story.report().json();
    if (now["broker"]["name"].text() == "[erased]" &&
        now["orders"][std::size_t{0}]["customer"].text() == "[erased]")
      break;
    pause_ms(50);
  }
  const auto json = story.report();
  for (const auto& violation : violations("PayoutReport", json.body)) FAIL_CHECK(violation);
  const std::string csv = story.report("&format=csv").body;
  const std::string pdf = story.report("&format=pdf").body;
  const std::string xlsx = story.report("&format=xlsx").body;
  std::string cells;
  for (const auto& [name, sheet] : xlsx_sheets(xlsx))
    for (const auto& [where, cell] : sheet.cells) cells += cell.value + "\n";
  for (const std::string& text : {json.body, csv, story.report("&format=html").body, pdf_words(pdf), cells}) {
    CHECK(text.find("[erased]") != std::string::npos);
    for (const char* gone : {"ada@example.com", "broker@example.com", "Новак", "Novak"})
      CHECK_MESSAGE(text.find(gone) == std::string::npos, gone);
  }
  CHECK(csv_rows(csv).at(0).at("customer") == "[erased]");
  const Totals figures = report_csv_figures(before);
  CHECK(report_csv_figures(csv) == figures);
  CHECK(report_pdf_figures(pdf) == figures);
  CHECK(report_xlsx_figures(xlsx) == figures);
}

}  // namespace
}  // namespace daybook::test
