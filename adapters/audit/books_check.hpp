#pragma once
// Double entry, checked from the postings: every entry sums to zero per currency, and so does the whole at
// every position.

#include <map>
#include <string>
#include <vector>

#include "projections/posting.hpp"

namespace daybook::audit {

class BooksCheck {
 public:
  /// The next event. Throws Damaged (adapters/audit/replay.hpp), naming entry and currency.
  void take(const Recorded& recorded);
  std::int64_t entries() const { return entries_; }
  /// Currencies that were posted in, in alphabetical order.
  std::vector<std::string> currencies() const;

 private:
  std::map<std::pair<std::string, Currency>, Minor> accounts_;  // debit positive
  std::map<Currency, Int128> trial_;
  std::int64_t entries_ = 0;
};

}  // namespace daybook::audit
