#pragma once
// What was typed behind `daybook audit`, and how each of its commands explains itself.

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace daybook {

struct AuditArguments {
  std::string
      command;  ///< "verify", "replay", "trial-balance", "prove", "bundle", "export hledger"…; "" for help
  bool help = false;
  bool json = false;
  bool read_models = true;
  std::optional<std::string> to;              ///< as typed: position, time or day
  std::optional<std::string> effective_date;  ///< a day, as typed
  std::optional<std::string> against;         ///< a saved checkpoint's file name
  std::optional<std::string> operand;         ///< what stands without an option: the directory, the entry
  std::optional<std::string> bundle;          ///< directory to read instead of the database
  std::optional<std::string> key;             ///< a verifier key, or the name of a file that holds one
  std::optional<std::int64_t> position;
  std::optional<std::int64_t> size;
  std::optional<std::string> out;    ///< a directory
  std::optional<std::string> dates;  ///< "recorded" or "effective"
  std::optional<std::string> payee;  ///< an id, lower case, or "direct"
  std::optional<std::int64_t> year;
};

/// Reads the words behind `audit`. Refuses (bad_request), saying what would have been right: an unknown
/// command or option, an option that its command does not have, a missing or repeated value, a number that is
/// none.
Result<AuditArguments> parse_audit_arguments(const std::vector<std::string>& words);

/// False for what runs on a machine that has neither configuration nor database: help, and what reads a
/// bundle.
bool needs_configuration(const std::vector<std::string>& words);

/// The help of a command, of all of them for "" (or any other name).
std::string audit_help(const std::string& command);
/// Of `export FORMAT`.
std::string audit_export_help(const std::string& format);

}  // namespace daybook
