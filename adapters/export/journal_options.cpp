#include "adapters/export/journal_options.hpp"

namespace daybook::exports {

Day day_of(const ExportEntry& entry, const JournalOptions& options) {
  if (options.dates == DateRule::effective) return options.zone.day_of(entry.entry.effective_at);
  return to_string(entry.entry.recorded_at).substr(0, 10);
}

int year_of(const Day& day) { return std::stoi(day.substr(0, 4)); }

std::string payee_of(const ExportEntry& entry) {
  return entry.entry.payee ? entry.entry.payee->str() : kNoPayee;
}

bool is_wanted(const ExportEntry& entry, const JournalOptions& options) {
  return !options.payee || payee_of(entry) == *options.payee;
}

std::string dates_in_words(const JournalOptions& options) {
  if (options.dates == DateRule::effective)
    return "the day it took effect in " + options.zone.name() + ", and in that order";
  return "the day of its recording (UTC), in the order of the log";
}

}  // namespace daybook::exports
