#pragma once
// Work that one process does now and then, on a thread of its own: a slow other side holds nothing else up.

#include <functional>
#include <stop_token>
#include <string>

#include "adapters/postgres/pg.hpp"
#include "apps/daybook/config.hpp"

namespace daybook {

struct LeasedJob {
  std::string name;  ///< of its lease
  std::string what;  ///< for the operator: "Stripe's events"
  int every_s = 300;
  /// False: it did not work out, and is done again within a minute. May throw. The connection is the job's
  /// own.
  std::function<bool(pg::Connection&)> run;
};

/// Until the token stops; whoever holds the lease runs the job at once and then every `every_s`.
void run_leased(const Config& config, const LeasedJob& job, std::stop_token stop);

}  // namespace daybook
