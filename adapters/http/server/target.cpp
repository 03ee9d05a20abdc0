#include "adapters/http/server/target.hpp"

#include <algorithm>
#include <cstdint>

namespace daybook::http {
namespace {

constexpr std::size_t max_parameters = 100;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Appends the decoded text; false for a broken escape or an encoded NUL.
bool decode(std::string_view text, bool plus_is_blank, std::string& out) {
  out.reserve(out.size() + text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '%') {
      out += plus_is_blank && c == '+' ? ' ' : c;
      continue;
    }
    if (i + 2 >= text.size()) return false;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0 || (high == 0 && low == 0)) return false;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return true;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto value = static_cast<std::uint8_t>(c);
    return value < 0x20 || value == 0x7F;
  });
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, slash);
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(slash);
  }
  return false;
}

std::optional<std::string> parse_query(std::string_view text, NameValues& query) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (query.size() == max_parameters) return "The query has more than 100 parameters.";
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto& [name, value] = query.emplace_back();
    if (!decode(pair.substr(0, equals), true, name) ||
        !decode(pair.substr(std::min(equals + 1, pair.size())), true, value)) {
      return "The query has a broken percent escape.";
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> parse_target(std::string_view target, std::string& path, NameValues& query) {
  if (target.empty() || target.front() != '/') return "The request target must start with '/'.";
  if (target.find('#') != std::string_view::npos) return "The request target has a fragment.";
  const std::size_t mark = std::min(target.find('?'), target.size());
  const std::string_view raw = target.substr(0, mark);
  if (!decode(raw, false, path)) return "The path has a broken percent escape.";
  // An encoded separator would be routed as one segment here and as two by a proxy in front.
  const bool escaped = path.size() != raw.size();
  if (escaped && std::count(path.begin(), path.end(), '/') != std::count(raw.begin(), raw.end(), '/')) {
    return "The path has an encoded '/'.";
  }
  if (path.find('\\') != std::string::npos) return "The path has a backslash.";
  if (has_control(path)) return "The path has a control character.";
  if (has_dot_segment(path)) return "The path has a '.' or '..' segment.";
  return parse_query(target.substr(std::min(mark + 1, target.size())), query);
}

}  // namespace daybook::http
