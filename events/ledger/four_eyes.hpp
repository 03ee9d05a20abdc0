#pragma once
// Whether two admins are one pair of eyes. Source: domain rules, "maker != checker" and "One person is one
// user".

#include <string>

#include "events/ledger/ledger_state.hpp"

namespace daybook {

/// Whether one person is behind both admin ids: an admin that was revoked and made again for the same address
/// has another id and the same person. Ids that no admin has are compared as they stand.
bool same_person(const LedgerState& ledger, const std::string& admin_a, const std::string& admin_b);

/// The admin id in an envelope's actor, "admin:<id>"; any other actor ("cli", "scheduler") as it stands,
/// which equals no admin's id.
std::string admin_of_actor(const std::string& actor);

}  // namespace daybook
