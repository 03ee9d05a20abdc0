#include "tests/bench/binary_rows.hpp"

namespace daybook::bench {

BinaryRows::BinaryRows() : data_("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19) {}

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

std::string BinaryRows::finished() const { return data_ + "\377\377"; }

}  // namespace daybook::bench
