#pragma once
// Where an outgoing webhook may go. Names are resolved when something is sent, and their addresses looked at
// then; what can be told from the text alone is refused before it is recorded.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace daybook {

/// An endpoint's address in the two parts that a call takes.
struct EndpointAddress {
  std::string origin;  ///< "https://hooks.example.com"
  std::string target;  ///< path and query, never empty
};

/// Or what is wrong, as "must …": another scheme than https, credentials, a fragment, a private address or a
/// name of no public host, longer than a text may be. `allow_insecure`: http and private hosts are fine.
tl::expected<EndpointAddress, std::string> endpoint_address(std::string_view url, bool allow_insecure);

}  // namespace daybook
