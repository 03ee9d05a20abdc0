#pragma once
// The as-of index of the accounts that are no payee's: sums by stretch of the log and by the day on which
// they take effect. Stretches are of two lengths, so that few rows add up to any position; the rest of the
// last short stretch is read from the journal. Any projector may add to a row, in any order.
// Why in this form: projections/decisions/0001-as-of-index.md.

#include <array>

#include "projections/posting.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

/// Bits of a position within a stretch, by level: 512 and 65,536 positions.
inline constexpr std::array<int, 2> kStretchBits{9, 16};

struct AccountDayRow {
  static constexpr std::string_view table = "account_days";
  static constexpr int key_columns = 5;
  static constexpr Keep keep = Keep::add;
  std::int64_t level = 0;    ///< of kStretchBits
  std::int64_t stretch = 0;  ///< position >> kStretchBits[level]
  std::string account;
  Currency currency;
  std::int64_t day = 0;  ///< core/civil_day.hpp
  Minor amount;          ///< debit positive
};
BOOST_DESCRIBE_STRUCT(AccountDayRow, (), (level, stretch, account, currency, day, amount))

/// How many entries of a short stretch take effect on a day, payees' own moves among them: where a list of
/// entries that take effect by some day need not look.
struct EntryDayRow {
  static constexpr std::string_view table = "entry_days";
  static constexpr int key_columns = 2;
  static constexpr Keep keep = Keep::add;
  std::int64_t stretch = 0;  ///< position >> kStretchBits[0]
  std::int64_t day = 0;
  std::int64_t entries = 0;
};
BOOST_DESCRIBE_STRUCT(EntryDayRow, (), (stretch, day, entries))

void fold_account_days(const Envelope& at, const std::vector<Posting>& entry, ReadModels& models);

}  // namespace daybook
