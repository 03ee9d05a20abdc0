#pragma once
// SHA-256 and what the provable log builds on it. Leaf and node hashing: RFC 6962 section 2.1 (the same in
// RFC 9162): one prefix byte keeps a leaf from ever passing as a node. All functions are safe to call from
// any thread. They throw std::runtime_error only when OpenSSL itself fails (no SHA-256 in this process, or no
// memory), never because of their input.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/log/encoding.hpp"

namespace daybook::log {

using Hash = std::array<std::uint8_t, 32>;

Hash sha256(std::string_view bytes);
/// SHA-256(0x00 || canonical bytes).
Hash leaf_hash(std::string_view canonical_bytes);
/// SHA-256(0x01 || left || right).
Hash node_hash(const Hash& left, const Hash& right);

/// The 32 raw bytes, valid as long as `hash` is.
std::string_view as_bytes(const Hash& hash);
/// Nothing unless there are exactly 32 bytes.
std::optional<Hash> to_hash(std::string_view bytes);

/// HMAC-SHA-256 (RFC 2104): 32 raw bytes. Any key length, also empty.
std::string hmac_sha256(std::string_view key, std::string_view message);
/// Compares secrets without telling by its duration where they differ; the lengths are not secret.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace daybook::log
