#pragma once
// Settings of the HTTP front end, with the defaults of the HTTP and security checklist (lines 7-10, 13, 20).

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/server/request_reader.hpp"

namespace daybook::http {

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< Plain HTTP belongs on loopback; elsewhere set the TLS files.
  std::uint16_t port = 0;             ///< 0: the system picks one, see Server::port().
  int threads = 1;                    ///< I/O threads; dispatch runs on them.

  std::string tls_certificate_file;  ///< PEM chain. With it the port speaks TLS >= 1.2 only, with HSTS.
  std::string tls_key_file;          ///< PEM private key.

  ReaderLimits reader;
  std::chrono::milliseconds header_timeout{10'000};  ///< First byte to the header's end; also TLS handshake.
  std::chrono::milliseconds body_timeout{20'000};    ///< Header's end to the body's end.
  std::chrono::milliseconds body_grace{2'000};       ///< Before min_body_rate is enforced.
  std::size_t min_body_rate = 1'000;                 ///< Bytes/s, on average over the body so far.
  std::chrono::milliseconds idle_timeout{60'000};    ///< Between requests.
  std::chrono::milliseconds reply_timeout{60'000};   ///< dispatch to its reply; then 503.
  std::chrono::milliseconds write_timeout{
      20'000};  ///< To hand over an answer, plus its size / min_body_rate.
  std::chrono::milliseconds linger_timeout{1'000};  ///< For the client to read the last answer.

  std::size_t max_connections = 4'096;
  std::size_t max_connections_per_address = 1'024;        ///< An IPv6 /64 is one address.
  std::uint32_t requests_per_second_per_address = 5'000;  ///< Also the burst; 0 = unlimited.

  /// "name", "name:port", "[v6]"; empty: localhost names and the bound address with any port.
  std::vector<std::string> allowed_hosts;

  /// Told about exceptions that a dispatcher let escape (the client sees a bare 500). Any I/O thread.
  std::function<void(std::string_view request_id, std::string_view what)> on_internal_error;
};

}  // namespace daybook::http
