#include "adapters/audit/text_hash.hpp"

#include <bit>
#include <cstring>

namespace daybook::audit {
namespace {

struct State {
  std::uint32_t a, b, c;

  void mix() {
    a -= c, a ^= std::rotl(c, 4), c += b;
    b -= a, b ^= std::rotl(a, 6), a += c;
    c -= b, c ^= std::rotl(b, 8), b += a;
    a -= c, a ^= std::rotl(c, 16), c += b;
    b -= a, b ^= std::rotl(a, 19), a += c;
    c -= b, c ^= std::rotl(b, 4), b += a;
  }
  void finish() {
    c ^= b, c -= std::rotl(b, 14);
    a ^= c, a -= std::rotl(c, 11);
    b ^= a, b -= std::rotl(a, 25);
    c ^= b, c -= std::rotl(b, 16);
    a ^= c, a -= std::rotl(c, 4);
    b ^= a, b -= std::rotl(a, 14);
    c ^= b, c -= std::rotl(b, 24);
  }
};

std::uint32_t word(const char* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// Up to 11 bytes, without a call.
void copy_few(char* to, const char* from, std::size_t count) {
  if (count >= 4) {
    std::memcpy(to, from, 4);
    if (count >= 8) std::memcpy(to + 4, from + 4, 4);
    std::memcpy(to + count - 4, from + count - 4, 4);
  } else if (count > 0) {
    to[0] = from[0];
    to[count / 2] = from[count / 2];
    to[count - 1] = from[count - 1];
  }
}

}  // namespace

std::int64_t text_hash(std::string_view text, std::int64_t seed) {
  const std::uint32_t start = 0x9e3779b9U + static_cast<std::uint32_t>(text.size()) + 3923095U;
  State s{start, start, start};
  const auto bits = static_cast<std::uint64_t>(seed);
  if (bits != 0) {
    s.a += static_cast<std::uint32_t>(bits >> 32U);
    s.b += static_cast<std::uint32_t>(bits);
    s.mix();
  }
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 12; at += 12, left -= 12) {
    s.a += word(at), s.b += word(at + 4), s.c += word(at + 8);
    s.mix();
  }
  // The last 11 bytes at most, as they lie; the lowest byte of c belongs to the length.
  char tail[12] = {};
  copy_few(tail, at, left);
  s.a += word(tail), s.b += word(tail + 4), s.c += word(tail + 8) << 8U;
  s.finish();
  return static_cast<std::int64_t>(std::uint64_t{s.b} << 32U | s.c);
}

}  // namespace daybook::audit
