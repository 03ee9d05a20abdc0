#pragma once
// Adds entries up: what a file of the journal asserts, and what it opens with.

#include "adapters/export/journal_options.hpp"

namespace daybook::exports {

/// Whether a file may assert this account: not where other files move it too.
using Asserted = std::function<bool(const std::string& account)>;

/// The entry, added to `running`. Valid while the entry lives. Throws OverflowError when a balance leaves 64
/// bits.
JournalTransaction post_entry(const ExportEntry& entry, const JournalOptions& options, Balances& running,
                              const Asserted& asserted);

enum class Carried { in, out };

/// Transactions on the first day of the year that put a payee's balances in, or take them out: one a
/// currency, balanced, since a payee's transactions are; added to `running`. Valid while `balances` lives.
std::vector<JournalTransaction> carry(const Balances& balances, Carried way, int year,
                                      const std::string& payee, Balances& running, const Asserted& asserted);

/// Adds the entry, and says nothing.
void add_entry(const ExportEntry& entry, Balances& balances);
bool all_zero(const Balances& balances);
Day first_day(int year);

}  // namespace daybook::exports
