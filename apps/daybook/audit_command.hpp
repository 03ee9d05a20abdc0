#pragma once
// `daybook audit …`: the read-only commands over the event log.

#include <string>
#include <vector>

#include "core/period.hpp"

namespace daybook {

struct AuditSettings {
  std::string database_url;  ///< the application's role is enough
  std::string verifier_key;  ///< the log's public key, "<name>+<id>+<key>"
  Zone zone = Zone();        ///< the configured one: of days, in read models and in --to
  bool terminal = false;     ///< stderr is a terminal: show progress there
};

/// Runs what `args` (the words behind `audit`) say; results on stdout, troubles on stderr. Exit codes: 0
/// fine, 1 a check failed, 2 wrong use, 3 the database cannot be reached.
int audit_command(const std::vector<std::string>& args, const AuditSettings& settings);

}  // namespace daybook
