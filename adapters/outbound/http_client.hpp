#pragma once
// HTTP(S) to other companies' APIs: verified TLS 1.2 or later, kept connections, one deadline for a whole
// call. It says of every call that brought no answer whether it can have been carried out, because the
// caller's next step hangs on that. It never repeats what may have been done, and never follows a redirect.

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace daybook::outbound {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Settings {
  /// "https://api.stripe.com", "http://127.0.0.1:12111/prefix". http is no TLS at all: whoever lets an
  /// operator write an address decides whether it may say so.
  std::string base_url{};
  /// PEM file of the authorities that are trusted instead of the system's; "" = the system's.
  std::string ca_file{};
  std::chrono::milliseconds connect_timeout{5'000};  ///< of resolving, connecting and the TLS handshake
  std::chrono::milliseconds timeout{30'000};         ///< of a whole call, waiting for a connection included
  std::size_t most_connections = 8;                  ///< at once; kept alive, closed when idle for 50 s
  std::size_t most_body = 4 * 1024 * 1024;           ///< of an answer, bytes
  /// Refuse every address that is not public unicast. The name is resolved once a connection, and the address
  /// that was looked at is the one that is dialled.
  bool public_only = false;
};

struct Request {
  std::string method;  ///< "GET", "POST", "DELETE", "PUT", "PATCH"
  std::string target;  ///< path and query, appended to the base URL's path: "/v1/refunds?limit=3"
  Headers headers;     ///< Host, Content-Length, Connection and Transfer-Encoding are ours
  std::string body;
  /// When shorter than the settings' timeout, this call's; 0 = theirs.
  std::chrono::milliseconds timeout{0};
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;

  /// The first header of that name, whatever its case; a view into this object.
  std::optional<std::string_view> header(std::string_view name) const;
};

enum class Trouble {
  not_sent,         ///< nothing reached the other side: try again
  unknown_outcome,  ///< it may have been carried out: look before you try again
  refused           ///< certificate, address, URL or request: trying again helps only after a person acted
};

struct Failure {
  Trouble trouble;
  std::string detail;  ///< for operators: what happened and what to do; no secrets, no bodies, no queries
};

class HttpClient {
 public:
  /// Throws std::invalid_argument for a base URL that is none, std::runtime_error for a CA file that cannot
  /// be read. Connects to nothing yet.
  explicit HttpClient(Settings settings);
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  /// Any answer of the other side is a Response, also a 500 or a redirect. Blocking; any number of threads.
  /// A kept connection that turns out to be closed is replaced once: always for GET and HEAD; for every other
  /// method only when not one byte of the request can have been read.
  tl::expected<Response, Failure> send(const Request& request);

  /// Connections that were made so far (metrics and tests).
  std::size_t connections_made() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace daybook::outbound
