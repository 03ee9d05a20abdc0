#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "projections/applied_ranges.hpp"

using daybook::AppliedRanges;

TEST_CASE("applied ranges: contiguous is the largest position up to which all were applied") {
  AppliedRanges r;
  for (std::int64_t p : {2, 3, 7, 5}) r.add(p);
  CHECK(r.contiguous() == 0);
  CHECK(r.beyond() == "{[2,4),[5,6),[7,8)}");
  CHECK(r.last() == 7);
  r.add(1);
  CHECK(r.contiguous() == 3);
  r.add(4);
  CHECK(r.contiguous() == 5);
  CHECK(r.contains(7));
  CHECK(!r.contains(6));
  r.add(6);
  CHECK(r.contiguous() == 7);
  CHECK(r.nothing_beyond());
  r.add(6);
  CHECK(r.beyond() == "{}");
}

TEST_CASE("applied ranges: survive their text form; other text is refused") {
  const AppliedRanges r(4, "{[6,8),[10,11)}");
  CHECK(r.beyond() == "{[6,8),[10,11)}");
  CHECK(r.contains(4));
  CHECK(!r.contains(5));
  CHECK(r.contains(7));
  CHECK(!r.contains(8));
  for (const char* bad : {"", "{", "{[1,2)", "[1,2)", "{(1,2)}", "{[a,2)}"})
    CHECK_THROWS(AppliedRanges(0, bad));
}

TEST_CASE("applied ranges: any order of 1..n ends contiguous, and agrees with a plain set on the way") {
  const std::uint64_t seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  std::vector<std::int64_t> order(500);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i) + 1;
  std::shuffle(order.begin(), order.end(), random);
  AppliedRanges r;
  std::set<std::int64_t> plain;
  for (std::int64_t p : order) {
    r.add(p);
    plain.insert(p);
    std::int64_t contiguous = 0;
    while (plain.contains(contiguous + 1)) ++contiguous;
    REQUIRE(r.contiguous() == contiguous);
    REQUIRE(AppliedRanges(r.contiguous(), r.beyond()).beyond() == r.beyond());
    for (std::int64_t q = 1; q <= 501; q += 17) REQUIRE(r.contains(q) == plain.contains(q));
  }
  CHECK(r.contiguous() == 500);
  CHECK(r.nothing_beyond());
}
