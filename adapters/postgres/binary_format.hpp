#pragma once
// The parts of PostgreSQL's binary format that all its writers and readers share (manual: "COPY", Binary
// Format).

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace daybook::pg {

/// COPY's binary signature, flags and empty extension; its trailer.
inline constexpr std::string_view kCopyHeader{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
inline constexpr std::string_view kCopyTrailer{"\377\377", 2};

/// timestamptz counts microseconds from 2000-01-01 UTC.
inline constexpr std::int64_t kMicrosTo2000 = 946'684'800'000'000;

/// Appends the integer's bytes, most significant first.
template <class Integer>
void append_be(std::string& out, Integer value) {
  std::array<char, sizeof(Integer)> bytes{};
  auto rest = static_cast<std::uint64_t>(value);
  for (std::size_t i = sizeof(Integer); i-- > 0; rest >>= 8) bytes[i] = static_cast<char>(rest & 0xFF);
  out.append(bytes.data(), bytes.size());
}

/// The integer at the front of these bytes, which must be long enough.
template <class Integer>
Integer read_be(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return static_cast<Integer>(value);
}

}  // namespace daybook::pg
