#pragma once
// An entry as bytes and back, for files that this process alone reads.

#include "adapters/export/journal_export.hpp"

namespace daybook::exports {

void write_record(std::string& out, const ExportEntry& entry);
/// Of what write_record wrote, nothing else.
ExportEntry read_record(std::string_view bytes);

}  // namespace daybook::exports
