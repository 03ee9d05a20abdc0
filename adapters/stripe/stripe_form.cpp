#include "adapters/stripe/stripe_form.hpp"

namespace daybook::stripe {

std::string percent_encode(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + 8);
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
        c == '_' || c == '~') {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

Form& Form::add(std::string_view key, std::string_view value) {
  if (!text_.empty()) text_ += '&';
  text_ += percent_encode(key) + "=" + percent_encode(value);
  return *this;
}
Form& Form::add(std::string_view key, std::int64_t value) {
  return add(key, std::string_view(std::to_string(value)));
}
Form& Form::maybe(std::string_view key, const std::optional<std::string>& value) {
  return value ? add(key, std::string_view(*value)) : *this;
}
Form& Form::add(std::string_view key, const Metadata& metadata) {
  for (const auto& [name, value] : metadata)
    add(std::string(key) + "[" + name + "]", std::string_view(value));
  return *this;
}

}  // namespace daybook::stripe
