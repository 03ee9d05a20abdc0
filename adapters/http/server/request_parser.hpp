#pragma once
// Boost.Beast's request parser with the checks that it lacks. Included by request_reader.cpp only, so that
// one translation unit pays for Beast.

#include <algorithm>
#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/http/server/ascii.hpp"
#include "adapters/http/server/request_reader.hpp"
#include "adapters/http/server/target.hpp"

namespace daybook::http {

inline Refusal refusal_of(RefusalCode code, std::string detail) { return {code, std::move(detail), {}, {}}; }
inline Refusal bad_request(std::string detail) {
  return refusal_of(RefusalCode::bad_request, std::move(detail));
}
inline Refusal too_large(std::size_t limit) {
  return refusal_of(RefusalCode::body_too_large,
                    "The body is larger than this route's limit of " + std::to_string(limit) + " bytes.");
}

/// Headers that decide who calls, what, or how: two of them are two readings of one request.
inline constexpr std::array<std::string_view, 8> singletons = {
    "host",          "content-length", "transfer-encoding", "content-type",
    "authorization", "x-api-key",      "idempotency-key",   "expect"};
inline constexpr std::size_t content_length_at = 1;

/// Collects what Beast recognises; the checks that Beast lacks are made on the way and in check_head.
class RequestParser : public boost::beast::http::basic_parser<true> {
 public:
  RequestParser(Request& request, const ReaderLimits& limits) : out(request), reader_limits(limits) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    body_limit(boost::none);
    request.headers.reserve(12);
  }

  /// Feeds bytes as long as the parser takes them; eager, so one call crosses chunk borders.
  RequestReader::Step feed(std::string_view bytes) {
    RequestReader::Step step;
    boost::beast::error_code error;
    while (step.consumed < bytes.size() && !is_done()) {
      const std::string_view left = bytes.substr(step.consumed);
      step.consumed += put(boost::asio::const_buffer(left.data(), left.size()), error);
      if (error) break;
      if (is_header_done() && !in_trailer) {
        in_trailer = true;  // Any field after the header is a trailer.
        return step;
      }
    }
    if (error && error != boost::beast::http::error::need_more)
      return {RequestReader::Progress::refused, 0, explain(error)};
    if (is_done()) step.progress = RequestReader::Progress::done;
    return step;
  }

  Refusal explain(const boost::beast::error_code& error) {
    if (found) return *std::move(found);
    if (error == boost::beast::http::error::body_limit) return too_large(limit);
    return bad_request("The request is not well-formed HTTP/1.1: " + error.message() + ".");
  }

  std::optional<Refusal> check_head(const HostList& hosts) {
    const bool chunked_only = transfer_encodings == 1 && chunked_exactly;
    if (transfer_encodings > 0 && version < 11) return bad_request("HTTP/1.0 has no Transfer-Encoding.");
    if (transfer_encodings > 0 && counts[content_length_at] > 0)
      return bad_request("Transfer-Encoding and Content-Length together.");
    if (transfer_encodings > 0 && !chunked_only)
      return bad_request("The only Transfer-Encoding here is 'chunked'.");
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] > 1) return bad_request("The header " + std::string(singletons[i]) + " was sent twice.");
    }
    const auto host = out.header("host");
    if (!host) return bad_request("The Host header is missing.");
    if (!hosts.allows(*host)) return bad_request("The Host header does not name this server.");
    if (const auto expect = out.header("expect")) {
      if (!same_text("100-continue", *expect)) return bad_request("The only Expect here is '100-continue'.");
      expects_continue = version >= 11;
    }
    out.keep_alive = keep_alive();
    return std::nullopt;
  }

  Request& out;
  const ReaderLimits& reader_limits;
  std::optional<Refusal> found;  ///< The refusal of our own check, behind a generic parser error.
  std::array<std::uint32_t, singletons.size()> counts{};
  std::size_t limit = 0;
  std::size_t extension_bytes = 0;
  std::uint32_t transfer_encodings = 0;
  int version = 11;
  bool chunked_exactly = false;
  bool expects_continue = false;
  bool head_only = false;
  bool in_trailer = false;

 protected:
  void on_request_impl(boost::beast::http::verb, boost::beast::string_view method,
                       boost::beast::string_view target, int http, boost::beast::error_code& error) override {
    version = http;
    head_only = method == "HEAD";
    out.method.assign(method.data(), method.size());
    if (head_only) out.method = "GET";
    out.target.assign(target.data(), target.size());
    if (auto why = daybook::http::parse_target(out.target, out.path, out.query))
      fail(bad_request(*std::move(why)), error);
  }
  void on_response_impl(int, boost::beast::string_view, int, boost::beast::error_code&) override {}

  void on_field_impl(boost::beast::http::field, boost::beast::string_view name,
                     boost::beast::string_view value, boost::beast::error_code& error) override {
    if (in_trailer) return;  // Checked for syntax by Beast, then dropped: it came after authentication.
    if (out.headers.size() == reader_limits.header_fields) {
      fail(refusal_of(RefusalCode::header_too_large, "The request has too many header fields."), error);
      return;
    }
    auto& [key, text] = out.headers.emplace_back();
    key.resize(name.size());
    std::transform(name.begin(), name.end(), key.begin(), ascii_lower);
    text.assign(value.data(), value.size());
    for (std::size_t i = 0; i < singletons.size(); ++i) {
      if (key == singletons[i]) ++counts[i];
    }
    if (key == "transfer-encoding") {
      ++transfer_encodings;
      chunked_exactly = same_text("chunked", text);
    }
    // "5, 5" would be one number to us and perhaps a list to a proxy.
    if (key == "content-length" && text.find_first_not_of("0123456789") != std::string::npos) {
      fail(bad_request("Content-Length is not a number."), error);
    }
  }
  void on_header_impl(boost::beast::error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, boost::beast::error_code&) override {
    if (length) out.body.reserve(static_cast<std::size_t>(*length));  // set_body_limit has bounded it.
  }
  std::size_t on_body_impl(boost::beast::string_view piece, boost::beast::error_code& error) override {
    if (piece.size() > limit - out.body.size()) {
      fail(too_large(limit), error);
      return 0;
    }
    out.body.append(piece.data(), piece.size());
    return piece.size();
  }
  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view extensions,
                            boost::beast::error_code& error) override {
    extension_bytes += extensions.size();
    if (extensions.size() > reader_limits.chunk_line_bytes ||
        extension_bytes > reader_limits.chunk_extension_bytes) {
      fail(bad_request("The chunk extensions are too long."), error);
    }
  }
  std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view piece,
                                 boost::beast::error_code& error) override {
    return on_body_impl(piece, error);
  }
  void on_finish_impl(boost::beast::error_code&) override {}

 private:
  void fail(Refusal why, boost::beast::error_code& error) {
    found = std::move(why);
    error = boost::beast::http::error::bad_value;
  }
};

}  // namespace daybook::http
