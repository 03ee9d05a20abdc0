#include "adapters/http/handlers/return_urls.hpp"

#include "adapters/outbound/base_url.hpp"

namespace daybook::http {
namespace {

std::optional<Refusal> check_url(const char* pointer, const std::string& url, const BrokerState& broker) {
  const auto origin = origin_of(url);
  if (!origin) return invalid_field(pointer, "must be an http or https URL");
  for (const std::string& allowed : broker.profile.origins)
    if (origin_of(allowed) == origin) return std::nullopt;
  if (broker.profile.website && origin_of(*broker.profile.website) == origin) return std::nullopt;
  return invalid_field(
      pointer, "must be of one of the broker's origins or its website: " + *origin + " is none of them");
}

std::string below(std::string base, const char* path) {
  while (base.ends_with('/')) base.pop_back();
  return base + path;
}

}  // namespace

std::optional<Refusal> check_own_url(const Api& api, const char* pointer, const std::string& url,
                                     const BrokerState& broker) {
  if (origin_of(url) && origin_of(url) == origin_of(api.public_url)) return std::nullopt;
  return check_url(pointer, url, broker);
}

std::optional<std::string> origin_of(const std::string& url) {
  if (url.find_first_of(" \t\r\n\"<>\\") != std::string::npos) return std::nullopt;
  const auto base = outbound::parse_base_url(url.substr(0, url.find_first_of("?#")));
  return base ? std::optional(base->origin()) : std::nullopt;
}

Result<ReturnUrls> return_urls(const Api& api, const BrokerState* broker,
                               const std::optional<std::string>& success,
                               const std::optional<std::string>& cancel) {
  if (broker) {
    if (success)
      if (auto bad = check_url("/success_url", *success, *broker)) return refuse(*bad);
    if (cancel)
      if (auto bad = check_url("/cancel_url", *cancel, *broker)) return refuse(*bad);
  }
  ReturnUrls urls{api.public_url + "/success?session_id={CHECKOUT_SESSION_ID}", api.public_url + "/cancel"};
  if (broker && broker->profile.website)
    urls = {below(*broker->profile.website, "/success"), below(*broker->profile.website, "/cart")};
  if (success) urls.success = *success;
  if (cancel) urls.cancel = *cancel;
  return urls;
}

}  // namespace daybook::http
