#pragma once
// A request as the bytes that go out. Whatever could smuggle a second header or request is refused here.

#include <string>
#include <tl/expected.hpp>

#include "adapters/outbound/base_url.hpp"
#include "adapters/outbound/http_client.hpp"

namespace daybook::outbound {

/// Head and body; or what is wrong with the request, naming the header but never its value.
tl::expected<std::string, std::string> request_text(const BaseUrl& url, const Request& request);

}  // namespace daybook::outbound
