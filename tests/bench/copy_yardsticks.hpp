#pragma once
// The yardsticks of many rows: what COPY alone does with the events table, in the faster of its two formats.

#include <string>
#include <vector>

#include "tests/bench/bench_database.hpp"

namespace daybook::bench {

/// Events a second: all events copied out, over one connection, and thrown away.
double copy_out_rate(const Database& database);
/// Events a second: the events behind `after` copied once more, in one transaction, into the empty events
/// table of another, freshly migrated database.
double copy_in_rate(const Database& from, std::int64_t after, const Database& into);

}  // namespace daybook::bench
