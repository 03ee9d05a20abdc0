#pragma once
// What of the journal is exported, and under which dates.

#include "adapters/export/journal_format.hpp"

namespace daybook::exports {

/// What a transaction's date is: the day of its recording in UTC, so that dates never step back along the
/// log, or the day it takes effect in the configured zone.
enum class DateRule { recorded, effective };

struct JournalOptions {
  ExportOptions reading;
  DateRule dates = DateRule::recorded;
  Zone zone = Zone();                ///< of effective days
  std::optional<int> year;           ///< transactions of this year only
  std::optional<std::string> payee;  ///< the transactions of this id only; kNoPayee: those of nobody
  /// How many transactions are written, of how many; called now and then.
  std::function<void(std::int64_t, std::int64_t)> writing;
};

Day day_of(const ExportEntry& entry, const JournalOptions& options);
int year_of(const Day& day);
std::string payee_of(const ExportEntry& entry);
bool is_wanted(const ExportEntry& entry, const JournalOptions& options);
/// For a file's heading.
std::string dates_in_words(const JournalOptions& options);

}  // namespace daybook::exports
