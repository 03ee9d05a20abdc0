#include "core/currency.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <set>
#include <sstream>

namespace daybook {
namespace {

Currency known(std::string_view code) {
  const auto currency = parse_currency(code);
  REQUIRE(currency);
  return *currency;
}

TEST_CASE("currency codes: bad rows") {
  struct Row {
    const char* name;
    std::string code;
  };
  const Row rows[] = {
      {"empty", ""},
      {"lower case", "usd"},
      {"mixed case", "Usd"},
      {"short", "US"},
      {"long", "USDX"},
      {"blank behind", "USD "},
      {"no such code", "ZZZ"},
      {"before the first", "AAA"},
      {"no minor unit: gold", "XAU"},
      {"for testing", "XTS"},
      {"no currency", "XXX"},
      {"left for the euro, 2023", "HRK"},
      {"left for the euro, 2026", "BGN"},
      {"replaced by XCG", "ANG"},
      {"replaced by ZWG", "ZWL"},
      {"replaced by SLE", "SLL"},
      {"crypto outside ISO", "BTC"},
      {"zero bytes", std::string(3, '\0')},
      {"digits", "840"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK_FALSE(parse_currency(row.code));
  }
}

TEST_CASE("exponents that are not two, in full") {
  struct Row {
    int digits;
    const char* codes;
  };
  const Row rows[] = {
      {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
      {3, "BHD IQD JOD KWD LYD OMR TND"},
      {4, "CLF UYW"},
      {9, "ICP"},
  };
  std::set<std::string> named;
  for (const Row& row : rows) {
    std::istringstream codes(row.codes);
    for (std::string code; codes >> code; named.insert(code)) {
      CAPTURE(code);
      CHECK(exponent(known(code)) == row.digits);
    }
  }
  // Every code there can be: known ones have two decimals unless named above, and survive their text.
  int count = 0;
  std::string code = "AAA";
  for (code[0] = 'A'; code[0] <= 'Z'; ++code[0]) {
    for (code[1] = 'A'; code[1] <= 'Z'; ++code[1]) {
      for (code[2] = 'A'; code[2] <= 'Z'; ++code[2]) {
        const auto currency = parse_currency(code);
        if (!currency) continue;
        ++count;
        REQUIRE(currency->str() == code);
        if (!named.contains(code)) REQUIRE(exponent(*currency) == 2);
      }
    }
  }
  CHECK(count == 166);  // 165 of ISO's with a minor unit, and ICP
}

TEST_CASE("the largest currencies and recent changes are known") {
  for (const char* code :
       {"USD", "EUR", "GBP", "CHF", "CNY", "INR", "BRL", "MXN", "SLE", "VED", "XCG", "ZWG"}) {
    CAPTURE(code);
    CHECK(exponent(known(code)) == 2);
  }
}

TEST_CASE("the exponent of a code outside the table is an error, not a guess") {
  CHECK_THROWS_AS(exponent(Currency{{'Z', 'Z', 'Z'}}), std::invalid_argument);
}

TEST_CASE("amounts as plain decimals with all digits") {
  struct Row {
    std::int64_t minor;
    const char* currency;
    const char* text;
  };
  const Row rows[] = {
      {-1250, "USD", "-12.50"},
      {0, "USD", "0.00"},
      {5, "USD", "0.05"},
      {-5, "USD", "-0.05"},
      {99, "USD", "0.99"},
      {100, "USD", "1.00"},
      {1250, "JPY", "1250"},
      {0, "JPY", "0"},
      {-7, "JPY", "-7"},
      {1250, "BHD", "1.250"},
      {1, "ICP", "0.000000001"},
      {1'000'000'000, "ICP", "1.000000000"},
      {12345, "CLF", "1.2345"},
      {std::numeric_limits<std::int64_t>::max(), "USD", "92233720368547758.07"},
      {std::numeric_limits<std::int64_t>::min(), "USD", "-92233720368547758.08"},
      {std::numeric_limits<std::int64_t>::min(), "JPY", "-9223372036854775808"},
  };
  for (const Row& row : rows) CHECK(decimal_text(row.minor, known(row.currency)) == row.text);
}

}  // namespace
}  // namespace daybook
