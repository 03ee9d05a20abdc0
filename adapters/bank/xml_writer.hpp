#pragma once
// Indented XML without attributes but those named, enough for ISO 20022 messages.

#include <string>
#include <string_view>
#include <vector>

namespace daybook::bank {

class XmlWriter {
 public:
  XmlWriter() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

  /// An element that is closed by close().
  XmlWriter& open(std::string_view name, std::string_view attribute = "", std::string_view value = "");
  XmlWriter& close();
  /// An element that holds only text.
  XmlWriter& leaf(std::string_view name, std::string_view text, std::string_view attribute = "",
                  std::string_view value = "");
  std::string take() && { return std::move(out_); }

 private:
  void start(std::string_view name, std::string_view attribute, std::string_view value);
  void escaped(std::string_view text);

  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace daybook::bank
