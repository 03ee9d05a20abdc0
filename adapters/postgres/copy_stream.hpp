#pragma once
// Rows out of PostgreSQL by binary COPY, one at a time and without a copy of the whole result: the cheapest
// way to read many.

#include <optional>
#include <string>
#include <string_view>

#include "adapters/postgres/pg.hpp"

namespace daybook::pg {

/// COPY (query) TO STDOUT (FORMAT binary), running on a connection that can do nothing else meanwhile.
class CopyStream {
 public:
  /// Starts it. Throws Error.
  CopyStream(Connection& connection, const std::string& query);
  /// Ends it early when rows are left; the connection stays usable.
  ~CopyStream();
  CopyStream(const CopyStream&) = delete;
  CopyStream& operator=(const CopyStream&) = delete;

  /// The next row's fields (for a BinaryRow), valid until the next call; nothing at the end. Throws Error.
  std::optional<std::string_view> next();

 private:
  void release();
  [[noreturn]] void fail();

  Connection& connection_;
  char* buffer_ = nullptr;
  bool first_ = true;
  bool running_ = true;
};

/// The fields of one row, in their order. A row that is not what was asked for throws std::runtime_error.
class BinaryRow {
 public:
  BinaryRow(std::string_view row, int fields);
  /// NULL throws.
  std::string_view bytes();
  std::int64_t int8();
  std::int32_t int4();
  Uuid uuid();
  /// timestamptz as microseconds since 1970; an infinite one throws.
  std::int64_t micros();

 private:
  std::string_view fixed(std::size_t size);
  std::string_view rest_;
};

}  // namespace daybook::pg
