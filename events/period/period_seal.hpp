#pragma once
// The text that a month's seal hashes: every account's balance as of a position, of everything effective
// before the month's end. Anybody can write it from an export, so its form is for ever:
//
//   daybook trial balance v1\n
//   month 2026-10\n
//   zone Europe/Berlin\n
//   before 2026-10-31T23:00:00.000000Z\n
//   position 4711\n
//   assets:bank\tUSD\t120050\n
//   …
//
// One line an account and currency whose balance is not 0: name, code and minor units (debits positive, no
// thousands marks), with tabs between; in the order of their bytes, name first. UTF-8, every line ends with
// \n. `before` is the month's end in UTC, excluded; `position` counts the log's events from 1, included.

#include <map>
#include <string>
#include <utility>

#include "core/period.hpp"
#include "events/period/period_events.hpp"

namespace daybook {

/// By account and currency; debit positive. The map's order is that of the bytes.
using PeriodBalances = std::map<std::pair<std::string, Currency>, Minor>;

struct SealedPeriod {
  std::string month;
  std::string zone;
  Instant end;
  std::int64_t position = 0;
};

std::string period_seal_text(const SealedPeriod& period, const PeriodBalances& balances);
/// SHA-256 of the text, in hex.
std::string period_seal_digest(const SealedPeriod& period, const PeriodBalances& balances);
/// Debit and credit balances by currency, in alphabetical order.
std::vector<PeriodTotal> period_totals(const PeriodBalances& balances);
/// How many balances are not 0.
std::int64_t accounts_with_balance(const PeriodBalances& balances);

}  // namespace daybook
