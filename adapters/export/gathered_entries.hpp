#pragma once
// The wanted entries on disk, with an index in memory (32 bytes an entry) that orders them by year, book and
// date. A book is what becomes a row of files: a payee's transactions, of one currency where the format
// wants.

#include <unordered_map>

#include "adapters/export/entry_spool.hpp"
#include "adapters/export/journal_options.hpp"

namespace daybook::exports {

enum class Books { one, by_payee, by_payee_and_currency };

struct GatheredEntry {
  int day = 0;  ///< 20261121
  std::uint32_t book = 0;
  std::int64_t moment = 0;  ///< within the day, µs; the same for all by recorded date
  SpoolPlace place;
  int year() const { return day / 10'000; }
};

class GatheredEntries {
 public:
  /// Reads the whole log once. By recorded date entries stay in the order of positions; by effective date
  /// they are ordered by day, then by time, then by position. Throws as each_entry, and SpillFailed.
  GatheredEntries(EventSource& source, const JournalOptions& options, Books books);

  const std::vector<GatheredEntry>& in_order() const { return order_; }
  ExportEntry read(const GatheredEntry& entry) { return spool_.read(entry.place); }
  /// "direct", "0192…", "0192…-USD", by number; ascending, kNoPayee's first.
  const std::vector<std::string>& books() const { return names_; }
  /// Every account of the entries.
  const std::set<std::string>& accounts() const { return accounts_; }
  /// Whether no other book moves the account.
  bool is_own(std::uint32_t book, const std::string& account) const;

 private:
  void add(const ExportEntry& entry, const JournalOptions& options, Books books);
  void number_books();

  EntrySpool spool_;
  std::vector<GatheredEntry> order_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::set<std::string> accounts_;
  std::unordered_map<std::string, std::uint32_t> owners_;  // by account
};

}  // namespace daybook::exports
