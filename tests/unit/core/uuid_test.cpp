#include "core/uuid.hpp"

#include <doctest/doctest.h>

#include <random>
#include <unordered_set>

#include "tests/unit/core/seed.hpp"

namespace daybook {
namespace {

struct Row {
  const char* name;
  std::string text;
  std::string printed;  // empty: refused
};

TEST_CASE("uuid text: good and bad rows") {
  const std::string good = "0190f3a1-7c2b-7def-8abc-0123456789ab";
  const Row rows[] = {
      {"lower case", good, good},
      {"upper case comes back lower", "0190F3A1-7C2B-7DEF-8ABC-0123456789AB", good},
      {"mixed case", "0190f3A1-7c2B-7DEf-8aBC-0123456789aB", good},
      {"nil", "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"},
      {"max", "ffffffff-ffff-ffff-ffff-ffffffffffff", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
      {"empty", "", ""},
      {"one short", good.substr(1), ""},
      {"one long", good + "0", ""},
      {"no dashes", "0190f3a17c2b7def8abc0123456789ab", ""},
      {"braces", "{" + good + "}", ""},
      {"urn", "urn:uuid:" + good, ""},
      {"dash one place late", "0190f3a17-c2b-7def-8abc-0123456789ab", ""},
      {"dash for a digit", "0190f3a1-7c2b-7def-8abc-01234567-9ab", ""},
      {"digit for a dash", "0190f3a107c2b-7def-8abc-0123456789ab", ""},
      {"g is no digit", "0190f3a1-7c2b-7def-8abc-0123456789ag", ""},
      {"slash, just below 0", "/190f3a1-7c2b-7def-8abc-0123456789ab", ""},
      {"colon, just above 9", ":190f3a1-7c2b-7def-8abc-0123456789ab", ""},
      {"at sign, just below A", "@190f3a1-7c2b-7def-8abc-0123456789ab", ""},
      {"blank in front", " 190f3a1-7c2b-7def-8abc-0123456789ab", ""},
      {"a byte above 127", "\xff" + good.substr(1), ""},
      {"a zero byte", std::string(1, '\0') + good.substr(1), ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto uuid = parse_uuid(row.text);
    REQUIRE(uuid.has_value() == !row.printed.empty());
    if (uuid) CHECK(to_string(*uuid) == row.printed);
  }
}

TEST_CASE("uuid text: every byte in every place") {
  const std::string good = "0190f3a1-7c2b-7def-8abc-0123456789ab";
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = good;
      text[at] = static_cast<char>(byte);
      const bool digit = std::string_view("0123456789abcdefABCDEF").find(text[at]) != std::string::npos;
      CAPTURE(text);
      REQUIRE(parse_uuid(text).has_value() == (good[at] == '-' ? byte == '-' : digit));
    }
  }
}

TEST_CASE("uuid bytes stand in the order of the text") {
  const auto uuid = parse_uuid("00010203-0405-0607-0809-0a0b0c0d0e0f");
  REQUIRE(uuid);
  for (std::size_t i = 0; i < 16; ++i) CHECK(uuid->bytes[i] == i);
}

TEST_CASE("property: any uuid survives its text, and sorts as its text does") {
  const std::uint64_t seed = test::seed();
  INFO("DAYBOOK_SEED=", seed);
  std::mt19937_64 random(seed);
  const auto draw = [&random] {
    Uuid uuid;
    for (auto& byte : uuid.bytes) byte = static_cast<std::uint8_t>(random());
    return uuid;
  };
  std::unordered_set<Uuid> seen;
  for (int i = 0; i < 10'000; ++i) {
    const Uuid a = draw();
    const Uuid b = draw();
    REQUIRE(parse_uuid(to_string(a)) == a);
    REQUIRE((a < b) == (to_string(a) < to_string(b)));
    seen.insert(a);
  }
  CHECK(seen.size() == 10'000);
}

TEST_CASE("an id is its uuid's text, behind a type of its own") {
  const auto id = OrderId::parse("0190f3a1-7c2b-7def-8abc-0123456789ab");
  REQUIRE(id);
  CHECK(id->str() == "0190f3a1-7c2b-7def-8abc-0123456789ab");
  CHECK_FALSE(OrderId::parse("order-1"));
  static_assert(!std::is_convertible_v<OrderId, BrokerId>);
}

}  // namespace
}  // namespace daybook
