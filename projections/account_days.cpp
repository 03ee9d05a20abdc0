#include "projections/account_days.hpp"

#include "projections/read_models.hpp"

namespace daybook {

void fold_account_days(const Recorded& recorded, const std::vector<Posting>& entry, ReadModels& models) {
  if (entry.empty()) return;
  const std::int64_t position = recorded.envelope.position.value;
  const std::int64_t day = models.days.of(recorded.envelope.effective_at);
  models.entry_days.at({position >> kStretchBits[0], day, 0}).entries += 1;
  for (const Posting& p : entry) {
    if (p.payee_part) continue;  // projections/payee_blocks.hpp
    for (std::size_t level = 0; level < kStretchBits.size(); ++level)
      models.account_days
          .at({static_cast<std::int64_t>(level), position >> kStretchBits[level], p.account, p.currency, day,
               Minor{}})
          .amount += p.amount;
  }
}

}  // namespace daybook
