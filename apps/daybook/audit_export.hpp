#pragma once
// `daybook audit export …`: from what was typed to a file on stdout or a directory.

#include "adapters/export/journal_options.hpp"
#include "apps/daybook/audit_arguments.hpp"
#include "apps/daybook/audit_progress.hpp"

namespace daybook {

/// Dates, year and payee of the export; where the log is read from and to is the caller's to add.
exports::JournalOptions export_options(const AuditArguments& arguments, const Zone& zone);

/// Writes it. `form`: how progress of the writing is shown. Throws CannotMakeDirectory for an --out that
/// cannot be, and as export_journal and export_directory do.
void write_export(const AuditArguments& arguments, EventSource& source, exports::JournalOptions options,
                  AuditProgress::Form form);

}  // namespace daybook
