#include "events/log/hash.hpp"

#define OPENSSL_SUPPRESS_DEPRECATED  // sha.h, obsolete in OpenSSL 3's words: Sha256 below says why
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>

namespace daybook::log {
namespace {

/// OpenSSL's SHA-256 itself, without the providers' layer around it, which for small inputs, and most are,
/// costs as much as hashing them.
class Sha256 {
 public:
  Sha256() { SHA256_Init(&context_); }
  void add(const void* bytes, std::size_t count) { SHA256_Update(&context_, bytes, count); }
  Hash finish() {
    Hash hash;
    SHA256_Final(hash.data(), &context_);
    return hash;
  }

 private:
  SHA256_CTX context_;
};

}  // namespace

Hash sha256(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes.data(), bytes.size());
  return digest.finish();
}

Hash leaf_hash(std::string_view canonical_bytes) {
  constexpr std::uint8_t kLeafPrefix = 0x00;
  Sha256 digest;
  digest.add(&kLeafPrefix, 1);
  digest.add(canonical_bytes.data(), canonical_bytes.size());
  return digest.finish();
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 65> bytes;
  bytes[0] = 0x01;
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 33);
  Sha256 digest;
  digest.add(bytes.data(), bytes.size());
  return digest.finish();
}

std::string_view as_bytes(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::optional<Hash> to_hash(std::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
  // RFC 2104 over our own digest: OpenSSL's HMAC looks its parts up by name on every call, which costs five
  // times the hashing.
  constexpr std::size_t kBlock = 64;
  Hash hashed;
  if (key.size() > kBlock) {
    hashed = sha256(key);
    key = as_bytes(hashed);
  }
  std::array<char, kBlock> inner, outer;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const char byte = i < key.size() ? key[i] : '\0';
    inner[i] = static_cast<char>(byte ^ 0x36);
    outer[i] = static_cast<char>(byte ^ 0x5c);
  }
  const auto digest = [](const std::array<char, kBlock>& pad, std::string_view bytes) {
    Sha256 hash;
    hash.add(pad.data(), pad.size());
    hash.add(bytes.data(), bytes.size());
    return hash.finish();
  };
  const Hash first = digest(inner, message);
  return std::string(as_bytes(digest(outer, as_bytes(first))));
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace daybook::log
