#include "adapters/audit/books_check.hpp"

#include <fmt/format.h>

#include "adapters/audit/replay.hpp"

namespace daybook::audit {

void BooksCheck::take(const Recorded& recorded) {
  const std::int64_t position = recorded.envelope.position.value;
  std::map<Currency, Int128> entry;
  const auto postings = post(recorded);
  for (const Posting& p : postings) {
    entry[p.currency] += p.amount.value;
    // The trial balance is built from account balances as they change, not from amounts: an account that
    // wraps around would show.
    Minor& balance = accounts_[{p.account, p.currency}];
    trial_[p.currency] -= balance.value;
    balance += p.amount;
    trial_[p.currency] += balance.value;
  }
  for (const auto& [currency, sum] : entry) {
    if (sum != 0)
      throw Damaged(position, fmt::format("its entry does not sum to zero in {}", currency.str()));
    if (trial_[currency] != 0)
      throw Damaged(position, fmt::format("behind it the trial balance is not zero in {}", currency.str()));
  }
  if (!postings.empty()) ++entries_;
}

std::vector<std::string> BooksCheck::currencies() const {
  std::vector<std::string> names;
  for (const auto& [currency, sum] : trial_) names.push_back(currency.str());
  return names;
}

}  // namespace daybook::audit
