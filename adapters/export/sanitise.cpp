#include "adapters/export/sanitise.hpp"

#include <algorithm>
#include <array>

#include "adapters/export/plain_text.hpp"

namespace daybook::exports {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// ';' and '|' end names and open comments, ',' ends a tag.
bool becomes_blank(char c) { return c == ' ' || c == ';' || c == '|' || c == ','; }

constexpr std::string_view kArabicMark = "\xD8\x9C";
constexpr std::string_view kNoBreak = "\xC2\xA0";
constexpr auto kLeftOut = std::to_array<std::string_view>(
    {kArabicMark, "\xE2\x80\x8E", "\xE2\x80\x8F", "\xEF\xBB\xBF"});  // U+200E, U+200F, U+FEFF
constexpr auto kFullWidthSigns = std::to_array<std::string_view>(
    {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"});  // of =, +, -, @

/// Bytes of the blank that begins here: U+0020, and Unicode's other space separators; 0 for none.
std::size_t blank_at(std::string_view text) {
  if (text.starts_with(' ')) return 1;
  if (text.starts_with(kNoBreak)) return kNoBreak.size();
  if (text.starts_with("\xE2\x80") && text.size() > 2) {  // U+2000-200A, U+202F
    const auto last = static_cast<unsigned char>(text[2]);
    if (last <= 0x8A || last == 0xAF) return 3;
  }
  for (const std::string_view other : {"\xE1\x9A\x80", "\xE2\x81\x9F", "\xE3\x80\x80"})
    if (text.starts_with(other)) return other.size();  // U+1680, U+205F, U+3000
  return 0;
}

template <std::size_t N>
std::size_t one_of(const std::array<std::string_view, N>& list, std::string_view text) {
  for (const std::string_view one : list)
    if (text.starts_with(one)) return one.size();
  return 0;
}

/// A bracket before a digit or '=' opens a date.
bool opens_date(std::string_view text, std::size_t at) {
  return text[at] == '[' && at + 1 < text.size() && (is_digit(text[at + 1]) || text[at + 1] == '=');
}

/// Most of what is written; the rest goes the long way.
bool is_plain(std::string_view text) {
  char before = ' ';
  for (const char c : text) {
    if (c < ' ' || c > '~' || (c == ' ' && before == ' ')) return false;
    before = c;
  }
  return before != ' ' || text.empty();
}

}  // namespace

std::string journal_line(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  const std::string plain = plain_line(text);
  std::string out;
  out.reserve(plain.size());
  for (std::string_view left = plain; !left.empty();) {
    if (const std::size_t blank = blank_at(left)) {
      if (!out.empty() && out.back() != ' ') out += ' ';
      left.remove_prefix(blank);
    } else if (const std::size_t mark = one_of(kLeftOut, left)) {
      left.remove_prefix(mark);
    } else {
      out += left[0];
      left.remove_prefix(1);
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string journal_text(std::string_view typed) {
  const std::string text = journal_line(typed);
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
  const bool sign = !text.empty() && std::string_view("=+-@\t\r\n").find(text[0]) != std::string_view::npos;
  if ((sign && !number) || one_of(kFullWidthSigns, text) > 0) out = "'";
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
