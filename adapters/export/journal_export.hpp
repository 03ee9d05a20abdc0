#pragma once
// The replayed journal, entry by entry, for the writers of export formats.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/audit/replay.hpp"

namespace daybook::exports {

/// One fact that moved money, with what formats want to know of it.
struct ExportEntry {
  EventId event_id;
  JournalEntryRow entry;
  std::optional<std::string> payee_name;  ///< business name as it was then; "[erased]" for an erased person
};

struct ExportOptions {
  audit::ReplayOptions replay;
  std::set<PersonId> erased;  ///< whose names are not shown
};

/// Takes pieces of the finished file, in order.
using Sink = std::function<void(std::string_view)>;

/// Replays and hands on every entry in the order of positions. Returns their number. Throws pg::Error,
/// Damaged.
std::int64_t each_entry(EventSource& source, const ExportOptions& options,
                        const std::function<void(const ExportEntry&)>& visit);

/// All postings as CSV: position, recorded_at, effective_at, type, account, amount_minor (debit positive),
/// currency, order_number, payee; the first line names them. Returns the number of entries.
std::int64_t export_csv(EventSource& source, const ExportOptions& options, const Sink& sink);

}  // namespace daybook::exports
