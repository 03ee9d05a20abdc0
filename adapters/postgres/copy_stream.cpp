#include "adapters/postgres/copy_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "adapters/postgres/binary_format.hpp"

namespace daybook::pg {
namespace {

constexpr std::size_t kSignatureBytes = 11;  // "PGCOPY\n\377\r\n\0"

[[noreturn]] void misshapen(const char* what) {
  throw std::runtime_error(fmt::format("a row of binary COPY {}", what));
}

/// What stands in front of the first row: signature, flags, an extension of so many bytes.
std::string_view without_header(std::string_view data) {
  const std::size_t fixed = kSignatureBytes + 8;
  if (data.size() < fixed) misshapen("has no header");
  const std::size_t extension = read_be<std::uint32_t>(data.substr(kSignatureBytes + 4, 4));
  if (data.size() < fixed + extension) misshapen("has no header");
  return data.substr(fixed + extension);
}

}  // namespace

CopyStream::CopyStream(Connection& connection, const std::string& query) : connection_(connection) {
  const std::string sql = fmt::format("COPY ({}) TO STDOUT (FORMAT binary)", query);
  PGresult* result = PQexec(connection_.native(), sql.c_str());
  const bool started = PQresultStatus(result) == PGRES_COPY_OUT;
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const Error error(PQerrorMessage(connection_.native()), state ? state : "", !connection_.alive());
  PQclear(result);
  if (!started) throw error;
}

CopyStream::~CopyStream() {
  release();
  if (!running_) return;
  if (PGcancel* cancel = PQgetCancel(connection_.native())) {
    char why[256];
    PQcancel(cancel, why, sizeof why);
    PQfreeCancel(cancel);
  }
  while (PQgetCopyData(connection_.native(), &buffer_, 0) > 0) release();
  while (PGresult* result = PQgetResult(connection_.native())) PQclear(result);
}

std::optional<std::string_view> CopyStream::next() {
  while (running_) {
    release();
    const int size = PQgetCopyData(connection_.native(), &buffer_, 0);
    if (size == -2) fail();
    if (size == -1) {
      running_ = false;
      PGresult* result = PQgetResult(connection_.native());
      const bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
      const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
      const Error error(PQerrorMessage(connection_.native()), state ? state : "", !connection_.alive());
      PQclear(result);
      while (PGresult* more = PQgetResult(connection_.native())) PQclear(more);
      if (!ok) throw error;
      return std::nullopt;
    }
    std::string_view data(buffer_, static_cast<std::size_t>(size));
    if (first_) data = without_header(data);
    first_ = false;
    // The header may come alone; the trailer is a row of -1 fields.
    if (data.empty() || data == std::string_view("\xff\xff", 2)) continue;
    return data;
  }
  return std::nullopt;
}

void CopyStream::release() {
  if (buffer_ != nullptr) PQfreemem(buffer_);
  buffer_ = nullptr;
}

void CopyStream::fail() {
  running_ = false;
  throw Error(PQerrorMessage(connection_.native()), "", !connection_.alive());
}

BinaryRow::BinaryRow(std::string_view row, int fields) : rest_(row) {
  if (rest_.size() < 2 || read_be<std::uint16_t>(rest_) != fields) misshapen("has other fields");
  rest_.remove_prefix(2);
}

std::string_view BinaryRow::bytes() {
  if (rest_.size() < 4) misshapen("ends early");
  const auto size = read_be<std::uint32_t>(rest_);
  if (size == std::numeric_limits<std::uint32_t>::max()) misshapen("has a NULL where none may be");
  if (rest_.size() < 4 + std::size_t{size}) misshapen("ends early");
  const auto value = rest_.substr(4, size);
  rest_.remove_prefix(4 + std::size_t{size});
  return value;
}

std::string_view BinaryRow::fixed(std::size_t size) {
  const auto value = bytes();
  if (value.size() != size) misshapen("has a field of another size");
  return value;
}

std::int64_t BinaryRow::int8() { return static_cast<std::int64_t>(read_be<std::uint64_t>(fixed(8))); }
std::int32_t BinaryRow::int4() { return static_cast<std::int32_t>(read_be<std::uint32_t>(fixed(4))); }

Uuid BinaryRow::uuid() {
  Uuid value;
  const auto its = fixed(value.bytes.size());
  std::copy(its.begin(), its.end(), value.bytes.begin());
  return value;
}

std::int64_t BinaryRow::micros() {
  const std::int64_t since_2000 = int8();
  if (since_2000 == std::numeric_limits<std::int64_t>::max() ||
      since_2000 == std::numeric_limits<std::int64_t>::min())
    misshapen("has a timestamp of infinity");
  return since_2000 + kMicrosTo2000;
}

}  // namespace daybook::pg
