#include "adapters/system/clock.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <stdexcept>

namespace daybook {

Instant system_now() {
  using namespace std::chrono;
  return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string random_bytes(std::size_t n) {
  std::string out(n, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(n)) != 1)
    throw std::runtime_error("the system gives no randomness");
  return out;
}

Uuid SystemIds::next() {
  const std::int64_t now = system_now().micros / 1000 * 4096;
  std::int64_t stamp = 0;
  {
    std::lock_guard lock(mutex_);
    last_ = std::max(last_ + 1, now);
    stamp = last_;
  }
  const std::string random = random_bytes(8);
  Uuid id;
  const std::int64_t ms = stamp / 4096;
  const std::int64_t counter = stamp % 4096;
  for (int i = 0; i < 6; ++i)
    id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (counter >> 8));
  id.bytes[7] = static_cast<std::uint8_t>(counter & 0xff);
  std::memcpy(id.bytes.data() + 8, random.data(), 8);
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

}  // namespace daybook
