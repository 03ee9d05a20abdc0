#pragma once
// Rows in COPY's binary format (PostgreSQL manual, "COPY", Binary Format): half the bytes of text for hashes
// and ids, and nothing for the server to parse. Big-endian; a row is its column count, then length and bytes
// of each.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"
#include "core/uuid.hpp"

namespace daybook::pg {

class CopyRows {
 public:
  /// Begins a row of this many columns; one call of a column function for each must follow.
  void row(std::int16_t columns) {
    if (bytes_.empty()) bytes_.append("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", kHeader);
    ++rows_;
    put(columns);
  }
  void int2(std::int16_t v) { number(v); }
  void int4(std::int32_t v) { number(v); }
  void int8(std::int64_t v) { number(v); }
  void boolean(bool v) { number(static_cast<std::int8_t>(v)); }
  /// timestamptz: microseconds since 2000-01-01 UTC.
  void timestamp(Instant v) { number(v.micros - kEpoch2000); }
  void uuid(const Uuid& v) { text({reinterpret_cast<const char*>(v.bytes.data()), v.bytes.size()}); }
  /// text or bytea.
  void text(std::string_view v) {
    put(static_cast<std::int32_t>(v.size()));
    bytes_ += v;
  }
  void null() { put(std::int32_t{-1}); }

  /// The columns of each row: the same bytes serve as a statement's binary parameters.
  std::vector<std::vector<std::optional<std::string>>> split() const {
    std::vector<std::vector<std::optional<std::string>>> rows(rows_);
    std::size_t at = kHeader;
    for (auto& row : rows) {
      row.resize(static_cast<std::size_t>(take<std::int16_t>(at)));
      for (auto& column : row) {
        const auto size = take<std::int32_t>(at);
        if (size < 0) continue;
        column = bytes_.substr(at, static_cast<std::size_t>(size));
        at += static_cast<std::size_t>(size);
      }
    }
    return rows;
  }

  bool empty() const { return rows_ == 0; }
  std::size_t rows() const { return rows_; }
  /// Room for this many bytes.
  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }
  /// The whole stream with its trailer, for copy_in; nothing may be added afterwards.
  const std::string& finished() {
    put(std::int16_t{-1});
    return bytes_;
  }

 private:
  static constexpr std::int64_t kEpoch2000 = 946'684'800'000'000;

  static constexpr std::size_t kHeader = 19;

  template <class I>
  I take(std::size_t& at) const {
    std::uint64_t v = 0;
    for (std::size_t i = 0; i < sizeof(I); ++i) v = v << 8 | static_cast<unsigned char>(bytes_[at++]);
    return static_cast<I>(v);
  }
  template <class I>
  void put(I v) {
    char out[sizeof(I)];
    for (std::size_t i = 0; i < sizeof(I); ++i)
      out[i] = static_cast<char>(static_cast<std::uint64_t>(v) >> (8 * (sizeof(I) - 1 - i)));
    bytes_.append(out, sizeof(I));
  }
  template <class I>
  void number(I v) {
    put(static_cast<std::int32_t>(sizeof(I)));
    put(v);
  }

  std::string bytes_;
  std::size_t rows_ = 0;
};

}  // namespace daybook::pg
