#pragma once
// `daybook demo break`: damages a copy of the log, as somebody with all rights could damage the log itself,
// and shows `audit verify` finding it.

#include <string>

#include "apps/daybook/audit_command.hpp"

namespace daybook {

/// Copies the event store of `superuser_url`'s database into a scratch database of the same server, flips one
/// bit of one random payload there, verifies the copy, drops it. The original is only read. Explains on
/// stdout; exit codes: 0 the damage was found at its position, 1 it was not, 2 there is nothing to break yet,
/// 3 the database cannot be reached (or the role may not make databases).
int demo_break(const std::string& superuser_url, const AuditSettings& settings);

}  // namespace daybook
