#include "adapters/http/server/host_list.hpp"

#include <algorithm>

#include "adapters/http/server/ascii.hpp"

namespace daybook::http {
namespace {

/// The host without ":port"; empty when the port is not 1-5 digits or the name has foreign characters.
std::string_view name_of(std::string_view host) {
  const std::size_t bracket = host.find(']');
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view name = host.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view port = host.substr(colon + 1);
    const bool digits = std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (port.empty() || port.size() > 5 || !digits) return {};
  }
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '.' ||
           c == '-' || c == '_' || c == '[' || c == ']' || c == ':';
  };
  return std::all_of(name.begin(), name.end(), fits) ? name : std::string_view{};
}

}  // namespace

HostList::HostList(std::vector<std::string> allowed, std::string_view bound_address)
    : allowed_(std::move(allowed)) {
  if (allowed_.empty()) {
    allowed_ = {"localhost", "127.0.0.1", "[::1]"};
    const bool v6 = bound_address.find(':') != std::string_view::npos;
    allowed_.push_back(v6 ? "[" + std::string(bound_address) + "]" : std::string(bound_address));
  }
  for (std::string& entry : allowed_) std::transform(entry.begin(), entry.end(), entry.begin(), ascii_lower);
}

bool HostList::allows(std::string_view host) const {
  const std::string_view name = name_of(host);
  if (name.empty()) return false;
  return std::any_of(allowed_.begin(), allowed_.end(), [&](const std::string& entry) {
    return same_text(entry, host) || same_text(entry, name);
  });
}

}  // namespace daybook::http
