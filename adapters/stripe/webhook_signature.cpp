#include "adapters/stripe/webhook_signature.hpp"

#include <charconv>

#include "events/log/hash.hpp"

namespace daybook::stripe {
namespace {

Refusal invalid(const char* why) {
  Refusal refusal;
  refusal.code = RefusalCode::invalid_signature;
  refusal.detail = why;
  return refusal;
}

struct Header {
  std::string_view stamp;
  std::vector<std::string_view> v1;
};

Header split(std::string_view text) {
  Header header;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto item = text.substr(0, comma);
    if (item.starts_with("t=")) header.stamp = item.substr(2);
    if (item.starts_with("v1=")) header.v1.push_back(item.substr(3));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return header;
}

}  // namespace

std::string signature_v1(std::string_view secret, std::string_view seconds, std::string_view body) {
  std::string message(seconds);
  message.append(".").append(body);
  return log::to_hex(log::hmac_sha256(secret, message));
}

std::optional<Refusal> check_signature(std::optional<std::string_view> text, std::string_view body,
                                       const WebhookSecrets& secrets, Instant now) {
  if (!text) {
    Refusal refusal;
    refusal.code = RefusalCode::missing_signature;
    refusal.detail = "the Stripe-Signature header is missing";
    return refusal;
  }
  const Header header = split(*text);
  std::int64_t stamp = 0;
  const auto [end, error] =
      std::from_chars(header.stamp.data(), header.stamp.data() + header.stamp.size(), stamp);
  if (header.stamp.empty() || error != std::errc{} || end != header.stamp.data() + header.stamp.size())
    return invalid("the Stripe-Signature header has no readable timestamp");
  if (header.v1.empty()) return invalid("the Stripe-Signature header has no v1 signature");
  const std::int64_t seconds = now.micros / kMicrosPerSecond;
  if (stamp < seconds - kToleranceSeconds) return invalid("the signature is older than 300 seconds");
  if (stamp > seconds + kToleranceSeconds) return invalid("the signature is from the future");
  bool fits = false;
  for (const auto& secret : secrets) {
    const std::string hex = signature_v1(secret, header.stamp, body);
    for (const auto& given : header.v1) fits = log::equal_constant_time(hex, given) || fits;
  }
  if (!fits)
    return invalid("no signature in the Stripe-Signature header fits this body and a configured secret");
  return std::nullopt;
}

}  // namespace daybook::stripe
