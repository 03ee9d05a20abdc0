// A payout's report in every format, read back by tools that others wrote: the same figures, every order, any
// script, nothing that a text could smuggle in.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "adapters/export/html_page.hpp"
#include "adapters/export/payout_report_csv.hpp"
#include "adapters/export/payout_report_html.hpp"
#include "adapters/export/payout_report_pdf.hpp"
#include "adapters/export/payout_report_xlsx.hpp"
#include "adapters/export/plain_text.hpp"
#include "events/log/hash.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/report_text.hpp"
#include "tests/unit/projections/statement_given.hpp"

namespace daybook::test {
namespace {

using namespace exports;

/// Orders of November in New York, gains and losses, an adjustment, and money of October.
PayoutReport sample_report(std::uint64_t orders, const char* currency = "USD") {
  PayoutState payout;
  payout.id = id_of<PayoutId>(3);
  payout.payee = id_of<BrokerId>(7);
  payout.period_start = at_time("2026-11-01T04:00:00Z");
  payout.period_end = at_time("2026-12-01T05:00:00Z");
  payout.currency = parse_currency(currency).value();
  payout.payment_method = PayoutMethod::WIRE;
  payout.status = PayoutStatus::COMPLETED;
  payout.transaction_id = "wire 1";
  payout.created_at = at_time("2026-12-02T10:11:12.345678Z");
  std::vector<PaidLine> lines{
      {id_of<OrderId>(900), {Minor(1'500), Minor(200), {}}, 1, at_time("2026-10-15T12:00:00Z")},
      {{}, {{}, {}, Minor(-30)}, 2, at_time("2026-11-05T12:00:00Z")}};
  for (std::uint64_t i = 1; i <= orders; ++i)
    lines.push_back({id_of<OrderId>(i),
                     {Minor(static_cast<std::int64_t>(i) * 1'736 - 2'000), Minor(250), {}},
                     static_cast<std::int64_t>(i) + 2,
                     at_time("2026-11-30T12:00:00Z")});
  for (const PaidLine& line : lines) {
    payout.amounts.revenue_share += line.amounts.revenue_share;
    payout.amounts.markup += line.amounts.markup;
    payout.amounts.adjustments += line.amounts.adjustments;
  }
  PayoutReport report = make_payout_report(payout, lines);
  report.broker = {"Grace Hopper", "Łódź Lines", "grace@example.com"};
  report.zone = Zone("America/New_York");
  report.position = 4711;
  for (ReportOrder& order : report.orders) {
    order.order_number = fmt::format("TLM2611{:04}", order.position);
    order.order_date = at_time("2026-11-03T02:00:00Z");  // the 2nd there
    order.customer = fmt::format("customer{}@example.com", order.position);
    order.items = 2;
    order.order_total = Minor(20'510);
  }
  return report;
}

TEST_CASE("payout report documents: every format tells the JSON's figures, and they add up") {
  for (const char* currency : {"USD", "JPY", "BHD", "ICP"})
    for (const std::uint64_t orders : {0U, 1U, 70U}) {
      CAPTURE(currency);
      CAPTURE(orders);
      const PayoutReport report = sample_report(orders, currency);
      const Totals json = report_json_figures(Json::parse(payout_report_json(report)));
      const Totals csv = report_csv_figures(payout_report_csv(report));
      CHECK(csv.at("Adjustments") == -30);
      CHECK(csv.at("Carried forward") == 1'700);
      CHECK(as_json_figures(csv) == json);
      CHECK(report_html_figures(payout_report_html(report)) == csv);
      CHECK(report_pdf_figures(payout_report_pdf(report)) == csv);
      CHECK(report_xlsx_figures(payout_report_xlsx(report)) == csv);
    }
}

TEST_CASE("payout report documents: every order, dated in the programme's zone") {
  const PayoutReport report = sample_report(70);
  const auto csv = csv_rows(payout_report_csv(report));
  const auto pages = pdf_pages(payout_report_pdf(report));
  const auto book = xlsx_sheets(payout_report_xlsx(report));
  const XlsxSheet& sheet = book.at("Orders");
  const std::string html = payout_report_html(report);
  REQUIRE(pages.size() > 2);
  std::string text;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    CHECK(pages[i].find("As of log position 4711") != std::string::npos);
    CHECK(pages[i].find(fmt::format("Page {} of {}\n", i + 1, pages.size())) != std::string::npos);
    text += pages[i];
  }
  CHECK(sheet.frozen == "A2");
  CHECK(sheet.footer.find("As of log position 4711") != std::string::npos);
  for (std::size_t i = 0; i < report.orders.size(); ++i) {
    const ReportOrder& order = report.orders[i];
    const auto money = [&](Minor amount) { return decimal_text(amount.value, report.currency); };
    CHECK(csv.at(i).at("record") == "order");
    CHECK(csv.at(i).at("date") == "2026-11-02");
    CHECK(csv.at(i).at("order_date") == "2026-11-03T02:00:00.000000Z");
    CHECK(csv.at(i).at("customer") == order.customer);
    CHECK(csv.at(i).at("amount") == money(order.commission));
    CHECK(csv.at(i).at("order_id") == order.order_id.str());
    std::string row = fmt::format("2026-11-02 +{} +{} +2 +205.10 +{} +2.50 +{}\n", order.order_number,
                                  order.customer, money(order.revenue_share), money(order.commission));
    CHECK_MESSAGE(std::regex_search(text, std::regex(row)), row);
    const int at = static_cast<int>(i) + 2;
    CHECK(sheet.at('A', at).kind == 'd');
    CHECK(sheet.at('A', at).value == "2026-11-02");
    CHECK(sheet.at('C', at).value == order.customer);
    CHECK(sheet.at('H', at).kind == 'n');
    CHECK(sheet.at('H', at).value == money(order.commission));
    CHECK(html.find(fmt::format("<td>{}</td><td>{}</td><td>2</td>", order.order_number, order.customer)) !=
          std::string::npos);
  }
}

TEST_CASE("payout report documents: facts of payee and payment; absent ones are left out") {
  PayoutReport report = sample_report(1);
  const std::string csv = payout_report_csv(report);
  CHECK(csv_footer(csv, "payout_id") == report.payout_id.str());
  CHECK(csv_footer(csv, "payee_name") == "Grace Hopper");
  CHECK(csv_footer(csv, "method") == "WIRE");
  CHECK(csv_footer(csv, "status") == "COMPLETED");
  CHECK(csv_footer(csv, "transaction_id") == "wire 1");
  CHECK(csv_footer(csv, "processed_at").empty());
  CHECK(csv_footer(csv, "position") == "4711");
  const std::string html = payout_report_html(report);
  CHECK(html.find("<dt>Business</dt><dd>Łódź Lines</dd>") != std::string::npos);
  CHECK(html.find("Processed at") == std::string::npos);
  report.broker.business_name.reset();
  CHECK(payout_report_html(report).find("Business") == std::string::npos);
  CHECK(pdf_words(payout_report_pdf(report)).find("Business") == std::string::npos);
  CHECK(xlsx_sheets(payout_report_xlsx(report)).at("Summary").row_of('A', "Business") == 0);
}

TEST_CASE("payout report documents: the payout's time is the file's, so equal models are equal files") {
  const PayoutReport report = sample_report(3);
  const std::string pdf = payout_report_pdf(report);
  CHECK((payout_report_pdf(report) == pdf));
  CHECK((payout_report_xlsx(report) == payout_report_xlsx(report)));
  CHECK(file_time(report.created_at) == "2026-12-02T10:11:12Z");
  PayoutReport later = report;
  later.created_at = at_time("2026-12-02T10:11:13Z");
  CHECK((payout_report_pdf(later) != pdf));
  CHECK((payout_report_xlsx(later) != payout_report_xlsx(report)));
}

TEST_CASE("payout report documents: names in any script can be read") {
  for (const char* name : {"Ελευθερία Παπαδοπούλου", "Александра Щербакова", "शर्मा", "王小明", "김철수",
                           "ภาษาไทย", "Łukasiewicz Đặng"}) {
    PayoutReport report = sample_report(2);
    report.broker.name = name;
    report.orders[1].customer = name;
    const std::string words = pdf_words(payout_report_pdf(report));
    const auto first = words.find(name);
    CHECK_MESSAGE(first != std::string::npos, name);
    CHECK_MESSAGE(words.find(name, first + 1) != std::string::npos, name << " of the customer");
    const auto book = xlsx_sheets(payout_report_xlsx(report));
    const XlsxSheet& summary = book.at("Summary");
    CHECK(summary.at('B', summary.row_of('A', "Payee")).value == name);
    CHECK(book.at("Orders").at('C', 3).value == name);
  }
}

TEST_CASE("payout report documents: hostile texts change nothing around them") {
  const std::string texts[] = {"=HYPERLINK(\"http://x\",1)",
                               "@SUM(A1)",
                               "\t=1",
                               "a\x01"
                               "b\r\nc",
                               "\u202E00.001-\u2066 $",
                               "<script>alert('&')</script>",
                               "bad \xFF\xC0\xAF utf8",
                               "Total 1.00",
                               "%s%n{}",
                               std::string(5'000, 'W')};
  const Totals figures = report_csv_figures(payout_report_csv(sample_report(2)));
  const auto csv_size = csv_rows(payout_report_csv(sample_report(2))).size();
  for (const std::string& text : texts) {
    CAPTURE(text.substr(0, 50));
    PayoutReport report = sample_report(2);
    report.broker = {text, text, text};
    report.payment.transaction_id = text;
    for (ReportOrder& order : report.orders) order.customer = order.order_number = text;
    const std::string csv = payout_report_csv(report);
    CHECK(csv_rows(csv).size() == csv_size);
    CHECK(report_csv_figures(csv) == figures);
    for (const CsvRow& row : csv_rows(csv))
      for (const auto& [column, value] : row)
        CHECK((value.empty() || std::string("=+@\t\r").find(value[0]) == std::string::npos));
    const std::string html = payout_report_html(report);
    CHECK(report_html_figures(html) == figures);
    CHECK(html.find("<script") == std::string::npos);
    CHECK(html.find("\u202E") == std::string::npos);
    const std::string pdf = payout_report_pdf(report);
    CHECK(report_pdf_figures(pdf) == figures);
    CHECK(pdf_words(pdf).find("\u202E") == std::string::npos);
    const std::string xlsx = payout_report_xlsx(report);
    CHECK(report_xlsx_figures(xlsx) == figures);
    for (const auto& [name, sheet] : xlsx_sheets(xlsx))
      for (const auto& [where, cell] : sheet.cells) CHECK(cell.kind != 'f');
  }
}

TEST_CASE("payout report documents: the page's policy admits its style sheet, and it loads nothing") {
  const std::string html = payout_report_html(sample_report(2));
  for (const char* outside : {"<script", "<link", "<img", "href=", "src=", "style=", "@import", "url("})
    CHECK_MESSAGE(html.find(outside) == std::string::npos, outside);
  const auto start = html.find("<style>") + 7;
  const std::string style = html.substr(start, html.find("</style>") - start);
  const std::string hash = log::to_base64(log::as_bytes(log::sha256(style)));
  CHECK(html_policy().find("style-src 'sha256-" + hash + "';") != std::string::npos);
}

}  // namespace
}  // namespace daybook::test
