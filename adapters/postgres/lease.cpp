#include "adapters/postgres/lease.hpp"

#include <unistd.h>

#include "adapters/log.hpp"
#include "adapters/system/clock.hpp"
#include "events/log/encoding.hpp"

namespace daybook {

PgLease::PgLease(const std::string& url, std::string name, int seconds)
    : connection_(url), name_(std::move(name)), seconds_(seconds) {
  const std::string random = random_bytes(8);
  holder_ = std::to_string(getpid()) + "-" +
            log::to_hex({reinterpret_cast<const std::uint8_t*>(random.data()), random.size()});
}

bool PgLease::hold(const std::string& detail) {
  if (!connection_.alive()) connection_.reconnect();
  const auto rows = connection_.exec(
      "INSERT INTO leases (name, holder, epoch, expires_at, detail) "
      "VALUES ($1, $2, 1, now() + make_interval(secs => $3), $4) "
      "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at, "
      "detail = excluded.detail, epoch = leases.epoch + (leases.holder <> excluded.holder)::int "
      "WHERE leases.holder = excluded.holder OR leases.expires_at < now() RETURNING epoch",
      {name_, holder_, std::to_string(seconds_), detail});
  return rows.size() == 1;
}

void PgLease::release() noexcept {
  try {
    connection_.exec("UPDATE leases SET expires_at = now() - interval '1 second' WHERE name = $1 AND holder = $2",
                     {name_, holder_});
  } catch (const std::exception& e) {
    logging::warn("the lease {} could not be given up, it runs out by itself: {}", name_, e.what());
  }
}

}  // namespace daybook
