#pragma once
// The machine's clock and its randomness: the only places that read them for facts.

#include <mutex>
#include <string>

#include "core/id_source.hpp"
#include "core/instant.hpp"

namespace daybook {

/// Now, in UTC microseconds.
Instant system_now();

/// `n` random bytes from the operating system (OpenSSL's DRBG); throws when there are none.
std::string random_bytes(std::size_t n);

/// UUIDv7 (RFC 9562): 48 bits of milliseconds, then a counter that never steps back within the process, then
/// randomness. Safe from any thread.
class SystemIds : public IdSource {
 public:
  Uuid next() override;

 private:
  std::mutex mutex_;
  std::int64_t last_ = 0;  // milliseconds x 4096 + counter
};

}  // namespace daybook
