#include "events/period/period_seal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/log/encoding.hpp"
#include "events/log/hash.hpp"

namespace daybook {

std::string period_seal_text(const SealedPeriod& period, const PeriodBalances& balances) {
  std::string text = fmt::format("daybook trial balance v1\nmonth {}\nzone {}\nbefore {}\nposition {}\n",
                                 period.month, period.zone, to_string(period.end), period.position);
  for (const auto& [account, amount] : balances)
    if (amount != Minor{})
      fmt::format_to(std::back_inserter(text), "{}\t{}\t{}\n", account.first, account.second.str(),
                     amount.value);
  return text;
}

std::string period_seal_digest(const SealedPeriod& period, const PeriodBalances& balances) {
  return log::to_hex(log::sha256(period_seal_text(period, balances)));
}

std::vector<PeriodTotal> period_totals(const PeriodBalances& balances) {
  std::map<Currency, PeriodTotal> totals;
  for (const auto& [account, amount] : balances) {
    if (amount == Minor{}) continue;
    PeriodTotal& total =
        totals.try_emplace(account.second, PeriodTotal{account.second, {}, {}}).first->second;
    if (amount > Minor{}) {
      total.debit += amount;
    } else {
      total.credit -= amount;
    }
  }
  std::vector<PeriodTotal> out;
  for (const auto& [currency, total] : totals) out.push_back(total);
  return out;
}

std::int64_t accounts_with_balance(const PeriodBalances& balances) {
  return std::count_if(balances.begin(), balances.end(),
                       [](const auto& entry) { return entry.second != Minor{}; });
}

}  // namespace daybook
