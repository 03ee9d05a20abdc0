#include "adapters/postgres/key_filter.hpp"

#include <doctest/doctest.h>

#include "adapters/vault/digest_key.hpp"
#include "events/log/hash.hpp"

using namespace daybook;

namespace {

Uuid key(int n) { return digest_key(log::sha256(std::to_string(n))); }

}  // namespace

TEST_CASE("key filter: what was added may be held, and of a million others few") {
  KeyFilter filter;
  constexpr int kAdded = 200'000;
  CHECK(!filter.may_hold(key(0)));
  for (int i = 0; i < kAdded; ++i) filter.add(key(i));
  int missed = 0, wrong = 0;
  for (int i = 0; i < kAdded; ++i) missed += !filter.may_hold(key(i));
  for (int i = kAdded; i < kAdded + 1'000'000; ++i) wrong += filter.may_hold(key(i));
  CHECK(missed == 0);
  CHECK(wrong < 100);  // 5 bits set in a line of 512 on average: about 1 in a million, unevenly spread
}
