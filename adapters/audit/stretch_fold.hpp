#pragma once
// The tables whose rows are of stretches of the log (projections/account_days.hpp), folded while the log goes
// by in the order of positions: a stretch's rows are complete at its end, and gone. In shards every stretch
// would stay open to the last of them.

#include <map>
#include <optional>

#include "adapters/audit/replayed_rows.hpp"
#include "projections/apply_halves.hpp"

namespace daybook::audit {

class StretchFold {
 public:
  /// `digest` takes the rows as they stand at position `compare_at`; nothing: never.
  StretchFold(const Zone& zone, std::optional<std::int64_t> compare_at, ReplayDigest& digest)
      : models_(zone), compare_at_(compare_at), digest_(digest) {}

  /// The next event's envelope, as for apply_by_stretch, and its entry. Throws what folds throw.
  void take(const Envelope& at, const std::vector<Posting>& entry) {
    const std::int64_t position = at.position.value;
    const bool beyond = compare_at_ && position > *compare_at_;
    if (beyond || position >> kStretchBits.back() != stretch_) close();
    if (beyond) compare_at_.reset();
    stretch_ = position >> kStretchBits.back();
    apply_by_stretch(at, entry, models_);
  }
  /// Behind the last event.
  void finish() {
    close();
    compare_at_.reset();
  }
  /// What was posted to accounts that are no payee's: their part of the trial balance.
  const std::map<Currency, Int128>& trial() const { return trial_; }

 private:
  void close() {
    models_.account_days.each([&](const AccountDayRow& row) {
      if (row.level == 0) trial_[row.currency] += row.amount.value;
    });
    models_.each_table([&](auto& table) {
      if (compare_at_) table.each([&](const auto& row) { digest_.row(row); });
      table.clear_cache();
    });
  }

  ReadModels models_;
  std::optional<std::int64_t> compare_at_;
  ReplayDigest& digest_;
  std::int64_t stretch_ = 0;
  std::map<Currency, Int128> trial_;
};

}  // namespace daybook::audit
