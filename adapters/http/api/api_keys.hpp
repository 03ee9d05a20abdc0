#pragma once
// API keys and admin tokens: "tlm_pk_", "tlm_sk_", "dbk_" + 12 hex digits that find it + 32 that prove it + 8
// that catch typing errors. Stored as prefix and SHA-256 only. Source: security checklist 24.

#include <optional>
#include <string>
#include <string_view>

#include "events/broker/broker_events.hpp"

namespace daybook::http {

inline constexpr std::string_view kPublishablePrefix = "tlm_pk_";
inline constexpr std::string_view kSecretPrefix = "tlm_sk_";
inline constexpr std::string_view kTokenPrefix = "dbk_";

struct FreshKey {
  std::string text;    ///< shown once
  std::string prefix;  ///< finds it
  std::string sha256;  ///< hex
};
FreshKey make_key(std::string_view kind_prefix);
/// A broker's key with what is kept of it.
std::pair<std::string, KeyHash> make_broker_key(KeyKind kind);

/// The part that finds the key; nothing when form or check digits are wrong.
std::optional<std::string> prefix_of(std::string_view key, std::string_view kind_prefix);
/// Compares SHA-256 in constant time.
bool proves(std::string_view key, std::string_view sha256_hex);
/// True when the text looks like one of our keys (they must never stand in a URL).
bool looks_like_key(std::string_view text);

}  // namespace daybook::http
