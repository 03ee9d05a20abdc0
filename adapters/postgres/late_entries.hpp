#pragma once
// Which of some facts came after their month was closed, as the read models have it.

#include <map>

#include "adapters/postgres/pg.hpp"
#include "projections/late_facts.hpp"

namespace daybook {

using LateFacts = std::map<std::int64_t, LateFactRow>;  // by position

/// Out of rows that begin with a LateFactRow's columns.
LateFacts late_of(const pg::Rows& rows);

/// Those of the positions first to last.
LateFacts late_between(pg::Connection& connection, std::int64_t first, std::int64_t last);

}  // namespace daybook
