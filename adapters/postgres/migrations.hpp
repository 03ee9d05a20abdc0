#pragma once
// The store's schema: numbered .sql files, applied once each, in order, by the owner's role.

#include <string>
#include <vector>

#include "adapters/postgres/pg.hpp"

namespace daybook {

/// Applies what is missing, each file in a transaction of its own; returns the names applied. Several
/// processes may call it at once. Throws pqxx::failure; std::runtime_error when a newer program migrated the
/// store.
std::vector<std::string> migrate(const std::string& owner_url);

/// Throws std::runtime_error, which says what to do, unless exactly this program's migrations are applied;
/// and pg::Error.
void require_migrated(pg::Connection& connection);
/// The URL, once its store has been found to be so.
const std::string& migrated(const std::string& url);

}  // namespace daybook
