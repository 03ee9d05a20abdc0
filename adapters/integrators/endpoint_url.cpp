#include "adapters/integrators/endpoint_url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <optional>

#include "adapters/outbound/base_url.hpp"
#include "adapters/outbound/public_address.hpp"

namespace daybook {
namespace {

constexpr std::size_t kMaxUrl = 200;

/// Names that no public server has: single words, and the endings that are kept for private use (RFC 6761,
/// RFC 6762, RFC 8375, ICANN's ".internal").
bool private_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.find('.') == std::string_view::npos) return true;
  for (const std::string_view ending :
       {".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet", ".corp", ".home"})
    if (host.ends_with(ending)) return true;
  return false;
}

std::optional<std::string> host_fault(const outbound::BaseUrl& url) {
  if (!url.literal) {
    if (private_name(url.host)) return "must name a public host";
    return std::nullopt;
  }
  boost::system::error_code fault;
  const auto address = boost::asio::ip::make_address(url.host, fault);
  if (fault || !outbound::is_public(address)) return "must not be a private or reserved address";
  return std::nullopt;
}

}  // namespace

tl::expected<EndpointAddress, std::string> endpoint_address(std::string_view url, bool allow_insecure) {
  const auto fault = [](std::string why) { return tl::unexpected<std::string>(std::move(why)); };
  if (url.size() > kMaxUrl) return fault("must be at most 200 characters long");
  const auto visible = [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '<' && c != '>'; };
  if (!std::all_of(url.begin(), url.end(), visible))
    return fault("must be a URL in ASCII: write other characters as %XX");
  if (!url.starts_with("https://") && !(allow_insecure && url.starts_with("http://")))
    return fault("must be an https URL");
  const auto path = url.find_first_of("/?#", url.find("://") + 3);
  EndpointAddress out;
  out.origin = std::string(url.substr(0, path));
  if (path != std::string_view::npos) out.target = std::string(url.substr(path));
  if (out.target.find('#') != std::string::npos) return fault("must have no fragment (\"#…\")");
  if (!out.target.starts_with('/')) out.target = fmt::format("/{}", out.target);
  const auto base = outbound::parse_base_url(out.origin);
  if (!base) return fault(base.error());
  if (!allow_insecure)
    if (const auto wrong = host_fault(*base)) return fault(*wrong);
  return out;
}

}  // namespace daybook
