#include "adapters/outbound/request_text.hpp"

#include <algorithm>
#include <array>

namespace daybook::outbound {
namespace {

constexpr std::size_t kLongestTarget = 16 * 1024;
constexpr std::size_t kLongestHead = 64 * 1024;

// The framing is ours, and nothing may ask for another.
constexpr auto kOurs =
    std::to_array<std::string_view>({"host", "content-length", "connection", "transfer-encoding", "te",
                                     "trailer", "upgrade", "expect", "keep-alive", "proxy-connection"});
constexpr auto kMethods = std::to_array<std::string_view>({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"});

bool token_char(char c) {
  constexpr std::string_view kMore = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kMore.find(c) != std::string_view::npos;
}
bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), token_char);
}
bool fits_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return (c >= 0x20 && c != 0x7f) || c == '\t'; });
}
bool same(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() && std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
         });
}

}  // namespace

tl::expected<std::string, std::string> request_text(const BaseUrl& url, const Request& request) {
  const auto wrong = [](std::string why) { return tl::unexpected<std::string>(std::move(why)); };
  if (std::find(kMethods.begin(), kMethods.end(), request.method) == kMethods.end())
    return wrong("the method is not one of GET, HEAD, POST, PUT, PATCH, DELETE");
  const bool bare = request.target.empty() || request.target.starts_with('?');
  if ((!bare && !request.target.starts_with('/')) || request.target.size() > kLongestTarget ||
      std::any_of(request.target.begin(), request.target.end(),
                  [](unsigned char c) { return c <= 0x20 || c >= 0x7f || c == '#'; }))
    return wrong("the path must begin with / and be printable ASCII, percent-encoded");
  std::string text = request.method + " " + url.prefix +
                     (bare && url.prefix.empty() ? "/" + request.target : request.target) +
                     " HTTP/1.1\r\nHost: " + url.host_header + "\r\nConnection: keep-alive\r\n";
  bool named = false;
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return wrong("a header's name has characters that no header may have");
    if (std::any_of(kOurs.begin(), kOurs.end(), [&](auto ours) { return same(name, ours); }))
      return wrong("the header " + name + " is not the caller's to set");
    if (!fits_value(value)) return wrong("the header " + name + " has a line break or a control character");
    named = named || same(name, "user-agent");
    text += name + ": " + value + "\r\n";
  }
  if (!named) text += "User-Agent: daybook/" DAYBOOK_VERSION "\r\n";
  const bool carries = !request.body.empty() || (request.method != "GET" && request.method != "HEAD");
  if (carries) text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  if (text.size() > kLongestHead) return wrong("the headers are longer than 64 KB");
  return text + "\r\n" + request.body;
}

}  // namespace daybook::outbound
