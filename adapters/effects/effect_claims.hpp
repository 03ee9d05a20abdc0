#pragma once
// Who works on which effect, until when. Times are the database's.

#include <chrono>
#include <string>
#include <vector>

#include "adapters/postgres/pg.hpp"

namespace daybook {

/// Claims up to `most` effects of these kinds that are due by the read model and that nobody holds.
std::vector<std::string> claim_due(pg::Connection& connection, const std::vector<std::string>& kinds,
                                   const std::string& owner, std::chrono::seconds claim, std::size_t most);

/// Lets go of an effect: others may have it after `rest`. A second by default: by then the read model has
/// surely heard what became of it.
void let_go(pg::Connection& connection, const std::string& effect_id, const std::string& owner,
            std::chrono::seconds rest = std::chrono::seconds(1));

/// Forgets claims that have run out long ago.
void sweep_claims(pg::Connection& connection);

}  // namespace daybook
