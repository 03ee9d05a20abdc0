#pragma once
// What librdkafka's own transactional producer reaches with the same events (keys, payloads, headers), 5,000
// a transaction, with the relay's settings and nothing else to do: the events are in memory before it begins.

#include "tests/bench/bench_database.hpp"

namespace daybook::bench {

/// Events a second until a read_committed consumer has seen them, from the first tenth on.
double plain_producer_rate(const Bench& bench, const Database& database, std::int64_t events);

}  // namespace daybook::bench
