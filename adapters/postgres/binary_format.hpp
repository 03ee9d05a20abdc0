#pragma once
// The parts of PostgreSQL's binary format that all its writers and readers share (manual: "COPY", Binary
// Format).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace daybook::pg {

/// COPY's binary signature, flags and empty extension; its trailer.
inline constexpr std::string_view kCopyHeader{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
inline constexpr std::string_view kCopyTrailer{"\377\377", 2};

/// timestamptz counts microseconds from 2000-01-01 UTC.
inline constexpr std::int64_t kMicrosTo2000 = 946'684'800'000'000;

/// A column's or parameter's type with its object id, which PostgreSQL's own types keep for ever
/// (pg_type.dat).
struct ColumnType {
  const char* name;
  std::int32_t oid;
};
namespace types {
inline constexpr ColumnType boolean{"bool", 16}, bytea{"bytea", 17}, int8{"int8", 20}, int2{"int2", 21},
    int4{"int4", 23}, text{"text", 25}, timestamptz{"timestamptz", 1184}, uuid{"uuid", 2950};
}

/// Appends the integer's bytes, most significant first.
template <class Integer>
void append_be(std::string& out, Integer value) {
  std::array<char, sizeof(Integer)> bytes{};
  auto rest = static_cast<std::uint64_t>(value);
  for (std::size_t i = sizeof(Integer); i-- > 0; rest >>= 8) bytes[i] = static_cast<char>(rest & 0xFF);
  out.append(bytes.data(), bytes.size());
}

/// Begins an array of one dimension; its elements follow, length and bytes each, -1 for a NULL.
inline void append_array_header(std::string& out, ColumnType type, std::size_t elements) {
  for (const std::int32_t part : {1, 1, type.oid, static_cast<std::int32_t>(elements), 1})
    append_be(out, part);  // dimensions, NULLs may be there, type, elements, lower bound
}

/// The integer at the front of these bytes, which must be long enough.
template <class Integer>
Integer read_be(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return static_cast<Integer>(value);
}

}  // namespace daybook::pg
