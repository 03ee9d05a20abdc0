#include "adapters/export/sanitise.hpp"

#include <doctest/doctest.h>

namespace daybook::exports {
namespace {

TEST_CASE("journal text: nothing that a person types leaves its line, opens a tag or a date") {
  struct Row {
    const char* name;
    std::string typed;
    std::string written;
  };
  const Row rows[] = {
      {"plain", "Ada & Sons Ltd.", "Ada & Sons Ltd."},
      {"empty", "", "-"},
      {"only blanks", " \t ", "-"},
      {"a comment", "Ada ; event_id: forged", "Ada event_id: forged"},
      {"a second tag", "Ada, position: 7", "Ada position: 7"},
      {"a note", "Ada | note", "Ada note"},
      {"a new line", "Ada\n2026-01-01 * forged\r\n    assets:cash  1 USD",
       "Ada 2026-01-01 * forged assets:cash 1 USD"},
      {"double spaces end account names", "Ada  Sons", "Ada Sons"},
      {"tabs too", "Ada\tSons", "Ada Sons"},
      {"blanks around", "  Ada  ", "Ada"},
      {"NUL and DEL",
       std::string("A\0d\x7f"
                   "a",
                   5),
       "A d a"},
      {"a date", "Ada [2026-01-01]", "Ada (2026-01-01]"},
      {"an auxiliary date", "[=2026-01-01]", "(=2026-01-01]"},
      {"the mark of an erased person stays", "[erased]", "[erased]"},
      {"no-break and wide blanks", "A\u00A0\u2003\u3000d a\u202F", "A d a"},
      {"another control set", "A\u0085B\u2028C", "A B C"},
      {"what turns text round", "A\u202Ecba\u202C \u200F\u200E\u061C\u2066B\u2069", "Acba B"},
      {"a byte order mark", "\uFEFFAda", "Ada"},
      {"no UTF-8", "A\xFF\xC3", "A\uFFFD\uFFFD"},
      {"other letters", "Zoë Müller 株式会社", "Zoë Müller 株式会社"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(journal_text(row.typed) == row.written);
  }
}

TEST_CASE("journal code: no parenthesis ends it early") {
  CHECK(journal_code("TLM261100001") == "TLM261100001");
  CHECK(journal_code("TLM(26)11") == "TLM2611");
  CHECK(journal_code("x) forged ; a: b") == "x forged a: b");
  CHECK(journal_code("()") == "-");
}

TEST_CASE("CSV fields: quoted when needed, never a formula") {
  struct Row {
    const char* name;
    std::string text;
    std::string field;
  };
  const Row rows[] = {
      {"plain", "assets:stripe", "assets:stripe"},
      {"empty", "", ""},
      {"comma", "a,b", "\"a,b\""},
      {"quote", "a\"b", "\"a\"\"b\""},
      {"line end", "a\r\nb", "\"a\r\nb\""},
      {"formula", "=1+1", "'=1+1"},
      {"at", "@SUM(A1)", "'@SUM(A1)"},
      {"negative number", "-1250", "-1250"},
      {"dash and text", "-1+cmd", "'-1+cmd"},
      {"bare dash", "-", "'-"},
      {"plus", "+1", "'+1"},
      {"a line first", "\n=1", "\"'\n=1\""},
      {"full-width equals", "＝1+1", "'＝1+1"},
      {"formula with a comma", "=A(1,2)", "\"'=A(1,2)\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(csv_field(row.text) == row.field);
  }
}

}  // namespace
}  // namespace daybook::exports
