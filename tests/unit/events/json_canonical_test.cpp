// The fast reader must never accept what the strict one would refuse or read otherwise.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "events/codec/json_read.hpp"
#include "events/event_catalog.hpp"
#include "tests/support/source_dir.hpp"

using namespace daybook;

namespace {

template <class E>
std::optional<std::string> strictly(std::string_view text) {
  const auto element = json::parse(text);
  if (!element) return std::nullopt;
  E out{};
  json::Faults faults;
  faults.max_text = 0;
  json::read(*element, out, faults);
  return faults.any() ? std::nullopt : std::optional(json::to_json(out));
}

template <class E>
std::optional<std::string> quickly(std::string_view text) {
  const auto out = json::canonical::read_all<E>(text);
  return out ? std::optional(json::to_json(*out)) : std::nullopt;
}

template <class E>
std::string golden() {
  const auto name =
      std::string(event_type<E>.name) + ".v" + std::to_string(event_type<E>.schema_version) + ".json";
  std::ifstream file(test::source_dir() / "tests/golden/events" / name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

std::string damaged(std::string text, std::mt19937_64& random) {
  constexpr std::string_view kBytes = "\"\\{}[]:,.-+0019eE nulltrueZaA\x01\xC3\xA9";
  const std::size_t at = random() % text.size();
  const char byte = kBytes[random() % kBytes.size()];
  switch (random() % 4) {
    case 0:
      text.erase(at, 1 + random() % 3);
      break;
    case 1:
      text.insert(at, 1, byte);
      break;
    case 2:
      text[at] = byte;
      break;
    default:
      text.resize(at);
  }
  return text;
}

template <class... E>
void each_event(const std::variant<E...>*, auto&& f) {
  (f.template operator()<E>(), ...);
}

}  // namespace

TEST_CASE("canonical JSON: reads what is written, and nothing that the strict reader reads otherwise") {
  const std::uint64_t seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  int accepted = 0;
  each_event(static_cast<const Event*>(nullptr), [&]<class E>() {
    const std::string text = golden<E>();
    CAPTURE(text);
    REQUIRE(strictly<E>(text) == text);
    const bool plain = json::canonical::is_ascii(text) && text.find('\\') == std::string::npos;
    CHECK(quickly<E>(text).has_value() == plain);
    CHECK(quickly<E>(json::to_json(E{})) == json::to_json(E{}));
    for (int i = 0; i < 2'000; ++i) {
      const std::string bad = damaged(random() % 2 ? text : json::to_json(E{}), random);
      CAPTURE(bad);
      if (const auto quick = quickly<E>(bad)) {
        ++accepted;
        REQUIRE(quick == strictly<E>(bad));
      }
    }
  });
  CHECK(accepted > 100);  // changed digits and letters, above all
}

TEST_CASE("canonical JSON: numbers only as JSON spells them") {
  for (const char* number : {"007", "-0", "+1", "1.0", "1e3", "9223372036854775808", "-", "", "0x1", "1 "}) {
    CAPTURE(std::string(number));
    CHECK(!json::canonical::read_all<Parts>(std::string("{\"share\":") + number +
                                            ",\"markup\":0,\"platform\":0,\"supplier\":0}"));
  }
  const auto parts = json::canonical::read_all<Parts>(
      R"({"share":-9223372036854775808,"markup":0,"platform":9223372036854775807,"supplier":-1})");
  REQUIRE(parts);
  CHECK(parts->share.value == INT64_MIN);
  CHECK(parts->platform.value == INT64_MAX);
}
