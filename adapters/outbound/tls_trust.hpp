#pragma once
// Whom we trust over TLS, and what a refused handshake means to the person who has to mend it.

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>
#include <string>

#include "adapters/outbound/base_url.hpp"
#include "adapters/outbound/http_client.hpp"

namespace daybook::outbound {

/// TLS 1.2 or later, certificates required. Throws std::runtime_error when `ca_file` cannot be read.
boost::asio::ssl::context tls_context(const std::string& ca_file);

/// Binds one connection to the host that its certificate must name. Throws when OpenSSL has no memory.
void expect_host(SSL* connection, const BaseUrl& url);

/// Why the handshake failed: refused when trying again helps nobody, not_sent when the line was cut.
Failure handshake_failure(SSL* connection, const boost::system::error_code& error, const BaseUrl& url);

}  // namespace daybook::outbound
