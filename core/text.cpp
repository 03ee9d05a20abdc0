#include "core/text.hpp"

#include <algorithm>
#include <vector>

namespace daybook {
namespace {

constexpr std::size_t kMaxEmailBytes = 200;
constexpr std::string_view kBlanks = " \t\r\n\f\v";
constexpr std::size_t kMinCardDigits = 13;
constexpr std::size_t kMaxCardDigits = 19;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank_or_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7f;
}

// At least two labels and none empty: "a.b", not ".b", "a." or "a..b".
bool is_dotted_domain(std::string_view domain) {
  return domain.find('.') != std::string_view::npos && domain.front() != '.' && domain.back() != '.' &&
         domain.find("..") == std::string_view::npos;
}

// What the first byte of a sequence says: how many bytes, and the range of the second one, which is what
// keeps out overlong forms, surrogates and anything past U+10FFFF (Unicode standard, table 3-7).
struct Lead {
  std::size_t length;
  unsigned char second_from = 0x80;
  unsigned char second_to = 0xbf;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1};
  if (byte < 0xc2) return {0};
  if (byte < 0xe0) return {2};
  if (byte == 0xe0) return {3, 0xa0, 0xbf};
  if (byte == 0xed) return {3, 0x80, 0x9f};
  if (byte < 0xf0) return {3};
  if (byte == 0xf0) return {4, 0x90, 0xbf};
  if (byte < 0xf4) return {4};
  if (byte == 0xf4) return {4, 0x80, 0x8f};
  return {0};
}

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, doubled = !doubled) {
    const int digit = *it - '0';
    sum += doubled ? digit * 2 - (digit > 4 ? 9 : 0) : digit;
  }
  return sum % 10 == 0;
}

// Digits of neighbouring groups, and where in them each group ends. A card number may have an expiry date or
// a phone number beside it, so it may begin and end at any group, but never inside one: inside, one long
// number in two would pass by chance.
class DigitRun {
 public:
  void add(char digit, bool new_group) {
    if (new_group) cut();
    digits_ += digit;
  }
  bool holds_card() {
    cut();
    for (std::size_t from = 0; from < cuts_.size(); ++from) {
      for (std::size_t to = from + 1; to < cuts_.size(); ++to) {
        const std::size_t length = cuts_[to] - cuts_[from];
        if (length > kMaxCardDigits) break;
        if (length < kMinCardDigits) continue;
        if (passes_luhn(std::string_view(digits_).substr(cuts_[from], length))) return true;
      }
    }
    return false;
  }
  void clear() {
    digits_.clear();
    cuts_.assign(1, 0);
  }

 private:
  void cut() {
    if (cuts_.back() != digits_.size()) cuts_.push_back(digits_.size());
  }
  std::string digits_;
  std::vector<std::size_t> cuts_ = {0};
};

}  // namespace

std::string_view trim(std::string_view text, std::string_view blanks) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::string> normalise_email(std::string_view text) {
  const std::string_view trimmed = trim(text, kBlanks);
  if (trimmed.size() > kMaxEmailBytes || !utf8_length(trimmed)) return std::nullopt;
  if (std::any_of(trimmed.begin(), trimmed.end(), is_blank_or_control)) return std::nullopt;
  const std::size_t at = trimmed.find('@');
  if (at == std::string_view::npos || at == 0 || at != trimmed.rfind('@')) return std::nullopt;
  if (!is_dotted_domain(trimmed.substr(at + 1))) return std::nullopt;
  std::string address(trimmed);
  for (char& c : address) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return address;
}

std::optional<std::size_t> utf8_length(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const Lead lead = lead_of(static_cast<unsigned char>(text[at]));
    if (lead.length == 0 || lead.length > text.size() - at) return std::nullopt;
    for (std::size_t i = 1; i < lead.length; ++i) {
      const auto byte = static_cast<unsigned char>(text[at + i]);
      const bool second = i == 1;
      if (byte < (second ? lead.second_from : 0x80) || byte > (second ? lead.second_to : 0xbf)) {
        return std::nullopt;
      }
    }
    at += lead.length;
  }
  return count;
}

bool holds_card_number(std::string_view text) {
  DigitRun run;
  char before = '\0';
  for (const char c : text) {
    if (is_digit(c)) {
      run.add(c, !is_digit(before));
    } else if (c != ' ' && c != '-') {
      if (run.holds_card()) return true;
      run.clear();
    }
    before = c;
  }
  return run.holds_card();
}

}  // namespace daybook
