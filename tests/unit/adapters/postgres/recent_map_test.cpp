#include "adapters/postgres/recent_map.hpp"

#include <doctest/doctest.h>

#include "adapters/postgres/copy_rows.hpp"

using namespace daybook;

TEST_CASE("recent map: beyond its limit the oldest go, but never what the last two batches touched") {
  RecentMap<int, int> map(2);
  map.begin_batch();
  for (int i = 0; i < 5; ++i) map[i] = i * 10;
  map.begin_batch();
  map.begin_batch();
  CHECK(map.size() == 5);  // touched two batches ago: that one may still be on its way
  REQUIRE(map.find(0));    // and this one is in use
  map.begin_batch();
  CHECK(map.size() <= 3);
  REQUIRE(map.find(0));
  CHECK(*map.find(0) == 0);
}

TEST_CASE("recent map: erased and forgotten entries are gone") {
  RecentMap<int, int> map(10);
  map[1] = 1;
  map[2] = 2;
  map.erase(1);
  map.erase_if([](int value) { return value == 2; });
  CHECK(map.size() == 0);
  map[3] = 3;
  map.clear();
  CHECK(!map.contains(3));
}

TEST_CASE("copy rows: columns come apart as they went in") {
  pg::CopyRows rows;
  CHECK(rows.empty());
  for (int i = 0; i < 2; ++i) {
    rows.row(3);
    rows.int2(static_cast<std::int16_t>(258 + i));
    rows.null();
    rows.text("abc");
  }
  const auto split = rows.split();
  REQUIRE(split.size() == 2);
  CHECK(split[1][0] == std::string("\1\3", 2));
  CHECK(split[1][1] == std::nullopt);
  CHECK(split[1][2] == "abc");
  CHECK(rows.finished().ends_with("abc\xff\xff"));
}
