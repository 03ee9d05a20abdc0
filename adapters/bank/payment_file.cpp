#include "adapters/bank/payment_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace daybook::bank {
namespace {

std::string bare_hex(PayoutId payout) {
  std::string hex = payout.str();
  std::erase(hex, '-');
  return hex;
}

}  // namespace

Result<ControlTotals> control_totals(const PaymentFile& file) {
  if (!Zone().start_of(file.value_date))
    return refuse(invalid_field("/value_date", "must be a real day, YYYY-MM-DD"));
  if (file.lines.empty()) return refuse(invalid_field("/payouts", "must name at least one payout"));
  ControlTotals totals;
  totals.currency = file.currency;
  std::set<PayoutId> seen;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const PaymentLine& line = file.lines[i];
    const std::string pointer = fmt::format("/payouts/{}", i);
    if (!seen.insert(line.payout).second) return refuse(invalid_field(pointer, "is in the file twice"));
    if (line.amount <= Minor{}) return refuse(invalid_field(pointer, "must have an amount above zero"));
    try {
      totals.total += line.amount;
    } catch (const OverflowError&) {
      return refuse(invalid_field(pointer, "makes the total larger than 64 bits hold"));
    }
    ++totals.count;
  }
  return totals;
}

std::string end_to_end_id(PayoutId payout) { return bare_hex(payout); }

std::optional<PayoutId> payout_of(std::string_view end_to_end_id) {
  if (end_to_end_id.size() != 32) return std::nullopt;
  std::string text(end_to_end_id);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
  return PayoutId::parse(text);
}

std::string individual_id(PayoutId payout) {
  std::string hex = bare_hex(payout).substr(32 - 15);
  for (char& c : hex)
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  return hex;
}

}  // namespace daybook::bank
