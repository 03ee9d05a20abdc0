#pragma once
// A reconciliation for programs and for people.

#include <string>
#include <vector>

#include "adapters/postgres/reconciliation_source.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::http {

struct ReconciliationShown {
  ReconciliationAsked asked;
  std::vector<CurrencyReconciled> currencies;
  std::size_t most_breaks = 200;  ///< that are listed one by one, per currency; the sums are of all
};

/// A break lists at most so many lines, and entries, one by one.
inline constexpr std::size_t kMostInBreak = 20;

std::string reconciliation_json(const ReconciliationShown& shown);
/// A row a currency (record "balance"), then one a break (record "break"). Amounts are decimals.
std::string reconciliation_csv(const ReconciliationShown& shown);

json::Object statement_object(const StatementRow& row);
/// `cause`: of the break that it is in; nothing when it is matched.
json::Object statement_line_object(const StatementLineRow& row, const std::optional<BreakCause>& cause);
json::Object hand_match_object(const HandMatchRow& row);

}  // namespace daybook::http
