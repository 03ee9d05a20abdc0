#pragma once
// The address of another company's API, taken apart once.

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace daybook::outbound {

struct BaseUrl {
  bool tls = true;
  std::string host;  ///< a name in lower case, or a literal address without brackets
  std::uint16_t port = 443;
  std::string prefix;       ///< "" or "/v2": no slash at its end
  bool literal = false;     ///< the host is an address and no name
  std::string host_header;  ///< "api.example.com", "[::1]:8443"

  /// "https://api.example.com:8443": for messages, never with a path.
  std::string origin() const { return (tls ? "https://" : "http://") + host_header; }
};

/// Or what is wrong with it, as "must …". Credentials, queries and fragments are refused.
tl::expected<BaseUrl, std::string> parse_base_url(std::string_view url);

}  // namespace daybook::outbound
