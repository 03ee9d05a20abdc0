#include "adapters/outbound/base_url.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace daybook::outbound {
namespace {

constexpr std::size_t kLongestUrl = 2'048;
constexpr std::size_t kLongestName = 253;  // RFC 1035

bool plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

bool name_fits(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && plain(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return plain(c) || c == '-' || c == '.' || c == '_'; });
}

/// A last label of digits (or hexadecimal): inet_aton would read "127.1" and "0x7f.1" as addresses.
bool looks_numeric(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  const auto label = name.substr(name.rfind('.') + 1);
  if (label.starts_with("0x")) return true;
  return std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Reads "host", "host:port" or "[address]:port" into `url`.
const char* read_authority(BaseUrl& url, std::string_view text) {
  std::string_view port;
  boost::system::error_code none;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return "must close the bracket of its address";
    url.host = lower(text.substr(1, end - 1));
    boost::asio::ip::make_address_v6(url.host, none);
    if (none || url.host.find('%') != std::string::npos) return "must have an IPv6 address in its brackets";
    url.literal = true;
    port = text.substr(end + 1);
    if (!port.empty() && !port.starts_with(':')) return "must have a port, or nothing, after the bracket";
  } else {
    const auto colon = text.find(':');
    url.host = lower(text.substr(0, colon));
    if (!name_fits(url.host)) return "must name a host of letters, digits, dots and dashes";
    boost::asio::ip::make_address_v4(url.host, none);
    url.literal = !none;
    if (!url.literal && looks_numeric(url.host)) return "must write an address as four decimal numbers";
    if (colon != std::string_view::npos) port = text.substr(colon);
  }
  url.port = url.tls ? 443 : 80;
  if (!port.empty()) {
    port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc{} || end != port.data() + port.size() || url.port == 0)
      return "must have a port of 1 to 65535";
  }
  return nullptr;
}

}  // namespace

tl::expected<BaseUrl, std::string> parse_base_url(std::string_view text) {
  const auto wrong = [](const char* why) { return tl::unexpected<std::string>(why); };
  if (text.size() > kLongestUrl) return wrong("must be at most 2048 characters");
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c >= 0x7f; }))
    return wrong("must be printable ASCII without blanks");
  BaseUrl url;
  const auto scheme = lower(text.substr(0, text.find("://")));
  if (scheme != "https" && scheme != "http") return wrong("must begin with https:// (or http://)");
  url.tls = scheme == "https";
  text.remove_prefix(std::min(text.size(), scheme.size() + 3));
  if (text.find_first_of("?#\\") != std::string_view::npos)
    return wrong("must not have a query, a fragment or a backslash");
  const auto authority = text.substr(0, text.find('/'));
  if (authority.find('@') != std::string_view::npos)
    return wrong("must not have a user or a password: they have settings of their own");
  url.prefix = std::string(text.substr(authority.size()));
  while (url.prefix.ends_with('/')) url.prefix.pop_back();
  if (const char* why = read_authority(url, authority)) return wrong(why);
  url.host_header = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
  if (url.port != (url.tls ? 443 : 80)) url.host_header += ":" + std::to_string(url.port);
  return url;
}

}  // namespace daybook::outbound
