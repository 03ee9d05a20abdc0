#pragma once
// Bytes to a Request: Boost.Beast's parser for the syntax, our own checks for what Boost 1.81 lets through
// (request smuggling, obs-fold, Host, counts and sizes). Pure: no sockets, no clock, so it can be fuzzed.
// Source of the rules: the HTTP and security checklist, lines 1-8, 11.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "adapters/http/server/host_list.hpp"
#include "adapters/http/server/message.hpp"
#include "core/refusal.hpp"

namespace daybook::http {

class RequestParser;

struct ReaderLimits {
  std::size_t header_bytes = 8192;           ///< Request line and headers with the empty line; more is a 431.
  std::size_t header_fields = 100;           ///< More is a 431.
  std::size_t chunk_line_bytes = 1024;       ///< One chunk header with its extension.
  std::size_t chunk_extension_bytes = 4096;  ///< All extensions of one body.
  std::size_t trailer_bytes = 8192;          ///< The dropped trailer section.
};

/// One request at a time: begin(), then read_head() until done, then read_body() until done.
class RequestReader {
 public:
  enum class Progress { need_more, done, refused };
  struct Step {
    Progress progress = Progress::need_more;
    std::size_t consumed = 0;  ///< Bytes of the argument that are used up; the rest must be shown again.
    Refusal refusal;           ///< With `refused` only. The connection must close: framing is lost.
  };

  /// Neither reference is copied.
  RequestReader(const ReaderLimits& limits, const HostList& hosts);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Starts the next request; `request` is filled in place and must outlive the reading.
  void begin(Request& request);
  /// `bytes` is everything received and not consumed. Consumes the whole header or nothing.
  Step read_head(std::string_view bytes);
  /// After the head: refuses an announced length over the limit, and any longer body while reading.
  std::optional<Refusal> set_body_limit(std::size_t bytes);
  /// Appends to the request's body. A body larger than the limit is refused as body_too_large.
  Step read_body(std::string_view bytes);

  /// After the head:
  bool complete() const;   ///< Nothing of the body is left to read.
  bool head_only() const;  ///< The method was HEAD.
  bool http_1_0() const;
  bool expects_continue() const;                        ///< Expect: 100-continue was sent.
  std::optional<std::uint64_t> content_length() const;  ///< Nothing for a chunked body.

 private:
  Step scan_head(std::string_view bytes);

  const ReaderLimits& limits_;
  const HostList& hosts_;
  Request* request_ = nullptr;
  std::size_t scanned_ = 0;     ///< Bytes of the unfinished header that were looked at.
  std::size_t line_start_ = 0;  ///< Where the header line being scanned starts.
  std::size_t lines_ = 0;       ///< Finished header lines, the request line among them.
  std::unique_ptr<std::optional<RequestParser>> parser_;  ///< Made anew per request, in place.
};

}  // namespace daybook::http
