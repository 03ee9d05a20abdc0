#include "adapters/http/server/message.hpp"

namespace daybook::http {
namespace {

std::optional<std::string_view> first(const NameValues& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs) {
    if (key == name) return std::string_view(value);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view lower_name) const {
  return first(headers, lower_name);
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  return first(query, name);
}

}  // namespace daybook::http
