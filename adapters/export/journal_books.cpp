#include "adapters/export/journal_books.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace daybook::exports {
namespace {

JournalPosting posting(const std::string& account, Currency currency, Minor amount, Balances& running,
                       const Asserted& asserted) {
  Minor& balance = running[{account, currency}];
  balance += amount;
  JournalPosting out{account, amount, std::nullopt};
  if (asserted(account)) out.balance = balance;
  return out;
}

}  // namespace

JournalTransaction post_entry(const ExportEntry& entry, const JournalOptions& options, Balances& running,
                              const Asserted& asserted) {
  const JournalEntry& e = entry.entry;
  JournalTransaction t;
  t.day = day_of(entry, options);
  t.payee = payee_of(entry);
  t.currency = e.currency;
  t.fact = &entry;
  t.by_effective_date = options.dates == DateRule::effective;
  t.postings.reserve(e.accounts.size());
  for (std::size_t i = 0; i < e.accounts.size(); ++i)
    t.postings.push_back(posting(e.accounts[i], e.currency, e.amounts[i], running, asserted));
  return t;
}

std::vector<JournalTransaction> carry(const Balances& balances, Carried way, int year,
                                      const std::string& payee, Balances& running, const Asserted& asserted) {
  std::map<Currency, JournalTransaction> by_currency;
  for (const auto& [of, balance] : balances) {
    if (balance == Minor{}) continue;
    JournalTransaction& t = by_currency[of.second];
    t.day = first_day(year);
    t.payee = payee;
    t.currency = of.second;
    t.purpose = way == Carried::in ? "Balances brought forward" : "Balances carried into the year's file";
    t.postings.push_back(
        posting(of.first, of.second, way == Carried::in ? balance : -balance, running, asserted));
  }
  std::vector<JournalTransaction> out;
  for (auto& [currency, t] : by_currency) out.push_back(std::move(t));
  return out;
}

void add_entry(const ExportEntry& entry, Balances& balances) {
  for (std::size_t i = 0; i < entry.entry.accounts.size(); ++i)
    balances[{entry.entry.accounts[i], entry.entry.currency}] += entry.entry.amounts[i];
}

bool all_zero(const Balances& balances) {
  return std::all_of(balances.begin(), balances.end(), [](const auto& b) { return b.second == Minor{}; });
}

Day first_day(int year) { return fmt::format("{:04}-01-01", year); }

}  // namespace daybook::exports
