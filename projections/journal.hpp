#pragma once
// The double-entry journal and the balance of every account.

#include "core/instant.hpp"
#include "projections/posting.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

/// One fact that moved money, with its postings: `accounts` and `amounts` are as long as each other, in the
/// order in which the fact is posted. A row an entry, not one a posting: most of what the read models write
/// is this.
struct JournalEntryRow {
  static constexpr std::string_view table = "journal_entries";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::append;
  std::int64_t position = 0;
  Instant recorded_at;
  Instant effective_at;
  std::string type;
  std::optional<OrderId> order_id;
  std::optional<std::string> order_number;
  std::optional<BrokerId> payee;
  std::string description;
  Currency currency;
  std::vector<std::string> accounts;
  std::vector<Minor> amounts;  ///< debit positive
};
BOOST_DESCRIBE_STRUCT(JournalEntryRow, (),
                      (position, recorded_at, effective_at, type, order_id, order_number, payee, description,
                       currency, accounts, amounts))

struct AccountBalanceRow {
  static constexpr std::string_view table = "account_balances";
  static constexpr int key_columns = 2;
  static constexpr Keep keep = Keep::add;
  std::string account;
  Currency currency;
  Minor amount;  ///< debit positive
};
BOOST_DESCRIBE_STRUCT(AccountBalanceRow, (), (account, currency, amount))

/// Throws std::logic_error for an entry in several currencies, which no rule makes.
void fold_journal(const Recorded& recorded, const std::vector<Posting>& entry, ReadModels& models);

}  // namespace daybook
