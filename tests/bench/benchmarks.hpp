#pragma once
// The benchmarks, one function a row (or several) of the report. What each measures: README.md beside.

#include "tests/bench/bench_env.hpp"

namespace daybook::bench {

void http_orders(Bench& bench);
void http_orders_64(Bench& bench);
void http_orders_batch(Bench& bench);
void http_orders_hot(Bench& bench);
void http_orders_single(Bench& bench);
void http_mixed(Bench& bench);
void append_events(Bench& bench);
void append_growth(Bench& bench);
void startup_time(Bench& bench);
void memory_over_minutes(Bench& bench);
void balance_reads(Bench& bench);
void past_reads(Bench& bench);
void rebuild_all(Bench& bench);
void verify_all(Bench& bench);
void relay_events(Bench& bench);
void project_events(Bench& bench);

}  // namespace daybook::bench
