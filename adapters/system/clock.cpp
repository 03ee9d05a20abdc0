#include "adapters/system/clock.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <stdexcept>

namespace daybook {

Instant system_now() {
  using namespace std::chrono;
  return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

namespace {

/// Randomness in advance, since OpenSSL's generator costs the same for 8 bytes as for hundreds. Given out
/// once, and wiped as it is.
class RandomPool {
 public:
  void take(unsigned char* out, std::size_t n) {
    if (n > bytes_.size() / 4) return fill(out, n);
    if (left_ < n) {
      fill(bytes_.data(), bytes_.size());
      left_ = bytes_.size();
    }
    unsigned char* from = bytes_.data() + bytes_.size() - left_;
    std::memcpy(out, from, n);
    OPENSSL_cleanse(from, n);
    left_ -= n;
  }

 private:
  static void fill(unsigned char* out, std::size_t n) {
    if (RAND_bytes(out, static_cast<int>(n)) != 1) throw std::runtime_error("the system gives no randomness");
  }
  std::array<unsigned char, 1024> bytes_;
  std::size_t left_ = 0;
};

thread_local RandomPool random_pool;

}  // namespace

std::string random_bytes(std::size_t n) {
  std::string out(n, '\0');
  random_pool.take(reinterpret_cast<unsigned char*>(out.data()), n);
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
  Uuid id;
  random_pool.take(id.bytes.data() + 8, 8);
  const std::int64_t ms = stamp / 4096;
  const std::int64_t counter = stamp % 4096;
  for (int i = 0; i < 6; ++i)
    id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (counter >> 8));
  id.bytes[7] = static_cast<std::uint8_t>(counter & 0xff);
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

}  // namespace daybook
