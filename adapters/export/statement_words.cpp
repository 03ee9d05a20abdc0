#include "adapters/export/statement_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/export/plain_text.hpp"

namespace daybook::exports {

const char* const kRoundingNote =
    "Computations are in minor units (cents, where the currency has them); half-up rounds ties away from "
    "zero.";

const char* kind_text(StatementKind kind) {
  switch (kind) {
    case StatementKind::accrual:
      return "Commission earned";
    case StatementKind::release:
      return "Commission released from hold";
    case StatementKind::clawback:
      return "Clawback";
    case StatementKind::clawback_reversed:
      return "Clawback undone";
    case StatementKind::hold:
      return "Commission held";
    case StatementKind::unhold:
      return "Commission no longer held";
    case StatementKind::correction:
      return "Correction of terms";
    case StatementKind::adjustment:
      return "Adjustment";
    case StatementKind::payout_created:
      return "Payout";
    case StatementKind::payout_failed:
      return "Payout failed, given back";
    case StatementKind::payout_cancelled:
      return "Payout cancelled, given back";
    case StatementKind::payout_returned:
      return "Payout returned by the bank";
  }
  throw std::logic_error("statement kind out of range");
}

std::string month_text(const std::string& period) {
  constexpr const char* names[] = {"January", "February", "March",     "April",   "May",      "June",
                                   "July",    "August",   "September", "October", "November", "December"};
  const auto month = parse_month(period);
  return month ? fmt::format("{} {}", names[month->month - 1], month->year) : period;
}

std::string subject_text(const StatementLine& line) {
  return line.order_number ? *line.order_number
         : line.order_id   ? line.order_id->str()
         : line.payout_id  ? line.payout_id->str()
                           : "";
}

std::string origin_text(const StatementLine& line) {
  std::string out = line.rounding;
  if (line.terms_version) out += fmt::format(" · terms version {}", *line.terms_version);
  return out + fmt::format(" · event {} at position {} · recorded {}", line.event_id.str(), line.position,
                           to_string(line.recorded_at));
}

std::string last_recorded(const Statement& statement) {
  Instant latest = statement.boundaries.start;
  for (const StatementBlock& block : statement.currencies)
    for (const StatementLine& line : block.lines) latest = std::max(latest, line.recorded_at);
  return file_time(latest);
}

std::string effect_text(const Statement& statement) {
  return statement.effective_date ? " · in effect by " + *statement.effective_date : "";
}

}  // namespace daybook::exports
