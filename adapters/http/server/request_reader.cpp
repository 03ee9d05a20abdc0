#include "adapters/http/server/request_reader.hpp"

#include <cstring>

#include "adapters/http/server/request_parser.hpp"

namespace daybook::http {

using Step = RequestReader::Step;
using Progress = RequestReader::Progress;

namespace {

Step refused(Refusal why) { return {Progress::refused, 0, std::move(why)}; }

}  // namespace

RequestReader::RequestReader(const ReaderLimits& limits, const HostList& hosts)
    : limits_(limits), hosts_(hosts), parser_(std::make_unique<std::optional<RequestParser>>()) {}
RequestReader::~RequestReader() = default;

void RequestReader::begin(Request& request) {
  request_ = &request;
  scanned_ = line_start_ = lines_ = 0;
  parser_->reset();
}

/// Walks the lines that arrived since the last call. Refuses at once what Beast would accept or only notice
/// when the header is complete: bare LF, obs-fold, too many lines or bytes, a first byte that is no method.
Step RequestReader::scan_head(std::string_view bytes) {
  if (!bytes.empty() && lines_ == 0 && (bytes[0] < 'A' || bytes[0] > 'Z')) {
    return refused(bad_request("This is not an HTTP/1.1 request."));
  }
  const std::string_view window = bytes.substr(0, limits_.header_bytes);
  while (const void* at = std::memchr(window.data() + scanned_, '\n', window.size() - scanned_)) {
    const auto feed = static_cast<std::size_t>(static_cast<const char*>(at) - window.data());
    if (feed == line_start_ || window[feed - 1] != '\r')
      return refused(bad_request("A header line ends without CR."));
    if (lines_ > 0 && feed == line_start_ + 1) return {Progress::done, feed + 1, {}};
    const char first = window[line_start_];
    if (lines_ > 0 && (first == ' ' || first == '\t'))
      return refused(bad_request("A header line is folded."));
    scanned_ = line_start_ = feed + 1;
    if (++lines_ > limits_.header_fields + 1) {
      return refused(refusal_of(
          RefusalCode::header_too_large,
          "The request has more than " + std::to_string(limits_.header_fields) + " header fields."));
    }
  }
  scanned_ = window.size();
  if (bytes.size() < limits_.header_bytes) return {};
  return refused(
      refusal_of(RefusalCode::header_too_large,
                 "The request line and headers exceed " + std::to_string(limits_.header_bytes) + " bytes."));
}

Step RequestReader::read_head(std::string_view bytes) {
  Step scan = scan_head(bytes);
  if (scan.progress != Progress::done) return scan;
  RequestParser& parser = parser_->emplace(*request_, limits_);
  Step step = parser.feed(bytes.substr(0, scan.consumed));
  if (step.progress == Progress::refused) return step;
  // Both found the end of the header at the same byte, or one of them is being fooled.
  if (!parser.is_header_done() || step.consumed != scan.consumed)
    return refused(bad_request("The header is not clear."));
  if (auto why = parser.check_head(hosts_)) return refused(*std::move(why));
  return {Progress::done, scan.consumed, {}};
}

std::optional<Refusal> RequestReader::set_body_limit(std::size_t bytes) {
  RequestParser& parser = **parser_;
  parser.limit = bytes;
  const auto length = content_length();
  if (length && *length > bytes) return too_large(bytes);
  parser.body_limit(bytes);
  return std::nullopt;
}

Step RequestReader::read_body(std::string_view bytes) {
  RequestParser& parser = **parser_;
  if (parser.is_done()) return {Progress::done, 0, {}};
  Step step = parser.feed(bytes);
  if (step.progress != Progress::need_more || !parser.chunked()) return step;
  const std::size_t waiting = bytes.size() - step.consumed;
  const std::string_view line = bytes.substr(step.consumed).substr(0, limits_.chunk_line_bytes + 2);
  // A chunk header's line must end within its limit (the leading CRLF closes the chunk before it).
  if (waiting > line.size() && line.find('\n', 2) == std::string_view::npos) {
    return refused(bad_request("A chunk header is too long."));
  }
  if (waiting > limits_.trailer_bytes) return refused(bad_request("The trailer section is too long."));
  return step;
}

bool RequestReader::complete() const { return (*parser_)->is_done(); }
bool RequestReader::head_only() const { return (*parser_)->head_only; }
bool RequestReader::http_1_0() const { return (*parser_)->version < 11; }
bool RequestReader::expects_continue() const { return (*parser_)->expects_continue; }
std::optional<std::uint64_t> RequestReader::content_length() const {
  const auto length = (*parser_)->content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

}  // namespace daybook::http
