#include "projections/account_days.hpp"

#include "projections/read_models.hpp"

namespace daybook {

void fold_account_days(const Envelope& at, const std::vector<Posting>& entry, ReadModels& models) {
  if (entry.empty()) return;
  const std::int64_t day = models.days.of(at.effective_at);
  const std::int64_t entries_stretch = at.position.value >> kStretchBits[0];
  models.entry_days.at(std::tie(entries_stretch, day)).entries += 1;
  for (const Posting& p : entry) {
    if (p.payee_part) continue;  // projections/payee_blocks.hpp
    for (std::int64_t level = 0; const int bits : kStretchBits) {
      const std::int64_t stretch = at.position.value >> bits;
      models.account_days.at(std::tie(level, stretch, p.account, p.currency, day)).amount += p.amount;
      ++level;
    }
  }
}

}  // namespace daybook
