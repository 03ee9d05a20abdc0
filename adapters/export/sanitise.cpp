#include "adapters/export/sanitise.hpp"

#include <algorithm>

namespace daybook::exports {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// ';' and '|' end names and open comments, ',' ends a tag; control characters end lines.
bool becomes_blank(char c) {
  return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == ';' || c == '|' || c == ',';
}

/// A bracket before a digit or '=' opens a date.
bool opens_date(std::string_view text, std::size_t at) {
  return text[at] == '[' && at + 1 < text.size() && (is_digit(text[at + 1]) || text[at + 1] == '=');
}

}  // namespace

std::string journal_text(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (becomes_blank(text[i])) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += opens_date(text, i) ? '(' : text[i];
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out.empty() ? "-" : out;
}

std::string journal_code(std::string_view text) {
  std::string bare(text);
  std::erase_if(bare, [](char c) { return c == '(' || c == ')'; });
  return journal_text(bare);
}

std::string csv_field(std::string_view text) {
  const bool number = text.size() > 1 && text[0] == '-' &&
                      std::all_of(text.begin() + 1, text.end(), [](char c) { return is_digit(c); });
  std::string out;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos && !number)
    out = "'";
  out += text;
  if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace daybook::exports
