#include "core/iban.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace daybook {
namespace {

struct Row {
  std::string_view country;
  std::string_view structure;  // of the part after the check digits: 4a = 4 letters, n digits, c either
};

// The countries of SWIFT's IBAN registry in 2025, neighbouring groups of one kind added up. French overseas
// territories, Jersey, Guernsey, Man and Aland use the IBANs of FR, GB and FI.
constexpr auto kRegistry = std::to_array<Row>({
    {"AD", "8n12c"},    {"AE", "19n"},      {"AL", "8n16c"},    {"AT", "16n"},     {"AZ", "4a20c"},
    {"BA", "16n"},      {"BE", "12n"},      {"BG", "4a6n8c"},   {"BH", "4a14c"},   {"BI", "23n"},
    {"BR", "8c15n2c"},  {"BY", "4c4n16c"},  {"CH", "5n12c"},    {"CR", "18n"},     {"CY", "8n16c"},
    {"CZ", "20n"},      {"DE", "18n"},      {"DJ", "23n"},      {"DK", "14n"},     {"DO", "4c20n"},
    {"EE", "16n"},      {"EG", "25n"},      {"ES", "20n"},      {"FI", "14n"},     {"FK", "2a12n"},
    {"FO", "14n"},      {"FR", "10n11c2n"}, {"GB", "4a14n"},    {"GE", "2a16n"},   {"GI", "4a15c"},
    {"GL", "14n"},      {"GR", "7n16c"},    {"GT", "24c"},      {"HN", "4a20n"},   {"HR", "17n"},
    {"HU", "24n"},      {"IE", "4a14n"},    {"IL", "19n"},      {"IQ", "4a15n"},   {"IS", "22n"},
    {"IT", "1a10n12c"}, {"JO", "4a4n18c"},  {"KW", "4a22c"},    {"KZ", "3n13c"},   {"LB", "4n20c"},
    {"LC", "4a24c"},    {"LI", "5n12c"},    {"LT", "16n"},      {"LU", "3n13c"},   {"LV", "4a13c"},
    {"LY", "21n"},      {"MC", "10n11c2n"}, {"MD", "20c"},      {"ME", "18n"},     {"MK", "3n10c2n"},
    {"MN", "16n"},      {"MR", "23n"},      {"MT", "4a5n18c"},  {"MU", "4a19n3a"}, {"NI", "4a20n"},
    {"NL", "4a10n"},    {"NO", "11n"},      {"OM", "3n16c"},    {"PK", "4a16c"},   {"PL", "24n"},
    {"PS", "4a21c"},    {"PT", "21n"},      {"QA", "4a21c"},    {"RO", "4a16c"},   {"RS", "18n"},
    {"RU", "14n15c"},   {"SA", "2n18c"},    {"SC", "4a20n3a"},  {"SD", "14n"},     {"SE", "20n"},
    {"SI", "15n"},      {"SK", "20n"},      {"SM", "1a10n12c"}, {"SO", "19n"},     {"ST", "21n"},
    {"SV", "4a20n"},    {"TL", "19n"},      {"TN", "20n"},      {"TR", "6n16c"},   {"UA", "6n19c"},
    {"VA", "18n"},      {"VG", "4a16n"},    {"XK", "16n"},      {"YE", "4a4n18c"},
});

static_assert(std::is_sorted(kRegistry.begin(), kRegistry.end(),
                             [](const Row& a, const Row& b) { return a.country < b.country; }),
              "the table is searched by halves");

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

bool fits(char c, char kind) {
  return kind == 'n' ? is_digit(c) : kind == 'a' ? is_letter(c) : is_digit(c) || is_letter(c);
}

/// "4a14n" -> "aaaannnnnnnnnnnnnn": a kind for each character.
std::string kinds(std::string_view structure) {
  std::string out;
  std::size_t count = 0;
  for (const char c : structure) {
    if (is_digit(c)) {
      count = count * 10 + static_cast<std::size_t>(c - '0');
    } else {
      out.append(count, c);
      count = 0;
    }
  }
  return out;
}

/// The first four characters go to the end, letters count 10 to 35; the number is then 1 modulo 97.
int remainder_97(std::string_view iban) {
  int rest = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  }
  return rest;
}

}  // namespace

std::optional<std::string> iban_fault(std::string_view iban) {
  const std::string_view country = iban.substr(0, 2);
  const auto* row = std::lower_bound(kRegistry.begin(), kRegistry.end(), country,
                                     [](const Row& r, std::string_view c) { return r.country < c; });
  if (row == kRegistry.end() || row->country != country)
    return "must begin with the two letters of a country that has IBANs";
  const std::string expected = "nn" + kinds(row->structure);
  if (iban.size() != expected.size() + 2)
    return fmt::format("an IBAN of {} has {} characters, this has {}", country, expected.size() + 2,
                       iban.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!fits(iban[i + 2], expected[i]))
      return fmt::format("character {} of an IBAN of {} is a {}", i + 3, country,
                         expected[i] == 'n'   ? "digit"
                         : expected[i] == 'a' ? "letter"
                                              : "letter or digit");
  }
  // 00, 01 and 99 would satisfy the sum beside 97, 98 and 02, but are never given out.
  const std::string_view check = iban.substr(2, 2);
  if (check < "02" || check > "98" || remainder_97(iban) != 1)
    return "its check digits do not match: a character is wrong or two are swapped";
  return std::nullopt;
}

}  // namespace daybook
