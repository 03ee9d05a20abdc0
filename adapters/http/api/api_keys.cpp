#include "adapters/http/api/api_keys.hpp"

#include "adapters/system/clock.hpp"
#include "events/log/hash.hpp"

namespace daybook::http {
namespace {

constexpr std::size_t kFinder = 12;
constexpr std::size_t kProof = 32;
constexpr std::size_t kCheck = 8;

std::string check_digits(std::string_view body) { return log::to_hex(log::sha256(body)).substr(0, kCheck); }

}  // namespace

FreshKey make_key(std::string_view kind) {
  std::string body = std::string(kind) + log::to_hex(random_bytes((kFinder + kProof) / 2));
  const std::string text = body + check_digits(body);
  return {text, text.substr(0, kind.size() + kFinder), log::to_hex(log::sha256(text))};
}

std::pair<std::string, KeyHash> make_broker_key(KeyKind kind) {
  const FreshKey key = make_key(kind == KeyKind::secret ? kSecretPrefix : kPublishablePrefix);
  return {key.text, KeyHash{kind, key.prefix, key.sha256}};
}

std::optional<std::string> prefix_of(std::string_view key, std::string_view kind) {
  if (!key.starts_with(kind) || key.size() != kind.size() + kFinder + kProof + kCheck) return std::nullopt;
  const auto body = key.substr(0, key.size() - kCheck);
  if (check_digits(body) != key.substr(key.size() - kCheck)) return std::nullopt;
  return std::string(key.substr(0, kind.size() + kFinder));
}

bool proves(std::string_view key, std::string_view sha256_hex) {
  return log::equal_constant_time(log::to_hex(log::sha256(key)), sha256_hex);
}

bool looks_like_key(std::string_view text) {
  for (const auto kind : {kPublishablePrefix, kSecretPrefix, kTokenPrefix})
    if (text.find(kind) != std::string_view::npos) return true;
  return false;
}

}  // namespace daybook::http
