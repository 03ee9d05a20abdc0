#pragma once
// Where Stripe's payment page sends the customer. Source: wire contract, "Orders"; security checklist 22
// (success and cancel URLs match the key's origins and are never fetched).

#include "adapters/http/api/api.hpp"

namespace daybook::http {

struct ReturnUrls {
  std::string success;
  std::string cancel;
};

/// What was sent, else the broker's website, else our own pages. Refused: a URL that is none, or of an origin
/// that is neither one of the broker's nor its website's.
Result<ReturnUrls> return_urls(const Api& api, const BrokerState* broker,
                               const std::optional<std::string>& success,
                               const std::optional<std::string>& cancel);

/// Where a page of Stripe's sends the broker's own people: one of the broker's origins, its website, or
/// this server.
std::optional<Refusal> check_own_url(const Api& api, const char* pointer, const std::string& url,
                                     const BrokerState& broker);

/// "https://shop.example:8443" of "https://Shop.example:8443/thanks?x=1"; nothing for what is no http(s) URL,
/// names a user or holds blanks.
std::optional<std::string> origin_of(const std::string& url);

}  // namespace daybook::http
