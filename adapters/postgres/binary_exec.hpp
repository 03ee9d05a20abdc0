#pragma once
// Statements whose data travels in PostgreSQL's binary form (adapters/postgres/row_binary.hpp).

#include <string>
#include <string_view>
#include <vector>

#include "adapters/postgres/pg.hpp"

namespace daybook::pg {

/// COPY `target` ("schema.table (columns)") FROM STDIN (FORMAT binary). `tuples` without header and trailer.
void copy_in_binary(Connection& connection, const std::string& target, std::string_view tuples);

/// Executes with parameters in binary form. Throws Error.
void exec_binary(Connection& connection, const std::string& sql, const std::vector<std::string>& parameters);

}  // namespace daybook::pg
