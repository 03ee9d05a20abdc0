#include "core/tax_id.hpp"

#include <algorithm>
#include <optional>

#include "core/text.hpp"

namespace daybook {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int number(std::string_view digits) {
  int out = 0;
  for (const char c : digits) out = out * 10 + (c - '0');
  return out;
}

/// Nine digits, nothing or dashes between them: where the kind writes them, not anywhere.
std::optional<std::string> nine_digits(TaxIdKind kind, std::string_view text) {
  const std::string_view shape = kind == TaxIdKind::ein ? "dd-ddddddd" : "ddd-dd-dddd";
  std::string digits;
  if (text.size() == 9) {
    digits = text;
  } else if (text.size() == shape.size()) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (shape[i] == 'd')
        digits += text[i];
      else if (text[i] != '-')
        return std::nullopt;
    }
  }
  if (digits.size() != 9 || !std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
  return digits;
}

// SSA: no area 000, 666 or 9xx, no group 00, no serial 0000; two numbers were printed in advertisements.
bool can_be_ssn(std::string_view digits) {
  const int area = number(digits.substr(0, 3));
  return area != 0 && area != 666 && area < 900 && number(digits.substr(3, 2)) != 0 &&
         number(digits.substr(5)) != 0 && digits != "078051120" && digits != "219099999";
}

// IRS: 9xx, the fourth and fifth digits 50-65, 70-88, 90-92 and 94-99.
bool can_be_itin(std::string_view digits) {
  const int group = number(digits.substr(3, 2));
  return digits[0] == '9' && ((group >= 50 && group <= 65) || (group >= 70 && group <= 88) ||
                              (group >= 90 && group <= 92) || group >= 94);
}

// IRS: prefixes that no campus has been given. The list of the others grows; one that is wrongly missing
// would shut out a real payee, so only these are refused.
bool can_be_ein(std::string_view digits) {
  const int prefix = number(digits.substr(0, 2));
  const auto among = [prefix](std::initializer_list<int> list) {
    return std::find(list.begin(), list.end(), prefix) != list.end();
  };
  return !among({0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97});
}

bool can_be(TaxIdKind kind, std::string_view digits) {
  if (digits.find_first_not_of(digits[0]) == std::string_view::npos) return false;
  switch (kind) {
    case TaxIdKind::ssn:
      return can_be_ssn(digits);
    case TaxIdKind::ein:
      return can_be_ein(digits);
    case TaxIdKind::itin:
      return can_be_itin(digits);
  }
  return false;
}

std::string_view name(TaxIdKind kind) {
  switch (kind) {
    case TaxIdKind::ssn:
      return "an SSN (123-45-6789)";
    case TaxIdKind::ein:
      return "an EIN (12-3456789)";
    case TaxIdKind::itin:
      return "an ITIN (912-70-1234)";
  }
  return "";
}

}  // namespace

Result<TaxId> checked_tax_id(TaxIdKind kind, std::string_view text, std::string pointer) {
  const auto digits = nine_digits(kind, trim(text));
  if (!digits)
    return refuse(invalid_field(std::move(pointer), "must be " + std::string(name(kind)) + ": nine digits"));
  if (!can_be(kind, *digits))
    return refuse(invalid_field(std::move(pointer), "is no number that can have been given out as " +
                                                        std::string(name(kind)) +
                                                        ": check the digits and the kind"));
  return TaxId{kind, *digits};
}

std::string to_string(const TaxId& id) {
  const std::string& d = id.digits;
  return id.kind == TaxIdKind::ein ? d.substr(0, 2) + "-" + d.substr(2)
                                   : d.substr(0, 3) + "-" + d.substr(3, 2) + "-" + d.substr(5);
}

std::string masked(const TaxId& id) {
  return (id.kind == TaxIdKind::ein ? "••-•••" : "•••-••-") + id.digits.substr(5);
}

}  // namespace daybook
