#pragma once
// What was typed behind `daybook audit`, and how each of its commands explains itself.

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace daybook {

struct AuditArguments {
  std::string
      command;  ///< "verify", "replay", "trial-balance", "prove", "export hledger", "export csv"; "" for help
  bool help = false;
  bool json = false;
  bool read_models = true;
  std::optional<std::string> to;          ///< as typed: position, time or day
  std::optional<std::string> checkpoint;  ///< file name
  std::optional<std::int64_t> position;
  std::optional<std::int64_t> size;
};

/// Reads the words behind `audit`. Refuses (bad_request), saying what would have been right: an unknown
/// command or option, an option that its command does not have, a missing or repeated value, a number that is
/// none.
Result<AuditArguments> parse_audit_arguments(const std::vector<std::string>& words);

/// The help of a command, of all of them for "" (or any other name).
std::string audit_help(const std::string& command);

}  // namespace daybook
