#pragma once
// The replayed journal, entry by entry: the one reader behind every format of export.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/audit/replay.hpp"
#include "projections/journal_entry.hpp"

namespace daybook::exports {

/// One fact that moved money, with what formats want to know of it.
struct ExportEntry {
  EventId event_id;
  JournalEntry entry;
  std::optional<std::string> payee_name;  ///< business name as it was then; "[erased]" for an erased person
  std::optional<LateFactPosted> late;     ///< it came after its own month was closed
};

struct ExportOptions {
  audit::ReplayOptions replay;
  std::set<PersonId> erased;  ///< whose names are not shown
};

/// Takes pieces of the finished file, in order.
using Sink = std::function<void(std::string_view)>;

using EntryVisitor = std::function<void(const ExportEntry&)>;

/// Replays and hands on every entry in the order of positions. Returns their number. Throws pg::Error,
/// Damaged, and what `visit` throws as it is: an output that fails is no damage to the log.
std::int64_t each_entry(EventSource& source, const ExportOptions& options, const EntryVisitor& visit);

}  // namespace daybook::exports
