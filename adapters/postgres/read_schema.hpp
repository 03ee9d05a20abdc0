#pragma once
// Making the read models' schema. It belongs to the application's role, which must be the one to call this.

#include <string>

#include "adapters/postgres/pg.hpp"

namespace daybook {

inline constexpr const char* kReadSchema = "read";

/// Makes an empty schema of that name with all read tables, in the transaction that the caller has begun.
void create_read_schema(pg::Connection& connection, const std::string& name);

/// Makes the schema `read` when there is none: true when it did. Never mends a damaged one: a rebuild does.
/// Call it when the program starts; many processes may at once.
bool ensure_read_schema(pg::Connection& connection);

}  // namespace daybook
