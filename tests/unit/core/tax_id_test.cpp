#include "core/tax_id.hpp"

#include <doctest/doctest.h>

namespace daybook {
namespace {

using enum TaxIdKind;

TEST_CASE("tax id: good rows, printed and masked") {
  struct Row {
    TaxIdKind kind;
    const char* typed;
    const char* printed;
    const char* mask;
  };
  const Row rows[] = {
      {ssn, "123-45-6789", "123-45-6789", "•••-••-6789"},
      {ssn, " 123456789 ", "123-45-6789", "•••-••-6789"},
      {ssn, "899-99-9999", "899-99-9999", "•••-••-9999"},
      {ssn, "001-01-0001", "001-01-0001", "•••-••-0001"},
      {ein, "12-3456789", "12-3456789", "••-•••6789"},
      {ein, "993456789", "99-3456789", "••-•••6789"},
      {itin, "912-70-1234", "912-70-1234", "•••-••-1234"},
      {itin, "900-50-0001", "900-50-0001", "•••-••-0001"},
      {itin, "999-99-0001", "999-99-0001", "•••-••-0001"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.typed);
    const auto id = checked_tax_id(row.kind, row.typed);
    REQUIRE(id);
    CHECK(to_string(*id) == row.printed);
    CHECK(masked(*id) == row.mask);
    CHECK(checked_tax_id(row.kind, to_string(*id)) == *id);
  }
}

TEST_CASE("tax id: impossible numbers are refused, and not repeated") {
  struct Row {
    const char* name;
    TaxIdKind kind;
    std::string typed;
  };
  const Row rows[] = {
      {"empty", ssn, ""},
      {"eight digits", ssn, "12345678"},
      {"ten digits", ssn, "1234567890"},
      {"letters", ssn, "12345678A"},
      {"dashes elsewhere", ssn, "12-345-6789"},
      {"an EIN's dash", ssn, "12-3456789"},
      {"blanks inside", ssn, "123 45 6789"},
      {"area 000", ssn, "000-12-3456"},
      {"area 666", ssn, "666-12-3456"},
      {"area 900", ssn, "900-12-3456"},
      {"group 00", ssn, "123-00-6789"},
      {"serial 0000", ssn, "123-45-0000"},
      {"equal digits", ssn, "111-11-1111"},
      {"of an advertisement", ssn, "078-05-1120"},
      {"prefix 00", ein, "00-1234567"},
      {"prefix 07", ein, "07-1234567"},
      {"prefix 89", ein, "89-1234567"},
      {"equal digits", ein, "22-2222222"},
      {"an SSN's dashes", ein, "123-45-6789"},
      {"no 9 in front", itin, "812-70-1234"},
      {"group 49", itin, "912-49-1234"},
      {"group 66", itin, "912-66-1234"},
      {"group 89", itin, "912-89-1234"},
      {"group 93", itin, "912-93-1234"},
      {"equal digits", itin, "999-99-9999"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto id = checked_tax_id(row.kind, row.typed, "/w9/tin");
    REQUIRE_FALSE(id);
    CHECK(id.error().errors.at(0).pointer == "/w9/tin");
    if (!row.typed.empty()) CHECK(id.error().detail.find(row.typed) == std::string::npos);
  }
}

}  // namespace
}  // namespace daybook
