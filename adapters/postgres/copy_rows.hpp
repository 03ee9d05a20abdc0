#pragma once
// Rows in COPY's binary format (PostgreSQL manual, "COPY", Binary Format): half the bytes of text for hashes
// and ids, and nothing for the server to parse. Big-endian; a row is its column count, then length and bytes
// of each.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/postgres/binary_format.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"

namespace daybook::pg {

class CopyRows {
 public:
  /// Begins a row of this many columns; one call of a column function for each must follow.
  void row(std::int16_t columns) {
    if (bytes_.empty()) bytes_ = kCopyHeader;
    starts_.push_back(bytes_.size());
    append_be(bytes_, columns);
  }
  void int2(std::int16_t v) { number(v); }
  void int4(std::int32_t v) { number(v); }
  void int8(std::int64_t v) { number(v); }
  void boolean(bool v) { number(static_cast<std::int8_t>(v)); }
  /// timestamptz: microseconds since 2000-01-01 UTC.
  void timestamp(Instant v) { number(v.micros - kMicrosTo2000); }
  void uuid(const Uuid& v) { text({reinterpret_cast<const char*>(v.bytes.data()), v.bytes.size()}); }
  /// text or bytea.
  void text(std::string_view v) {
    append_be(bytes_, static_cast<std::int32_t>(v.size()));
    bytes_ += v;
  }
  void null() { append_be(bytes_, std::int32_t{-1}); }

  /// The columns of each row: the same bytes serve as a statement's binary parameters.
  std::vector<std::vector<std::optional<std::string>>> split() const {
    std::vector<std::vector<std::optional<std::string>>> rows(starts_.size());
    std::size_t at = kCopyHeader.size();
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

  /// Every column as an array in binary: the parameters of a statement for all rows. One type for each
  /// column.
  std::vector<std::optional<std::string>> columns(std::span<const ColumnType> types) const {
    std::vector<std::optional<std::string>> arrays(types.size());
    for (std::size_t i = 0; i < types.size(); ++i) append_array_header(arrays[i].emplace(), types[i], rows());
    std::size_t at = kCopyHeader.size();
    for (std::size_t row = 0; row < rows(); ++row) {
      if (static_cast<std::size_t>(take<std::int16_t>(at)) != types.size())
        throw std::logic_error("a row has not the columns of its table");
      for (auto& array : arrays) {
        const std::size_t start = at;
        at += static_cast<std::size_t>(std::max(take<std::int32_t>(at), 0));
        array->append(bytes_, start, at - start);
      }
    }
    return arrays;
  }

  bool empty() const { return starts_.empty(); }
  std::size_t rows() const { return starts_.size(); }
  std::size_t bytes() const { return bytes_.size(); }
  /// The whole stream with its trailer, for copy_in; nothing may be added afterwards.
  const std::string& finished() {
    bytes_ += kCopyTrailer;
    return bytes_;
  }
  /// One row without the stream around it, as COPY TO sends it.
  std::string_view bytes_of(std::size_t row) const {
    const std::size_t end = row + 1 < starts_.size() ? starts_[row + 1] : bytes_.size();
    return std::string_view(bytes_).substr(starts_.at(row), end - starts_[row]);
  }
  /// Forgets the rows and keeps their room.
  void clear() {
    bytes_.clear();
    starts_.clear();
  }
  /// A whole stream of some of the rows.
  std::string stream_of(std::size_t first, std::size_t count) const {
    const auto start = [&](std::size_t row) { return row < starts_.size() ? starts_[row] : bytes_.size(); };
    std::string out(kCopyHeader);
    out.append(bytes_, start(first), start(first + count) - start(first));
    return out += kCopyTrailer;
  }

 private:
  template <class I>
  I take(std::size_t& at) const {
    const I value = read_be<I>(std::string_view(bytes_).substr(at));
    at += sizeof(I);
    return value;
  }
  template <class I>
  void number(I v) {
    append_be(bytes_, static_cast<std::int32_t>(sizeof(I)));
    append_be(bytes_, v);
  }

  std::string bytes_;
  std::vector<std::size_t> starts_;  // of the rows
};

}  // namespace daybook::pg
