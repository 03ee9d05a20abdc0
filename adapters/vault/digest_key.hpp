#pragma once
// What the store keeps and finds a digest by.

#include <algorithm>
#include <string_view>

#include "core/uuid.hpp"
#include "events/log/hash.hpp"

namespace daybook {

/// The first 16 bytes of a SHA-256 or HMAC-SHA-256, as a uuid: half of the index's pages, and still some 2^64
/// digests to be made until two of them meet. Source: adapters/postgres/decisions/0005.
inline Uuid digest_key(std::string_view digest) {
  Uuid key;
  std::copy_n(digest.begin(), key.bytes.size(), key.bytes.begin());
  return key;
}
inline Uuid digest_key(const log::Hash& digest) { return digest_key(log::as_bytes(digest)); }

}  // namespace daybook
