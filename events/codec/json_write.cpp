#include "events/codec/json_write.hpp"

#include "events/codec/plain_text.hpp"

namespace daybook::json {

namespace {

void write_escaped(std::string& out, char c) {
  static constexpr char hex[] = "0123456789abcdef";
  const auto u = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c == '\r') {
    out += "\\r";
  } else {
    out += "\\u00";
    out += hex[u >> 4];
    out += hex[u & 15];
  }
}

}  // namespace

void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t from = 0; from < text.size();) {
    std::size_t to = from + plain_length(text.substr(from));
    out.append(text, from, to - from);
    if (to < text.size()) write_escaped(out, text[to++]);
    from = to;
  }
  out += '"';
}

}  // namespace daybook::json
