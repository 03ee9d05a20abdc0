#include "adapters/postgres/recent_map.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <random>
#include <set>
#include <string>

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

TEST_CASE("recent map: holds what a plain map holds, whatever is put, erased and evicted") {
  std::mt19937_64 random(20'260'915);
  RecentMap<int, std::string> map(50);
  std::map<int, std::string> all;       // every value ever put, but the erased
  std::array<std::set<int>, 3> latest;  // keys that the last three batches touched: these must be there
  for (int batch = 0; batch < 3'000; ++batch) {
    map.begin_batch();
    latest[static_cast<std::size_t>(batch) % 3].clear();
    for (std::uint64_t i = random() % 40; i > 0; --i) {
      const int key = static_cast<int>(random() % 400);
      const std::string value = std::to_string(random());
      switch (random() % 8) {
        case 0:
          map.erase(key);
          all.erase(key);
          for (auto& keys : latest) keys.erase(key);
          break;
        case 1:
          map.erase_if([&](const std::string& v) { return v.back() == value.back(); });
          for (auto& keys : latest)
            std::erase_if(keys, [&](int k) { return all.at(k).back() == value.back(); });
          std::erase_if(all, [&](const auto& entry) { return entry.second.back() == value.back(); });
          break;
        case 2:
          if (const auto* known = map.find(key)) {
            REQUIRE(all.contains(key));
            CHECK(*known == all.at(key));
            latest[static_cast<std::size_t>(batch) % 3].insert(key);
          }
          break;
        default:
          map[key] = all[key] = value;
          latest[static_cast<std::size_t>(batch) % 3].insert(key);
      }
    }
    for (const auto& keys : latest)
      for (const int key : keys) REQUIRE(map.contains(key));
    for (const auto& keys : latest)
      latest[static_cast<std::size_t>(batch) % 3].insert(keys.begin(), keys.end());
    CHECK(map.size() <= all.size());
  }
}

TEST_CASE("copy rows: rows and columns come apart as they went in") {
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
  const auto columns = rows.columns(std::vector{pg::types::int2, pg::types::uuid, pg::types::text});
  REQUIRE(columns.size() == 3);
  // PostgreSQL's array_recv: dimensions, flags, the elements' type, how many, from where; length and bytes of
  // each
  const std::string head("\0\0\0\1\0\0\0\1\0\0\0\x15\0\0\0\2\0\0\0\1", 20);
  CHECK(columns[0] == head + std::string("\0\0\0\2\1\2\0\0\0\2\1\3", 12));
  CHECK(columns[1]->ends_with("\xff\xff\xff\xff\xff\xff\xff\xff"));
  CHECK(columns[2]->ends_with(std::string("\0\0\0\3abc\0\0\0\3abc", 14)));
  CHECK_THROWS_AS(rows.columns(std::vector{pg::types::int2}), std::logic_error);
  CHECK(rows.finished().ends_with("abc\xff\xff"));
}
