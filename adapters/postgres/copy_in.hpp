#pragma once
// COPY … FROM STDIN of rows in PostgreSQL's binary form (adapters/postgres/row_binary.hpp).

#include <string>
#include <string_view>

#include "adapters/postgres/pg.hpp"

namespace daybook::pg {

enum class Freeze {
  no,
  yes,  ///< the table was made in this transaction: its rows need no later hint bits, which checksums would
        ///< log
};

/// COPY `target` ("schema.table (columns)") FROM STDIN (FORMAT binary). `tuples` without header and trailer.
void copy_in_binary(Connection& connection, const std::string& target, std::string_view tuples,
                    Freeze freeze = Freeze::no);

}  // namespace daybook::pg
