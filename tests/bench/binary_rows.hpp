#pragma once
// Rows in COPY's binary format: no hexadecimal, no escaping, nothing to parse, on either side.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"
#include "core/uuid.hpp"

namespace daybook::bench {

class BinaryRows {
 public:
  /// Begins a row; exactly so many fields must follow.
  void row(std::int16_t fields) {
    starts_.push_back(data_.size());
    big_endian(fields);
  }
  void null() { big_endian(std::int32_t{-1}); }
  void int2(std::int16_t v) { number(v); }
  void int4(std::int32_t v) { number(v); }
  void int8(std::int64_t v) { number(v); }
  void time(Instant v);  ///< timestamptz
  void uuid(const Uuid& v);
  void bytes(std::string_view v);  ///< text and bytea
  /// The data for COPY … FROM STDIN (FORMAT binary).
  std::string finished() const { return finished(0, starts_.size()); }
  /// The same of these rows only.
  std::string finished(std::size_t first, std::size_t count) const;
  std::size_t rows() const { return starts_.size(); }

 private:
  template <class T>
  void big_endian(T v) {
    for (int shift = 8 * (static_cast<int>(sizeof v) - 1); shift >= 0; shift -= 8)
      data_ += static_cast<char>(static_cast<std::uint64_t>(v) >> shift);
  }
  template <class T>
  void number(T v) {
    big_endian(static_cast<std::int32_t>(sizeof v));
    big_endian(v);
  }
  std::string data_;
  std::vector<std::size_t> starts_;
};

}  // namespace daybook::bench
