// Texts, rates, times, currencies and ids, as the strict reader takes them; and stored JSON.
#include <doctest/doctest.h>

#include "tests/unit/events/json_read_bodies.hpp"

using namespace daybook;
using reading::faults;
using reading::Loose;

TEST_CASE("a text has at most 200 characters, counted as code points") {
  const auto text = [](const std::string& s) { return faults<Loose>("{\"text\":\"" + s + "\"}"); };
  std::string euros;
  for (int i = 0; i < 200; ++i) euros += "\xe2\x82\xac";
  CHECK(text(std::string(200, 'a')) == "fine");
  CHECK(text(std::string(201, 'a')) == "too_long /text");
  CHECK(text(euros) == "fine");
  CHECK(text(euros + "a") == "too_long /text");
}

TEST_CASE("rates, times, currencies and ids") {
  CHECK(faults<Loose>("{\"rate\":\"12.5\",\"at\":\"2026-11-21T00:00:00Z\",\"currency\":\"USD\","
                      "\"broker\":\"00000000-0000-0000-0000-000000000001\"}") == "fine");
  CHECK(faults<Loose>("{\"rate\":12.5,\"at\":0,\"currency\":1,\"broker\":{}}") ==
        "type /rate, type /at, type /currency, type /broker");
  CHECK(faults<Loose>("{\"rate\":\"1.23456\",\"at\":\"2026-11-31T00:00:00Z\",\"currency\":\"usd\","
                      "\"broker\":\"1\"}") ==
        "invalid /rate, invalid /at, invalid /currency, invalid /broker");
}

TEST_CASE("stored JSON has no limit of length, and must fit exactly") {
  const std::string text = "{\"text\":\"" + std::string(5'000, 'a') + "\"}";
  CHECK(json::read_stored<reading::Inner>(text).text.size() == 5'000);
  CHECK_THROWS_AS(json::read_stored<reading::Inner>("{}"), std::runtime_error);
  CHECK_THROWS_AS(json::read_stored<reading::Inner>("{\"text\":\"\",\"more\":1}"), std::runtime_error);
  CHECK_THROWS_AS(json::read_stored<reading::Inner>(""), std::runtime_error);
}
