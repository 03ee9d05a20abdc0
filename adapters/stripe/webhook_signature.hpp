#pragma once
// Stripe's webhook signatures. Source: Stripe reference, "Signature" (300 s tolerance both ways, every v1,
// constant time, the whole whsec_… string as key; two secrets may be valid while one rolls).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"
#include "core/result.hpp"

namespace daybook::stripe {

using WebhookSecrets = std::vector<std::string>;

inline constexpr std::int64_t kToleranceSeconds = 300;

/// The header's v1 value: HMAC-SHA256 over "<seconds>.<body>", lower-case hex. Ours on outgoing webhooks too.
std::string signature_v1(std::string_view secret, std::string_view seconds, std::string_view body);

/// Nothing when one secret signed this body within the tolerance; else missing_signature or
/// invalid_signature.
std::optional<Refusal> check_signature(std::optional<std::string_view> header, std::string_view body,
                                       const WebhookSecrets& secrets, Instant now);

}  // namespace daybook::stripe
