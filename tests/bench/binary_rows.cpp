#include "tests/bench/binary_rows.hpp"

namespace daybook::bench {

namespace {
constexpr std::string_view kHeader("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
constexpr std::string_view kTrailer = "\377\377";
}  // namespace

void BinaryRows::time(Instant v) {
  constexpr std::int64_t kYear2000 = 946'684'800 * kMicrosPerSecond;
  int8(v.micros - kYear2000);
}

void BinaryRows::uuid(const Uuid& v) {
  bytes({reinterpret_cast<const char*>(v.bytes.data()), v.bytes.size()});
}

void BinaryRows::bytes(std::string_view v) {
  big_endian(static_cast<std::int32_t>(v.size()));
  data_ += v;
}

std::string BinaryRows::finished(std::size_t first, std::size_t count) const {
  const auto start = [&](std::size_t row) { return row < starts_.size() ? starts_[row] : data_.size(); };
  std::string out(kHeader);
  out.append(data_, start(first), start(first + count) - start(first));
  out += kTrailer;
  return out;
}

}  // namespace daybook::bench
