// Stored bytes are for ever: each event's golden payload (tests/golden/events/<type>.v<version>.json, all
// fields filled) must be read and written again to the same bytes. Never edit one: add a version.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "events/envelope.hpp"
#include "tests/support/source_dir.hpp"

using namespace daybook;

namespace {

namespace fs = std::filesystem;

fs::path folder() { return test::source_dir() / "tests/golden/events"; }

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

template <class... E>
std::vector<EventType> catalog(const std::variant<E...>*) {
  return {event_type<E>...};
}
std::vector<EventType> catalog() { return catalog(static_cast<const Event*>(nullptr)); }

std::string file_name(const EventType& type) {
  return fmt::format("{}.v{}.json", type.name, type.schema_version);
}

}  // namespace

TEST_CASE("every event of the catalog has a golden file, with all its fields filled") {
  for (const EventType& type : catalog()) {
    const std::string name = file_name(type);
    REQUIRE_MESSAGE(fs::exists(folder() / name), "no golden file " << name);
    const std::string text = bytes_of(folder() / name);
    for (const char* hole : {":null", "[]", ":\"\"", ":0,", ":0}"})
      CHECK_MESSAGE(text.find(hole) == std::string::npos, name << " leaves a field empty: " << hole);
  }
}

TEST_CASE("a golden payload is read and written again to the same bytes") {
  for (const EventType& type : catalog()) {
    const std::string name = file_name(type);
    CAPTURE(name);
    const std::string text = bytes_of(folder() / name);
    Event event;
    REQUIRE_NOTHROW(event = decode_event(type.name, type.schema_version, text));
    CHECK(type_of(event).name == type.name);
    CHECK(encode_payload(event) == text);
  }
}

TEST_CASE("whatever was once written can still be read") {
  for (const auto& entry : fs::directory_iterator(folder())) {
    const std::string stem = entry.path().stem().string();
    CAPTURE(stem);
    const auto mark = stem.rfind(".v");
    REQUIRE(mark != std::string::npos);
    CHECK_NOTHROW(
        decode_event(stem.substr(0, mark), std::stoi(stem.substr(mark + 2)), bytes_of(entry.path())));
  }
}
