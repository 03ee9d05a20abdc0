#include "adapters/bank/bank_text.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace daybook::bank {
namespace {

// The plain letter of each code point (its canonical decomposition without marks, strokes and hooks); '*' is
// two letters, '?' none.
constexpr char32_t kLatinFrom = 0xc0;
constexpr std::string_view kLatin =
    "AAAAAA*CEEEEIIIIDNOOOOOxOUUUUY**aaaaaa*ceeeeiiiidnooooo/ouuuuy*y"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi**JjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOo**RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs"
    "?B????O??DD???EEE??????IKk?????OOo?????????????Uu??YyZz?????????"
    "????*********AaIiOoUuUuUuUuUueAaAa**??GgKkOoOo??j***Gg??NnAa**Oo"
    "AaAaEeEeIiIiOoOoRrRrUuUuSsTt??Hh??????AaEeOoOoOoOoYy???j??ACcLT?"
    "???BU?EeJj??RrYy";
constexpr char32_t kAdditionalFrom = 0x1e00;
constexpr std::string_view kAdditional =
    "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm"
    "MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv"
    "WwWwWwWwWwXxXxYyZzZzZzhtwy????*?AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe"
    "EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy??????";

struct Pair {
  char32_t from;
  std::string_view to;
};
constexpr auto kPairs = std::to_array<Pair>({
    {0x00c6, "AE"}, {0x00de, "TH"}, {0x00df, "ss"}, {0x00e6, "ae"}, {0x00fe, "th"}, {0x0132, "IJ"},
    {0x0133, "ij"}, {0x0152, "OE"}, {0x0153, "oe"}, {0x01c4, "DZ"}, {0x01c5, "Dz"}, {0x01c6, "dz"},
    {0x01c7, "LJ"}, {0x01c8, "Lj"}, {0x01c9, "lj"}, {0x01ca, "NJ"}, {0x01cb, "Nj"}, {0x01cc, "nj"},
    {0x01e2, "AE"}, {0x01e3, "ae"}, {0x01f1, "DZ"}, {0x01f2, "Dz"}, {0x01f3, "dz"}, {0x01fc, "AE"},
    {0x01fd, "ae"}, {0x1e9e, "SS"},
});
constexpr auto kPunctuation = std::to_array<Pair>({
    {0xa0, " "},     {0xa1, "!"},    {0xa9, "c"},   {0xab, "'"},   {0xad, "-"},     {0xae, "r"},
    {0xb4, "'"},     {0xb7, "."},    {0xbb, "'"},   {0xbf, "?"},   {0x2010, "-"},   {0x2011, "-"},
    {0x2012, "-"},   {0x2013, "-"},  {0x2014, "-"}, {0x2015, "-"}, {0x2018, "'"},   {0x2019, "'"},
    {0x201a, "'"},   {0x201c, "'"},  {0x201d, "'"}, {0x201e, "'"}, {0x2026, "..."}, {0x202f, " "},
    {0x20ac, "EUR"}, {0x2122, "TM"},
});

template <class Table>
std::string_view find(const Table& table, char32_t point) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Pair& p) { return p.from == point; });
  return found == table.end() ? std::string_view("?") : found->to;
}

bool is_mark(char32_t point) {  // accents of their own, and invisible joiners
  return (point >= 0x300 && point <= 0x36f) || (point >= 0x200b && point <= 0x200d) || point == 0xfeff;
}

std::string_view plain(char32_t point) {
  if (is_mark(point)) return "";
  std::string_view letter;
  if (point >= kLatinFrom && point - kLatinFrom < kLatin.size())
    letter = kLatin.substr(point - kLatinFrom, 1);
  if (point >= kAdditionalFrom && point - kAdditionalFrom < kAdditional.size())
    letter = kAdditional.substr(point - kAdditionalFrom, 1);
  if (letter.empty()) return find(kPunctuation, point);
  return letter == "*" ? find(kPairs, point) : letter;
}

/// The code point at `at`, which moves behind it. The text is valid UTF-8 (core/text checked it); of anything
/// else every byte is U+FFFD.
char32_t next(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
  if (more == 0 || text.size() - at < more) return 0xfffd;
  char32_t point = lead & (0x3fU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xc0U) != 0x80) return 0xfffd;
    point = (point << 6) | (byte & 0x3fU);
  }
  at += more;
  return point;
}

// Best practices of EPC217-08 for what SEPA's character set lacks.
char sepa_char(char c) {
  constexpr std::string_view kFrom = "!\"#$%&*;<=>@[\\]^_`{|}~";
  constexpr std::string_view kTo = ".....+.,....(/).-'(/)-";
  static_assert(kFrom.size() == kTo.size());
  const std::size_t at = kFrom.find(c);
  return at == std::string_view::npos ? c : kTo[at];
}

/// Single blanks between words, none at the ends.
std::string tidy(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ')
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

std::string ascii_text(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t point = next(utf8, at);
    if (point >= 0x80)
      out += plain(point);
    else
      out += point < 0x20 || point == 0x7f ? ' ' : static_cast<char>(point);
  }
  return tidy(out);
}

std::string nacha_text(std::string_view utf8, std::size_t width) {
  std::string out = ascii_text(utf8);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return tidy(std::string_view(out).substr(0, width));
}

std::string sepa_text(std::string_view utf8, std::size_t width) {
  std::string out;
  for (const char c : ascii_text(utf8)) {
    const char allowed = sepa_char(c);
    if (allowed != '/' || (!out.empty() && out.back() != '/')) out += allowed;
  }
  out = tidy(std::string_view(out).substr(0, width));
  return std::string(trim(out, "/ "));
}

bool is_readable(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
}

}  // namespace daybook::bank
