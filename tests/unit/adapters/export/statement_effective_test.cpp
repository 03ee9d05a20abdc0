// A statement limited to what takes effect by a day says so in every format, under its digest; one that is
// not keeps the bytes that it always had.

#include <doctest/doctest.h>

#include "adapters/export/statement_csv.hpp"
#include "adapters/export/statement_html.hpp"
#include "adapters/export/statement_pdf.hpp"
#include "adapters/export/statement_xlsx.hpp"
#include "tests/support/document_text.hpp"
#include "tests/unit/adapters/export/statement_sample.hpp"

namespace daybook::test {

TEST_CASE("statement in effect by a day: every format names the day, and the digest covers it") {
  const Statement whole = sample_statement();
  Statement limited = whole;
  limited.effective_date = "2026-11-05";
  CHECK(canonical_json(whole).find("effective_date") == std::string::npos);
  std::string expected = canonical_json(whole);
  expected.pop_back();
  CHECK(canonical_json(limited) == expected + R"(,"effective_date":"2026-11-05"})");
  CHECK(digest_of(limited) != digest_of(whole));
  CHECK(statement_json(limited).ends_with(R"(,"effective_date":"2026-11-05","digest":")" +
                                          digest_of(limited) + "\"}"));
  const exports::PayeeName payee{"Ada", std::nullopt};
  const std::string words = "in effect by 2026-11-05";
  CHECK(exports::statement_csv(limited).find("effective_date") != std::string::npos);
  CHECK(exports::statement_csv(whole).find("effective_date") == std::string::npos);
  CHECK(exports::statement_html(limited).find(words) != std::string::npos);
  CHECK(pdf_words(exports::statement_pdf(limited, payee)).find(words) != std::string::npos);
  CHECK(xlsx_sheets(exports::statement_xlsx(limited, payee)).at("Summary").row_of('B', "2026-11-05") > 0);
  CHECK(xlsx_sheets(exports::statement_xlsx(whole, payee)).at("Summary").row_of('A', "In effect by") == 0);
}

}  // namespace daybook::test
