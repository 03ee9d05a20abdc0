#include "adapters/bank/xml_writer.hpp"

namespace daybook::bank {

XmlWriter& XmlWriter::open(std::string_view name, std::string_view attribute, std::string_view value) {
  start(name, attribute, value);
  out_ += '\n';
  open_.emplace_back(name);
  return *this;
}

XmlWriter& XmlWriter::close() {
  const std::string name = std::move(open_.back());
  open_.pop_back();
  out_.append(2 * open_.size(), ' ');
  out_ += "</" + name + ">\n";
  return *this;
}

XmlWriter& XmlWriter::leaf(std::string_view name, std::string_view text, std::string_view attribute,
                           std::string_view value) {
  start(name, attribute, value);
  escaped(text);
  out_.append("</").append(name).append(">\n");
  return *this;
}

void XmlWriter::start(std::string_view name, std::string_view attribute, std::string_view value) {
  out_.append(2 * open_.size(), ' ');
  out_.append("<").append(name);
  if (!attribute.empty()) {
    out_.append(" ").append(attribute).append("=\"");
    escaped(value);
    out_ += '"';
  }
  out_ += '>';
}

void XmlWriter::escaped(std::string_view text) {
  for (const char c : text) {
    if (c == '&')
      out_ += "&amp;";
    else if (c == '<')
      out_ += "&lt;";
    else if (c == '>')
      out_ += "&gt;";
    else if (c == '"')
      out_ += "&quot;";
    else
      out_ += c;
  }
}

}  // namespace daybook::bank
