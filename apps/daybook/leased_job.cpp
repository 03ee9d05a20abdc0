#include "apps/daybook/leased_job.hpp"

#include <algorithm>
#include <memory>

#include "adapters/log.hpp"
#include "adapters/pause.hpp"
#include "adapters/postgres/lease.hpp"
#include "apps/daybook/process.hpp"

namespace daybook {

void run_leased(const Config& config, const LeasedJob& job, std::stop_token stop) {
  constexpr int kSoon_s = 60;
  std::unique_ptr<PgLease> lease;
  std::unique_ptr<pg::Connection> connection;
  while (!stop.stop_requested()) {
    int wait_s = std::min(kSoon_s, job.every_s);
    try {
      if (!lease) lease = std::make_unique<PgLease>(config.database_url, job.name, job.every_s + kSoon_s);
      if (lease->hold()) {
        if (job.run(pg::connected(connection, config.database_url))) wait_s = job.every_s;
      }
    } catch (const std::exception& e) {
      logging::warn("{}: trying on: {}", job.what, e.what());
    }
    pause(stop, wait_s * 1'000);
  }
  if (lease) lease->release();
}

}  // namespace daybook
