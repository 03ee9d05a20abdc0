#include "adapters/audit/read_model_check.hpp"

#include <chrono>
#include <map>
#include <set>
#include <thread>

#include "adapters/audit/live_rows.hpp"
#include "projections/applied_ranges.hpp"

namespace daybook::audit {
namespace {

/// False: another version or byte order of PostgreSQL, whose digests we cannot foretell.
bool hashes_as_we_do(pg::Connection& connection, std::int64_t seed) {
  const std::string text = "daybook audit: a text of more than twelve bytes";
  const auto hash = connection.exec(
      "SELECT hashtextextended($1, $2), hash_record_extended(ROW(convert_to($1, 'UTF8')), $2), "
      "hash_record_extended(ROW($1::text, NULL::text, int8send(1)), $2)",
      {text, std::to_string(seed)});
  const auto alone = static_cast<std::uint64_t>(text_hash(text, seed));
  const auto one = static_cast<std::uint64_t>(text_hash(std::string_view("\0\0\0\0\0\0\0\1", 8), seed));
  return hash.integer(0, 0) == text_hash(text, seed) && hash.integer(0, 1) == text_hash(text, seed) &&
         hash.integer(0, 2) == static_cast<std::int64_t>(alone * 31 * 31 + one);
}

/// numeric without decimals; any sum of 64-bit numbers fits.
Int128 integer_of(std::string_view text) {
  Int128 value = 0;
  const bool negative = text.starts_with('-');
  for (const char digit : text.substr(negative ? 1 : 0)) value = value * 10 + (digit - '0');
  return negative ? -value : value;
}

template <class Row>
RowSum sum_in_sql(pg::Connection& connection, std::int64_t seed) {
  const auto sum = connection.exec(fmt::format("SELECT count(*), coalesce(sum({}), 0) FROM {}",
                                               row_hash_sql<Row>(seed), live_table<Row>(connection)));
  return {sum.integer(0, 0), integer_of(sum.text(0, 1))};
}

template <class Row>
TableDigest digest_here(pg::Connection& connection, std::int64_t seed) {
  TableDigest digest;
  LiveRows<Row> rows(connection);
  while (const auto row = rows.next()) digest.add(hash_of(*row, seed));
  return digest;
}

/// The first row by key, of those in the bucket, that is not the same on both sides.
template <class Row>
std::string differing_row(pg::Connection& connection, BucketRows& replayed, std::size_t bucket,
                          std::int64_t seed) {
  std::map<KeyOf<Row>, Row> here, there;
  table_of<Row>(replayed.rows()).each([&](const Row& row) { here.emplace(key_of(row), row); });
  LiveRows<Row> rows(connection);
  while (auto row = rows.next())
    if (hash_of(*row, seed).bucket() == bucket) there.emplace(key_of(*row), std::move(*row));
  for (const auto& [key, row] : here) {
    const auto live = there.find(key);
    if (live == there.end()) return name_of(row) + ": it is missing";
    if (const auto found = difference(live->second, row)) return *found;
    there.erase(live);
  }
  if (there.empty()) return fmt::format("{}: a row is there twice", Row::table);
  return name_of(there.begin()->second) + ": a replay gives no such row";
}

template <class Row>
std::optional<std::string> difference_in(pg::Connection& connection, const ReplayDigest& replayed,
                                         const Refold& refold) {
  const std::size_t table = table_number<Row>();
  const TableDigest live = digest_here<Row>(connection, replayed.seed());
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    if (live.buckets[bucket] == replayed.tables()[table].buckets[bucket]) continue;
    BucketRows rows(table, bucket, replayed.seed());
    refold(rows);
    return differing_row<Row>(connection, rows, bucket, replayed.seed());
  }
  return std::nullopt;
}

}  // namespace

std::vector<LiveTable> read_live_tables(pg::Connection& connection, std::int64_t seed) {
  // Neither pays for one pass over each table, and the cores are taken.
  connection.exec("SET LOCAL jit = off");
  connection.exec("SET LOCAL max_parallel_workers_per_gather = 0");
  const bool in_sql = hashes_as_we_do(connection, seed);
  std::vector<LiveTable> tables;
  ReadModels models{Zone{}};
  models.each_table([&]<class T>(T&) {
    using Row = typename T::RowType;
    LiveTable table;
    try {
      table.sum = in_sql ? sum_in_sql<Row>(connection, seed) : digest_here<Row>(connection, seed).whole();
    } catch (const BadTable& e) {
      table.trouble = e.what();
    }
    tables.push_back(std::move(table));
  });
  return tables;
}

std::optional<std::string> first_difference(pg::Connection& connection, const std::vector<LiveTable>& live,
                                            const ReplayDigest& replayed, const Refold& refold) {
  std::optional<std::string> found;
  ReadModels models{Zone{}};
  models.each_table([&]<class T>(T&) {
    using Row = typename T::RowType;
    const std::size_t table = table_number<Row>();
    if (found) return;
    if (!live[table].trouble.empty()) {
      found = live[table].trouble;
    } else if (live[table].sum != replayed.tables()[table].whole()) {
      try {
        found = difference_in<Row>(connection, replayed, refold);
      } catch (const BadTable& e) {
        found = e.what();
      }
    }
  });
  return found;
}

LivePosition wait_for_live(Snapshot& snapshot, std::int64_t patience_ms) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  const std::int64_t head = snapshot.head().position;
  for (;; snapshot.renew()) {
    auto& connection = snapshot.connection();
    if (connection.exec("SELECT to_regclass('read.progress')").null(0, 0))
      return {0,
              "the read models are missing (no read.progress): daybook projections rebuild makes them anew"};
    if (const auto foreign = foreign_read_schema(connection)) return {0, *foreign};
    const auto row = connection.exec("SELECT contiguous, beyond FROM read.progress");
    if (row.size() != 1) return {0, "read.progress has no row: daybook projections rebuild mends that"};
    const AppliedRanges applied(row.integer(0, 0), row.text(0, 1));
    const bool late = std::chrono::steady_clock::now() > deadline;
    if (applied.nothing_beyond() && (applied.contiguous() >= head || late)) {
      const auto poisoned = connection.exec(
          "SELECT position, error FROM read.quarantine WHERE error IS NOT NULL ORDER BY position LIMIT 1");
      if (poisoned.size() > 0)
        return {applied.contiguous(), fmt::format("the read models have quarantined position {}: {}",
                                                  poisoned.text(0, 0), poisoned.text(0, 1))};
      return {applied.contiguous(), std::nullopt};
    }
    if (late)
      return {applied.contiguous(),
              fmt::format("the read models lack position {}, though they have applied later ones",
                          applied.contiguous() + 1)};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace daybook::audit
