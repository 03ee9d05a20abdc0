#pragma once
// Making the read models' schema. It belongs to the application's role, which must be the one to call this.

#include <optional>
#include <string>

#include "adapters/postgres/pg.hpp"

namespace daybook {

inline constexpr const char* kReadSchema = "read";

/// Makes an empty schema of that name with all read tables, in the transaction that the caller has begun.
void create_read_schema(pg::Connection& connection, const std::string& name);

/// Why the schema `read`, which must be there, is not one of this version's; nothing when it is. Another
/// version's tables have other columns, so they are never read or written, only replaced by a rebuild.
std::optional<std::string> foreign_read_schema(pg::Connection& connection);

/// Makes the schema `read` when there is none, or when there is one of another version that has applied
/// nothing yet: true when it did. Throws std::runtime_error for one of another version with rows. Never mends
/// a damaged one: a rebuild does. Call it when the program starts; many processes may at once.
bool ensure_read_schema(pg::Connection& connection);

}  // namespace daybook
