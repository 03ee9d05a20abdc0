#pragma once
// The journal as a directory: a file a year and payee, and what reads them together.
//
//   DIR/index.journal          everything
//   DIR/2026/index.journal     the year alone
//   DIR/2026/direct.journal    what concerns no payee
//   DIR/2026/0192….journal     a payee
//
// Each transaction stands in exactly one file. A payee's transactions balance by themselves, so they are
// books of their own: his file of a year opens with the balances that his earlier transactions left in every
// account they moved, ours included, and can be read alone; the files of a year, read together, open with all
// balances. The index of everything takes those balances out again where a year begins, so that nothing
// counts twice.
//
// Asserted are, in a payee's file, the accounts that no other payee's transactions move: they are the same
// whether the file is read alone or with others. The accounts that payees share are asserted in the indexes,
// at the end of each year. Years without transactions have no files. Formats that are no account books (CSV,
// Xero) have files, and neither indexes nor opening balances.

#include <filesystem>

#include "adapters/export/journal_formats.hpp"
#include "adapters/export/journal_options.hpp"

namespace daybook::exports {

struct DirectoryReport {
  std::int64_t transactions = 0;
  std::int64_t files = 0;
};

/// Writes it whole or not at all. Memory: an index of 32 bytes a transaction, and the balances. Throws
/// CannotMakeDirectory before anything is read; pg::Error, Damaged, SpillFailed, OverflowError;
/// std::runtime_error when the disk fails, or when a transaction has more lines than a file may have.
DirectoryReport export_directory(EventSource& source, const JournalOptions& options, const FormatRow& format,
                                 const std::filesystem::path& directory);

}  // namespace daybook::exports
