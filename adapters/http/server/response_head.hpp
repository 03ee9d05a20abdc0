#pragma once
// The bytes in front of a response's body.

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "adapters/http/server/message.hpp"

namespace daybook::http {

/// What the connection knows and the handler does not.
struct ResponseContext {
  std::string_view request_id;
  std::string_view date;  ///< IMF-fixdate.
  bool keep_alive = true;
  bool http_1_0 = false;         ///< Keep-alive must then be spelled out.
  bool tls = false;              ///< Adds HSTS.
  std::uint32_t rate_limit = 0;  ///< Requests/s of the address's bucket; 0 = unlimited, no RateLimit.
  std::uint32_t rate_remaining = 0;
};

/// Replaces `out` with the status line, all headers and the empty line. Framing headers, Date and Server in
/// `response.headers` are skipped; a security default, RateLimit or X-Request-Id gives way to the handler's.
/// 1xx, 204 and 304 get no Content-Length.
void write_head(std::string& out, const Response& response, const ResponseContext& context);

/// False for statuses whose answer has no body.
bool status_has_body(int status);

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string imf_fixdate(std::time_t seconds);

}  // namespace daybook::http
