#pragma once
// The projector without Kafka: it reads the store itself.

#include <cstddef>
#include <stop_token>

#include "adapters/postgres/projector.hpp"
#include "projections/event_source.hpp"

namespace daybook {

struct FollowOptions {
  std::size_t batch_limit = 2'000;  ///< events in a transaction, at most
  int idle_ms = 20;                 ///< between looks at a store that has nothing new
  int backoff_max_ms = 2'000;  ///< between attempts while PostgreSQL is away or the read tables are damaged
};

/// Applies what comes after the read models' position until stopped. Outlives lost connections, other
/// projectors and missing read tables (which only a rebuild brings back): it says so and tries again.
void follow_store(Projector& projector, EventSource& source, std::stop_token stop,
                  const FollowOptions& options = {});

}  // namespace daybook
