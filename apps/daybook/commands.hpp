#pragma once
// The short-lived commands. Arguments are those behind the command's name; every function returns an exit
// code.

#include <string>
#include <vector>

#include "apps/daybook/config.hpp"

namespace daybook {

using Arguments = std::vector<std::string>;

/// The value behind a flag, taken out of the arguments; nothing when the flag is absent. Throws UsageError
/// when the value is missing.
std::optional<std::string> take_flag(Arguments& arguments, const std::string& flag);
/// True when the switch stood there; taken out.
bool take_switch(Arguments& arguments, const std::string& name);
/// Throws UsageError when anything is left.
void expect_no_more(const Arguments& arguments, const std::string& usage);

/// admin create --email E --role R | revoke --email E | list | erase --email E
int admin_command(const Config& config, Arguments arguments);
/// projections list|rebuild|diff
int projections_command(const Config& config, Arguments arguments);
/// catalog import FILE | sync [--dry-run]
int catalog_command(const Config& config, Arguments arguments);
/// order|payout|broker|task|ledger|log <verb>: a route's command under an admin's name (route_verbs.hpp).
int route_command(const Config& config, const std::string& group, Arguments arguments);
/// demo seed
int demo_seed(const Config& config);

}  // namespace daybook
