// One statement in every format: golden bytes, the same totals and digest, nothing that a text could smuggle
// in. A golden file changes together with kStatementTemplate, and never alone: it is what "the same bytes"
// means.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <map>

#include "adapters/export/html_page.hpp"
#include "adapters/export/statement_csv.hpp"
#include "adapters/export/statement_html.hpp"
#include "adapters/export/statement_pdf.hpp"
#include "adapters/export/statement_xlsx.hpp"
#include "adapters/http/handlers/document_format.hpp"
#include "events/log/hash.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/statement_text.hpp"
#include "tests/unit/adapters/export/statement_sample.hpp"

namespace daybook::test {
namespace {

std::string golden(const char* extension) {
  const auto path = source_dir() / "tests/golden/statements" /
                    fmt::format("statement.v{}.{}", kStatementTemplate, extension);
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file, "no golden file " << path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

/// In as many fonts as there may be in one document.
const exports::PayeeName kPayee{"Zoë Щербакова Ελευθερία", "शर्मा & שלום مرحبا ภาษาไทย 王 カナ 김"};

// The PDF's depend on Debian 12's fonts, Pango and cairo too: what changes them is another template.
TEST_CASE("statement formats: golden bytes") {
  const Statement statement = sample_statement();
  const std::map<const char*, std::string> rendered{{"json", statement_json(statement)},
                                                    {"csv", exports::statement_csv(statement)},
                                                    {"html", exports::statement_html(statement)},
                                                    {"pdf", exports::statement_pdf(statement, kPayee)},
                                                    {"xlsx", exports::statement_xlsx(statement, kPayee)}};
  for (const auto& [extension, text] : rendered) {
    const bool same = text == golden(extension);
    CHECK_MESSAGE(same, extension << " shows something else: raise kStatementTemplate, add golden files");
  }
}

TEST_CASE("statement formats: totals and digest read from CSV and HTML are those of the JSON") {
  const Statement statement = sample_statement();
  const Json json = Json::parse(statement_json(statement));
  const std::string csv = exports::statement_csv(statement);
  const std::string html = exports::statement_html(statement);
  const Totals totals = json_totals(json);
  CHECK(totals.size() == 4 * 6);
  CHECK(totals.at("BHD closing") < 0);
  CHECK(csv_totals(csv) == totals);
  CHECK(html_totals(html) == totals);
  const std::string digest = json["digest"].text();
  CHECK(csv_footer(csv, "digest") == digest);
  CHECK(html_span(html, "digest") == digest);
  CHECK(csv_footer(csv, "position") == "12");
  CHECK(html_span(html, "position") == "12");
  std::map<std::string, std::int64_t> summed;
  for (const CsvRow& row : csv_rows(csv))
    if (row.at("record") == "line" || row.at("record") == "opening")
      summed[row.at("currency") + " closing"] += minor_of(row.at("amount"));
  for (const auto& [name, sum] : summed) CHECK(totals.at(name) == sum);
}

TEST_CASE("statement formats: the digest is the hash of the JSON without it") {
  std::string text = statement_json(sample_statement());
  const std::string digest = Json::parse(text)["digest"].text();
  const std::string member = ",\"digest\":\"" + digest + "\"";
  text.erase(text.rfind(member), member.size());
  CHECK(log::to_hex(log::sha256(text)) == digest);
}

TEST_CASE("statement formats: what a person could have typed starts no formula and no tag") {
  Statement statement = sample_statement();
  statement.currencies[0].lines[0].order_number = "=HYPERLINK(\"http://x\",1)\r\n<script>alert('&')</script>";
  const std::string csv = exports::statement_csv(statement);
  CHECK(csv.find(",=") == std::string::npos);
  CHECK(csv.find("\"'=HYPERLINK(\"\"http://x\"\",1)") != std::string::npos);
  CHECK(csv_rows(csv).size() == csv_rows(exports::statement_csv(sample_statement())).size());
  const std::string html = exports::statement_html(statement);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(
      html.find("=HYPERLINK(&quot;http://x&quot;,1)  &lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;") !=
      std::string::npos);
}

TEST_CASE("statement formats: the page's policy admits its own style sheet and nothing else") {
  const std::string html = exports::statement_html(sample_statement());
  const auto start = html.find("<style>") + 7;
  const std::string style = html.substr(start, html.find("</style>") - start);
  const std::string hash = log::to_base64(log::as_bytes(log::sha256(style)));
  CHECK(exports::html_policy() == "default-src 'none'; style-src 'sha256-" + hash +
                                      "'; base-uri 'none'; form-action 'none'; "
                                      "frame-ancestors 'none'");
  for (const char* outside : {"<script", "<link", "<img", "href=", "src=", "style=", "@import", "url("})
    CHECK_MESSAGE(html.find(outside) == std::string::npos, outside);
}

TEST_CASE("statement formats: which one is asked for") {
  using http::DocumentFormat;
  const struct {
    const char* format;
    const char* accept;
    DocumentFormat expected;
  } rows[] = {
      {"", "", DocumentFormat::json},
      {"", "*/*", DocumentFormat::json},
      {"", "text/csv", DocumentFormat::csv},
      {"", "TEXT/HTML;charset=utf-8", DocumentFormat::html},
      {"", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", DocumentFormat::html},
      {"", "text/html;q=0.5, text/csv;q=0.51, application/json;q=0.1", DocumentFormat::csv},
      {"", "text/csv;q=0, application/json", DocumentFormat::json},
      {"", "image/png", DocumentFormat::json},
      {"", "application/pdf", DocumentFormat::pdf},
      {"", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.1",
       DocumentFormat::xlsx},
      {"pdf", "", DocumentFormat::pdf},
      {"xlsx", "text/html", DocumentFormat::xlsx},
      {"csv", "text/html", DocumentFormat::csv},
      {"json", "text/html", DocumentFormat::json},
  };
  for (const auto& row : rows) {
    CAPTURE(row.accept);
    http::Request request;
    if (*row.format) request.query.emplace_back("format", row.format);
    if (*row.accept) request.headers.emplace_back("accept", row.accept);
    const auto format = http::document_format(request);
    REQUIRE(format.has_value());
    CHECK(*format == row.expected);
  }
  http::Request request;
  request.query.emplace_back("format", "docx");
  CHECK(!http::document_format(request).has_value());
}

}  // namespace
}  // namespace daybook::test
