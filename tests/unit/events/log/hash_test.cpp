#include "events/log/hash.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

namespace daybook::log {
namespace {

std::string hex(std::string_view bytes) {
  return to_hex(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

TEST_CASE("SHA-256: FIPS 180 vectors, one after the other on one context") {
  const std::pair<std::string, const char*> rows[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
  };
  for (const auto& [message, digest] : rows) CHECK(to_hex(sha256(message)) == digest);
}

TEST_CASE("a leaf is prefixed with 00, a node with 01") {
  using namespace std::string_literals;
  CHECK(leaf_hash("event") == sha256("\0event"s));
  const auto left = sha256("l");
  const auto right = sha256("r");
  CHECK(node_hash(left, right) == sha256("\1"s.append(as_bytes(left)).append(as_bytes(right))));
  CHECK(node_hash(left, right) != node_hash(right, left));
}

TEST_CASE("hashes to bytes and back") {
  const auto hash = sha256("x");
  CHECK(to_hash(as_bytes(hash)) == hash);
  CHECK_FALSE(to_hash(as_bytes(hash).substr(1)));
  CHECK_FALSE(to_hash(std::string(33, 'x')));
}

TEST_CASE("HMAC-SHA-256: vectors 1, 2, 3 and 6 of RFC 4231, and an empty key") {
  CHECK(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(hmac_sha256(std::string(20, '\xaa'), std::string(50, '\xdd'))) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(
      hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(hex(hmac_sha256({}, {})) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("comparing secrets") {
  CHECK(equal_constant_time("", ""));
  CHECK(equal_constant_time("secret", "secret"));
  CHECK_FALSE(equal_constant_time("secret", "secreT"));
  CHECK_FALSE(equal_constant_time("secret", "secre"));
  CHECK_FALSE(equal_constant_time("secre", "secret"));
  CHECK_FALSE(equal_constant_time("", "secret"));
  CHECK_FALSE(equal_constant_time("secret", ""));
}

TEST_CASE("threads do not disturb each other's hashes") {
  std::vector<int> wrong(4, 0);
  {
    std::vector<std::jthread> threads;
    for (auto& count : wrong) {
      threads.emplace_back([&count] {
        const auto expected = leaf_hash("event");
        for (int i = 0; i < 2000; ++i) count += leaf_hash("event") == expected ? 0 : 1;
      });
    }
  }
  CHECK(wrong == std::vector<int>(4, 0));
}

}  // namespace
}  // namespace daybook::log
