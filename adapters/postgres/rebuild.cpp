#include "adapters/postgres/rebuild.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "adapters/log.hpp"
#include "adapters/postgres/payees_as_of.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "adapters/postgres/rebuild_replay.hpp"

namespace daybook {
namespace {

constexpr const char* kNext = "read_next";
constexpr const char* kOld = "read_old";

/// Locks the live progress row, so that no projector commits until the swap; returns the last position
/// applied. From then on the live offsets hold: what they cover came from the store, and the replay reads the
/// store to its end after this lock. Kafka's redeliveries are dropped by position in any case.
std::int64_t hold_live(pg::Connection& control) {
  if (!table_exists(control, "read.progress")) return 0;
  const auto head = control.exec("SELECT contiguous, beyond FROM read.progress FOR UPDATE");
  return head.size() == 1 ? AppliedRanges(head.integer(0, 0), head.text(0, 1)).last() : 0;
}

void check_trial_balance(pg::Connection& control) {
  // Payees' accounts and the others are counted by two folds; what we owe stands in credit.
  std::map<Currency, Minor> trial;
  const auto others = control.exec(fmt::format(
      "SELECT currency, sum(amount)::bigint FROM {}.account_days WHERE level = 0 GROUP BY currency", kNext));
  for (int i = 0; i < others.size(); ++i)
    trial[sql::Column<Currency>::read(others.text(i, 0))] = Minor(others.integer(i, 1));
  each_balance(control, kNext, [&](const BrokerId&, Currency currency, const PayeeSums& sums) {
    trial[currency] -= sums.owed();
  });
  for (const auto& [currency, off] : trial)
    if (off != Minor{})
      throw std::runtime_error(
          fmt::format("the rebuilt trial balance is off by {} {}", off.value, currency.str()));
}

void count_tables(pg::Connection& control, const Replay& replay, RebuildReport& report) {
  each_read_table([&](const std::string& table, const std::vector<std::string>&, std::size_t) {
    report.tables.push_back({table, replay.rows(control, table)});
  });
  report.quarantined = static_cast<std::size_t>(count_rows(control, fmt::format("{}.quarantine", kNext)));
}

RebuildReport swap(pg::Connection& control, Replay& replay, EventSource& source, const RebuildStep& step) {
  drop_schema(control, kOld);
  RebuildReport report;
  Transaction transaction(control);
  control.exec("SET LOCAL idle_in_transaction_session_timeout = 0");
  control.exec("SET LOCAL lock_timeout = '20s'");
  const std::int64_t live = hold_live(control);
  replay.run(source, 0, step);
  if (replay.position() < live)
    throw std::runtime_error(fmt::format(
        "the store ends at position {}, the live read models have applied {}", replay.position(), live));
  if (step) step("swapping", replay.position());
  check_trial_balance(control);
  if (table_exists(control, "read.offsets"))
    control.exec(
        fmt::format("INSERT INTO {}.offsets SELECT topic, partition, next_offset FROM read.offsets", kNext));
  count_tables(control, replay, report);
  report.position = replay.position();
  // A projector that waits for the lock will see this and know that it is stale; it must not find the new
  // tables under the old names first.
  if (table_exists(control, "read.progress"))
    control.exec("UPDATE read.progress SET generation = gen_random_uuid()");
  if (control.exec("SELECT FROM pg_namespace WHERE nspname = 'read'").size() > 0)
    control.exec(fmt::format("ALTER SCHEMA read RENAME TO {}", kOld));
  control.exec(fmt::format("ALTER SCHEMA {} RENAME TO read", kNext));
  transaction.commit();
  return report;
}

/// Readers may still be inside: they finish first.
void drop_old(pg::Connection& control) {
  for (int attempt = 1;; ++attempt) {
    try {
      return drop_schema(control, kOld);
    } catch (const pg::Error& e) {
      if (!e.retryable() || attempt == 5) {
        logging::warn("rebuild: schema {} stays until the next rebuild: {}", kOld, e.what());
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(200 * attempt));
      control.revive();
    }
  }
}

}  // namespace

RebuildReport rebuild(const std::string& url, const Zone& zone, EventSource& source, const RebuildStep& step,
                      const RebuildOptions& options) {
  pg::Connection control(url);
  Replay replay(control, url, zone, kNext, options);
  replay.run(source, 0, step);
  RebuildReport report = swap(control, replay, source, step);
  drop_old(control);
  return report;
}

}  // namespace daybook
