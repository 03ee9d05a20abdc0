#pragma once
// What the front end hands to the business (Request), what it takes back (Response), and the one interface
// that the business implements (Dispatcher). Nothing here knows sockets or the HTTP parser.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace daybook::http {

using NameValues = std::vector<std::pair<std::string, std::string>>;

/// One checked request. Framing headers have been validated; chunked trailers are dropped, never here.
struct Request {
  std::string method;               ///< As sent, except that HEAD arrives as GET (the body is cut off later).
  std::string target;               ///< Raw origin form, starts with '/'.
  std::string path;                 ///< Percent-decoded, without the query; no NUL, '%2F' or dot segments.
  NameValues query;                 ///< Decoded ('+' is a blank), in order, duplicates kept.
  NameValues headers;               ///< Lower-case names, trimmed values, in order.
  std::string body;                 ///< Decoded from chunks; empty while `Dispatcher::admit` runs.
  std::string remote_address;       ///< The peer's address, no port. Forwarding headers are not consulted.
  std::string request_id;           ///< Ours, a random UUID; answered as X-Request-Id.
  std::vector<std::string> params;  ///< Path parameters in the pattern's order, filled by the dispatcher.
  bool keep_alive = true;           ///< What the client asked for.
  std::shared_ptr<const void> admission;  ///< The dispatcher's own: what `admit` found out, for `dispatch`.

  /// First header of that lower-case name.
  std::optional<std::string_view> header(std::string_view lower_name) const;
  /// First query value of that name.
  std::optional<std::string_view> query_value(std::string_view name) const;
};

/// One answer. The server adds Content-Length, Connection, Date, Server, X-Request-Id and the default
/// security headers; a header set here replaces a security default, never a framing header.
struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  NameValues headers;  ///< CR, LF and other control bytes in values are turned into blanks.
};

/// Answers one request. May be called from any thread; the first call counts, later ones are ignored.
/// Destroying every copy without a call answers 500.
using Reply = std::function<void(Response)>;

class Dispatcher {
 public:
  virtual ~Dispatcher() = default;
  /// Runs before the body is read, with the headers only: the largest body to accept in bytes, or an answer
  /// at once (401, 404, 405, 413, 415 ...). May fill `params`. Runs on an I/O thread: must not block.
  virtual std::variant<std::size_t, Response> admit(Request& head) = 0;
  /// Runs on an I/O thread: must not block; hand long work to another thread and keep `reply`.
  virtual void dispatch(Request request, Reply reply) = 0;
};

}  // namespace daybook::http
