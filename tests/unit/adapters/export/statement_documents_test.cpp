// Statements as PDF and XLSX, read back by tools that others wrote: the same totals as the JSON's, in any
// script, whatever a text holds, and the same bytes each time.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <limits>
#include <thread>

#include "adapters/export/statement_pdf.hpp"
#include "adapters/export/statement_xlsx.hpp"
#include "tests/support/document_text.hpp"
#include "tests/support/http_client.hpp"
#include "tests/unit/adapters/export/statement_sample.hpp"

namespace daybook::test {
namespace {

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++n;
  return n;
}

/// 240 lines in four currencies with 0, 2, 3 and 9 decimals, gains and losses.
Statement long_statement() {
  Terms terms;
  terms.revenue_share = {173'500};
  terms.markup_percent = {25'000};
  PayeeFacts facts;
  const char* codes[] = {"JPY", "USD", "BHD", "ICP"};
  for (std::uint64_t i = 0; i < 60; ++i) {
    const Instant at = at_time(fmt::format("2026-11-{:02}T17:30:00Z", 1 + i / 3).c_str());
    for (std::uint64_t c = 0; c < 4; ++c) {
      const auto price = static_cast<std::int64_t>(10'007 * (i + 1) * (c == 3 ? 1'000'003 : 1));
      const Deal order = deal(i * 4 + c + 1, parse_currency(codes[c]).value(), terms,
                              {{Minor(price), static_cast<std::int64_t>(1 + i % 3)}});
      if (i % 5 == 4) {
        facts.refunded(order, Minor(0), Minor(price / 2), at, at);
      } else {
        facts.captured(order, at, at);
      }
    }
  }
  return facts.statement({2026, 11}, Zone("America/New_York"), 1'000);
}

TEST_CASE("statement documents: PDF and XLSX tell the JSON's totals and digest") {
  for (const Statement& statement : {sample_statement(), long_statement()}) {
    const Json json = Json::parse(statement_json(statement));
    const Totals totals = json_totals(json);
    CHECK(totals.size() == 4 * 6);
    const std::string digest = json["digest"].text();
    const std::string pdf = exports::statement_pdf(statement);
    CHECK(pdf_totals(pdf) == totals);
    for (const std::string& page : pdf_pages(pdf)) CHECK(count(page, "SHA-256 " + digest) == 1);
    const auto book = xlsx_sheets(exports::statement_xlsx(statement));
    CHECK(xlsx_totals(book) == totals);
    CHECK(book.size() == 5);
    for (const auto& [name, sheet] : book) {
      CHECK(sheet.footer.find(digest) != std::string::npos);
      CHECK(sheet.at('B', sheet.row_of('A', "SHA-256")).value == digest);
      CHECK(sheet.frozen == (name == "Summary" ? "None" : "A2"));
    }
  }
}

TEST_CASE("statement documents: every line of the PDF, over pages with the head again and their numbers") {
  const Statement statement = long_statement();
  const std::string pdf = exports::statement_pdf(statement);
  const auto pages = pdf_pages(pdf);
  REQUIRE(pages.size() > 8);
  std::string text;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    CHECK(count(pages[i], fmt::format("Page {} of {}\n", i + 1, pages.size())) == 1);
    CHECK(count(pages[i], "log position 1000 · template version 1") == 1);
    // The head stands above the first line.
    const auto line = pages[i].find("\n2026-11-");
    if (line != std::string::npos) CHECK(pages[i].find("Date ") < line);
    text += pages[i];
  }
  const std::string words = pdf_words(pdf);
  for (const StatementBlock& block : statement.currencies)
    for (const StatementLine& line : block.lines) {
      std::string row = line.date + " +[^\n]* " + line.order_number.value();
      for (const Minor amount : {line.revenue_share, line.markup, line.adjustments, line.amount})
        row += " +" + decimal_text(amount.value, block.currency);
      CHECK_MESSAGE(std::regex_search(text, std::regex(row + "\n")), row);
      CHECK(count(words, line.event_id.str() + fmt::format(" at position {} ", line.position)) == 1);
    }
}

TEST_CASE("statement documents: every line of the XLSX, numbers as numbers and days as days") {
  const Statement statement = long_statement();
  const auto book = xlsx_sheets(exports::statement_xlsx(statement));
  for (const StatementBlock& block : statement.currencies) {
    const XlsxSheet& sheet = book.at(block.currency.str());
    int row = 1;
    for (const StatementLine& line : block.lines) {
      ++row;
      CHECK(sheet.at('A', row).kind == 'd');
      CHECK(sheet.at('A', row).value == line.date);
      CHECK(sheet.at('C', row).value == line.order_number.value());
      char column = 'D';
      for (const Minor amount : {line.revenue_share, line.markup, line.adjustments, line.amount}) {
        CHECK(sheet.at(column, row).kind == 'n');
        CHECK(sheet.at(column++, row).value == decimal_text(amount.value, block.currency));
      }
      CHECK(sheet.at('I', row).value == line.rounding);
      CHECK(sheet.at('J', row).value == line.event_id.str());
    }
    const int closing = sheet.row_of('B', "Closing balance", row + 1);
    REQUIRE(closing > row);
    CHECK(sheet.at('G', closing).value == decimal_text(block.closing.value, block.currency));
  }
}

TEST_CASE("statement documents: the same statement is the same file, in several threads at once too") {
  const Statement statement = long_statement();
  const exports::PayeeName payee{"Анна שלום 中文 हिन्दी", "Łódź"};
  const std::string pdf = exports::statement_pdf(statement, payee);
  const std::string xlsx = exports::statement_xlsx(statement, payee);
  std::vector<std::string> again(4);
  std::vector<std::thread> threads;
  for (std::string& out : again)
    threads.emplace_back([&] { out = exports::statement_pdf(statement, payee); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& out : again) CHECK((out == pdf));
  CHECK((exports::statement_xlsx(statement, payee) == xlsx));
  CHECK((exports::statement_pdf(statement, {"Anna", "Łódź"}) != pdf));
}

TEST_CASE("statement documents: names in any script can be read and searched") {
  const char* names[] = {"Zoë Ångström-Łukasiewicz Đặng",
                         "Ελευθερία Παπαδοπούλου",
                         "Александра Щербакова",
                         "مرحبا بالعالم",
                         "שלום עולם",
                         "हिन्दी क्षत्रिय",
                         "ภาษาไทย น้ำ",
                         "王小明",
                         "山田 太郎 カタカナ ひらがな",
                         "한국어 김철수",
                         "தமிழ் பெயர்",
                         "Հայաստան",
                         "ქართული",
                         "አማርኛ",
                         "বাংলা"};
  // pdftotext wraps text from right to left in marks of direction.
  const auto bare = [](std::string text) {
    for (const char* mark : {"\u202a", "\u202b", "\u202c"})
      for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) text.erase(at, 3);
    return text;
  };
  for (const char* name : names) {
    const exports::PayeeName payee{name, std::string("Co. ") + name};
    const std::string words = bare(pdf_words(exports::statement_pdf(sample_statement(), payee)));
    CHECK_MESSAGE(count(words, name) >= 1, name << " in " << words.substr(0, 300));
    const auto book = xlsx_sheets(exports::statement_xlsx(sample_statement(), payee));
    const XlsxSheet& summary = book.at("Summary");
    CHECK(summary.at('B', summary.row_of('A', "Payee")).value == name);
    CHECK(summary.at('B', summary.row_of('A', "Business")).value == std::string("Co. ") + name);
  }
}

TEST_CASE("statement documents: hostile texts change nothing around them") {
  const std::string texts[] = {"=cmd|' /C calc'!A0",
                               "+1+1",
                               "@SUM(A1)",
                               "-2+3",
                               "\t=1",
                               "a\x01"
                               "b\r\nc\x7f"
                               "d\xC2\x85"
                               "e\xE2\x80\xA8"
                               "f",
                               "\u202E00.001-\u2066 $",
                               "<b>&amp;\"'</b>]]>",
                               "bad \xFF\xC0\xAF\xED\xA0\x80 utf8",
                               "_x0041_ & _x000A_",
                               "\uFFFE\uFFFF",
                               std::string("nul\0nul", 7),
                               std::string(5'000, 'W'),
                               std::string(40'000, '='),
                               "%s%n{}",
                               ""};
  const Totals totals = json_totals(Json::parse(statement_json(sample_statement())));
  for (const std::string& text : texts) {
    CAPTURE(text.substr(0, 50));
    Statement statement = sample_statement();
    for (StatementBlock& block : statement.currencies)
      for (StatementLine& line : block.lines) line.order_number = text;
    const exports::PayeeName payee{text, text};
    const std::string pdf = exports::statement_pdf(statement, payee);
    CHECK(pdf_totals(pdf) == totals);
    const std::string words = pdf_words(pdf);
    CHECK(words.find('\x01') == std::string::npos);
    CHECK(words.find("\u202E") == std::string::npos);
    if (text.size() == 5'000) CHECK(count(words, "W") >= 5'000);
    const auto book = xlsx_sheets(exports::statement_xlsx(statement, payee));
    CHECK(xlsx_totals(book) == totals);
    for (const auto& [name, sheet] : book)
      for (const auto& [where, cell] : sheet.cells) {
        CHECK(cell.kind != 'f');
        CHECK(cell.value.size() < 32'767);
      }
    if (text.size() < 30 && text.starts_with("=")) CHECK(book.at("USD").at('C', 2).value == text);
  }
}

TEST_CASE("statement documents: no amount is too large, and none is rounded by a spreadsheet") {
  Statement statement = sample_statement();
  StatementBlock& nines = statement.currencies[1];
  StatementBlock& yens = statement.currencies[2];
  REQUIRE(nines.currency.str() == "ICP");
  for (StatementBlock* block : {&nines, &yens}) {
    block->closing = Minor(std::numeric_limits<std::int64_t>::min());
    block->lines[0].amount = Minor(std::numeric_limits<std::int64_t>::max());
    block->lines[0].markup = Minor(999'999'999'999'999);
    block->lines[0].revenue_share = Minor(1'000'000'000'000'001);
  }
  const std::string pdf = exports::statement_pdf(statement);
  CHECK(pdf_totals(pdf) == json_totals(Json::parse(statement_json(statement))));
  const std::string words = pdf_words(pdf);
  CHECK(count(words, " 9223372036.854775807 ") == 1);
  CHECK(count(words, " 9223372036854775807 ") == 1);
  const auto book = xlsx_sheets(exports::statement_xlsx(statement));
  const struct {
    const char* sheet;
    char column;
    char kind;
    const char* value;
  } rows[] = {{"ICP", 'D', 's', "1000000.000000001"},    {"ICP", 'E', 'n', "999999.999999999"},
              {"ICP", 'G', 's', "9223372036.854775807"}, {"JPY", 'D', 's', "1000000000000001"},
              {"JPY", 'E', 'n', "999999999999999"},      {"JPY", 'G', 's', "9223372036854775807"}};
  for (const auto& row : rows) {
    const XlsxCell& cell = book.at(row.sheet).at(row.column, 2);
    CHECK(cell.kind == row.kind);
    CHECK(cell.value == row.value);
  }
  CHECK(book.at("Summary").cells.at("G8").kind == 'n');
  CHECK(book.at("Summary").cells.at("G9").kind == 's');
}

}  // namespace
}  // namespace daybook::test
