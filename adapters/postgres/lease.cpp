#include "adapters/postgres/lease.hpp"

#include <unistd.h>

#include "adapters/log.hpp"
#include "adapters/system/clock.hpp"
#include "events/log/encoding.hpp"

namespace daybook {

PgLease::PgLease(std::string url, std::string name, int seconds)
    : url_(std::move(url)), name_(std::move(name)), seconds_(seconds) {
  const std::string random = random_bytes(8);
  holder_ = std::to_string(getpid()) + "-" +
            log::to_hex({reinterpret_cast<const std::uint8_t*>(random.data()), random.size()});
  connection_ = std::make_unique<pqxx::connection>(url_);
}

bool PgLease::hold(const std::string& detail) {
  if (!connection_) connection_ = std::make_unique<pqxx::connection>(url_);
  try {
    pqxx::work work(*connection_);
    const auto rows = work.exec_params(
        "INSERT INTO leases (name, holder, epoch, expires_at, detail) "
        "VALUES ($1, $2, 1, now() + make_interval(secs => $3), $4) "
        "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at, "
        "detail = excluded.detail, epoch = leases.epoch + (leases.holder <> excluded.holder)::int "
        "WHERE leases.holder = excluded.holder OR leases.expires_at < now() RETURNING epoch",
        name_, holder_, seconds_, detail);
    work.commit();
    return !rows.empty();
  } catch (const pqxx::failure&) {
    connection_.reset();
    throw;
  }
}

void PgLease::release() noexcept {
  try {
    if (!connection_) return;
    pqxx::work work(*connection_);
    work.exec_params0(
        "UPDATE leases SET expires_at = now() - interval '1 second' WHERE name = $1 AND holder = $2", name_,
        holder_);
    work.commit();
  } catch (const std::exception& e) {
    logging::warn("the lease {} could not be given up, it runs out by itself: {}", name_, e.what());
  }
}

}  // namespace daybook
