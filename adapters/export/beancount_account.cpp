#include "adapters/export/beancount_account.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace daybook::exports {
namespace {

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char capital(char letter) { return static_cast<char>(letter - 'a' + 'A'); }
/// Its capital is kept for hexadecimal digits.
bool may_be_capital(char c) { return is_letter(c) && c != 'x'; }

std::string in_hex(char c) { return fmt::format("X{:02X}", static_cast<unsigned char>(c)); }

std::string part_text(std::string_view part) {
  if (part.empty()) return "X-";
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    const bool first = i == 0;
    if (first && may_be_capital(c)) {
      out += capital(c);
    } else if (is_digit(c) || (!first && (is_letter(c) || c == '-'))) {
      out += c;
    } else if (!first && c == '_' && i + 1 < part.size() && may_be_capital(part[i + 1])) {
      out += '-';
      out += capital(part[++i]);
    } else {
      out += in_hex(c);
    }
  }
  return out;
}

std::string root_text(std::string_view root) {
  for (const char* known : {"Assets", "Liabilities", "Equity", "Income", "Expenses"})
    if (root.size() == std::string_view(known).size() && is_letter(root[0]) && capital(root[0]) == known[0] &&
        root.substr(1) == std::string_view(known).substr(1))
      return known;
  throw std::invalid_argument(fmt::format("Beancount has no root \"{}\" for accounts", root));
}

}  // namespace

std::string beancount_account(std::string_view account) {
  std::size_t end = account.find(':');
  if (end == std::string_view::npos)
    throw std::invalid_argument(fmt::format("the account \"{}\" is a root alone", account));
  std::string out = root_text(account.substr(0, end));
  while (end != std::string_view::npos) {
    account.remove_prefix(end + 1);
    end = account.find(':');
    out += ":" + part_text(account.substr(0, end));
  }
  return out;
}

}  // namespace daybook::exports
