#pragma once
// application/x-www-form-urlencoded, nested as Stripe nests it: "metadata[order_id]",
// "line_items[0][quantity]".

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace daybook::stripe {

using Metadata = std::map<std::string, std::string>;  ///< at most 50, keys of 40 and values of 500 characters

class Form {
 public:
  Form& add(std::string_view key, std::string_view value);
  Form& add(std::string_view key, const char* value) { return add(key, std::string_view(value)); }
  Form& add(std::string_view key, std::int64_t value);
  Form& add(std::string_view key, bool value) = delete;  ///< "true" or "false": say it as text
  /// Adds nothing for nothing.
  Form& maybe(std::string_view key, const std::optional<std::string>& value);
  /// "key[name]=value" for each; `key` may itself be nested.
  Form& add(std::string_view key, const Metadata& metadata);

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

/// Percent-encoded for a path or a form: letters, digits and "-._~" stay.
std::string percent_encode(std::string_view text);

}  // namespace daybook::stripe
