#include "adapters/bank/statement_text.hpp"

#include <algorithm>

#include "adapters/bank/decimal_amount.hpp"
#include "adapters/bank/return_fault.hpp"
#include "core/text.hpp"
#include "events/log/hash.hpp"

namespace daybook::bank {
namespace {

constexpr std::size_t kMaxReference = 64;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

Minor signed_amount(std::string_view text, Currency currency, std::size_t line, std::string_view what) {
  const bool negative = text.starts_with('-');
  const std::string_view digits = negative || text.starts_with('+') ? text.substr(1) : text;
  const auto minor = scaled_decimal(digits, exponent(currency));
  if (!minor)
    fail_at(
        line, "{} is no amount of {}: write it like -1250{}, without other signs", what, currency.str(),
        exponent(currency) > 0 ? "." + std::string(static_cast<std::size_t>(exponent(currency)), '0') : "");
  if (*minor > kLargestLine) fail_at(line, "{} is too large for any line", what);
  return Minor(static_cast<std::int64_t>(negative ? -*minor : *minor));
}

Currency currency_in(std::string_view code, std::size_t line) {
  std::string upper(code);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  const auto currency = parse_currency(upper);
  if (!currency) fail_at(line, "has a currency that ISO 4217 does not know");
  return *currency;
}

Instant day_start(std::string_view day, const Zone& zone, std::size_t line, std::string_view what) {
  const auto start = zone.start_of(day);
  if (!start) fail_at(line, "{} is no day of the calendar, written YYYY-MM-DD", what);
  return *start;
}

std::optional<std::string> kept_reference(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > kMaxReference || text == "NOTPROVIDED") return std::nullopt;
  constexpr std::string_view kSigns = "._:/+-";
  if (!std::all_of(text.begin(), text.end(),
                   [&](char c) { return is_letter_or_digit(c) || kSigns.find(c) != std::string_view::npos; }))
    return std::nullopt;
  return std::string(text);
}

std::string holder_of(std::string_view number) {
  std::string plain;
  std::copy_if(number.begin(), number.end(), std::back_inserter(plain), is_letter_or_digit);
  if (plain.empty()) return "";
  const std::string last = plain.substr(plain.size() - std::min<std::size_t>(4, plain.size()));
  return log::to_hex(log::sha256("account:" + plain)).substr(0, 16) + "..." + last;
}

std::string id_prefix(std::string_view holder) {
  return holder.empty() ? "" : std::string(holder.substr(0, 8)) + ":";
}

std::string LineIds::unique(const std::string& day, const std::string& base) {
  const int n = ++seen_[day + "|" + base];
  return n == 1 ? base : fmt::format("{}#{}", base, n);
}

std::string LineIds::digest(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += part + "|";
  return "line-" + log::to_hex(log::sha256(text)).substr(0, 20);
}

}  // namespace daybook::bank
