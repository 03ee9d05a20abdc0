#pragma once
// The journal as one file.

#include "adapters/export/journal_formats.hpp"
#include "adapters/export/journal_options.hpp"

namespace daybook::exports {

/// Writes it piece by piece, every posting with its account's balance. A year alone opens with the balances
/// brought forward, payee by payee. By recorded date nothing is kept but balances; by effective date entries
/// wait in a temporary file. Returns the number of transactions of facts. Throws pg::Error, Damaged,
/// SpillFailed, OverflowError, and what `sink` throws.
std::int64_t export_journal(EventSource& source, const JournalOptions& options, const FormatRow& format,
                            const Sink& sink);

}  // namespace daybook::exports
