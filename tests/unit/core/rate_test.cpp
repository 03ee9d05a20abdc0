#include "core/rate.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace daybook {
namespace {

TEST_CASE("percent text: good rows") {
  struct Row {
    const char* text;
    std::int64_t ppm;
    const char* printed;
  };
  const Row rows[] = {
      {"0", 0, "0"},
      {"10", 100'000, "10"},
      {"12.5", 125'000, "12.5"},
      {"25", 250'000, "25"},
      {"0.0001", 1, "0.0001"},
      {"0.001", 10, "0.001"},
      {"0.5", 5'000, "0.5"},
      {"17.1234", 171'234, "17.1234"},
      {"10.0", 100'000, "10"},
      {"10.5000", 105'000, "10.5"},
      {"10.0500", 100'500, "10.05"},
      {"007", 70'000, "7"},
      {"100", 1'000'000, "100"},
      {"999.9999", 9'999'999, "999.9999"},
      {"1000", 10'000'000, "1000"},
      {"1000.0000", 10'000'000, "1000"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto rate = parse_percent(row.text);
    REQUIRE(rate);
    CHECK(rate->ppm == row.ppm);
    CHECK(percent_text(*rate) == row.printed);
  }
}

TEST_CASE("percent text: bad rows") {
  struct Row {
    const char* name;
    const char* text;
  };
  const Row rows[] = {
      {"empty", ""},
      {"point only", "."},
      {"no whole part", ".5"},
      {"no decimals", "10."},
      {"five decimals", "10.00000"},
      {"two points", "1.2.3"},
      {"minus", "-10"},
      {"plus", "+10"},
      {"minus in the decimals", "1.-5"},
      {"exponent", "1e1"},
      {"comma", "12,5"},
      {"percent sign", "10%"},
      {"blank in front", " 10"},
      {"blank behind", "10 "},
      {"hex", "0x10"},
      {"word", "ten"},
      {"just over the limit", "1000.0001"},
      {"over the limit", "1001"},
      {"past 64 bits", "99999999999999999999999999"},
      {"colon, just above 9", "1:"},
      {"slash, just below 0", "1/"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK_FALSE(parse_percent(row.text));
  }
}

TEST_CASE("every rate up to 100% survives its text") {
  for (std::int64_t ppm = 0; ppm <= 1'000'000; ppm += 7) {
    const auto rate = parse_percent(percent_text({ppm}));
    if (!rate || rate->ppm != ppm) FAIL("lost in text: ", ppm, " ppm");
  }
  CHECK(percent_text({-125'000}) == "-12.5");  // never parsed, still told truly
  CHECK(percent_text({std::numeric_limits<std::int64_t>::min()}) == "-922337203685477.5808");
}

}  // namespace
}  // namespace daybook
