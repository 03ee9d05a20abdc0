#include "adapters/effects/webhook_id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace daybook {
namespace {

constexpr std::string_view kStart = "webhook-";
constexpr std::size_t kUuid = 36;
constexpr std::size_t kDigits = 16;

}  // namespace

std::string webhook_prefix(const EndpointId& endpoint) {
  return fmt::format("{}{}-", kStart, endpoint.str());
}

std::string WebhookId::str() const {
  return fmt::format("{}{:0{}}", webhook_prefix(endpoint), position, kDigits);
}

std::optional<WebhookId> WebhookId::parse(std::string_view text) {
  if (text.size() != kStart.size() + kUuid + 1 + kDigits || !text.starts_with(kStart)) return std::nullopt;
  const auto endpoint = EndpointId::parse(std::string(text.substr(kStart.size(), kUuid)));
  const auto digits = text.substr(text.size() - kDigits);
  const bool numeric = std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!endpoint || !numeric || text[kStart.size() + kUuid] != '-') return std::nullopt;
  WebhookId id{*endpoint, 0};
  std::from_chars(digits.data(), digits.data() + digits.size(), id.position);
  if (id.str() != text) return std::nullopt;  // another way to write the endpoint
  return id;
}

}  // namespace daybook
