#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "adapters/postgres/read_schema.hpp"
#include "adapters/postgres/rebuild_replay.hpp"

namespace daybook {
namespace {

constexpr const char* kCheck = "read_check";

AppliedRanges live_progress(pg::Connection& control, const char* lock) {
  if (!table_exists(control, "read.progress"))
    throw std::runtime_error("the read models are missing (no read.progress): rebuild the projections");
  if (const auto foreign = foreign_read_schema(control)) throw std::runtime_error(*foreign);
  const auto head = control.exec(fmt::format("SELECT contiguous, beyond FROM read.progress {}", lock));
  if (head.size() != 1) throw std::runtime_error("read.progress has no row: rebuild the projections");
  return AppliedRanges(head.integer(0, 0), head.text(0, 1));
}

std::string joined(const std::vector<std::string>& names, std::string_view prefix, std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i)
    fmt::format_to(std::back_inserter(list), "{}{}{}", i ? ", " : "", prefix, names[i]);
  return list;
}

TableDiff compare_table(pg::Connection& control, const std::string& table,
                        const std::vector<std::string>& columns, std::size_t key_columns) {
  TableDiff result;
  result.table = table;
  result.rows_replayed = count_rows(control, fmt::format("{}.{}", kCheck, table));
  if (!table_exists(control, "read." + table)) {
    result.missing = true;
    result.differing = result.rows_replayed;
    return result;
  }
  result.rows_live = count_rows(control, "read." + table);
  const std::string keys = joined(columns, "", key_columns);
  const std::string differing = fmt::format(
      "FROM read.{0} l FULL JOIN {1}.{0} c USING ({2}) WHERE ROW({3}) IS DISTINCT FROM ROW({4})", table,
      kCheck, keys, joined(columns, "l.", columns.size()), joined(columns, "c.", columns.size()));
  result.differing = control.exec("SELECT count(*) " + differing).integer(0, 0);
  if (result.differing == 0) return result;
  const auto first =
      control.exec(fmt::format("SELECT concat_ws(' ', {0}) {1} ORDER BY {0} LIMIT 5", keys, differing));
  for (int i = 0; i < first.size(); ++i) result.keys.emplace_back(first.text(i, 0));
  return result;
}

/// Locks the live read models at a position below which nothing is missing and replays exactly to it.
DiffReport compare(pg::Connection& control, Replay& replay, EventSource& source, const RebuildStep& step) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (;;) {
    {
      Transaction transaction(control);
      control.exec("SET LOCAL idle_in_transaction_session_timeout = 0");
      const AppliedRanges live = live_progress(control, "FOR UPDATE");
      if (live.nothing_beyond()) {
        DiffReport report;
        report.position = live.contiguous();
        if (live.contiguous() > 0) replay.run(source, live.contiguous(), step);
        if (step) step("comparing", report.position);
        each_read_table(
            [&](const std::string& table, const std::vector<std::string>& columns, std::size_t keys) {
              report.tables.push_back(compare_table(control, table, columns, keys));
            });
        report.tables.push_back(
            compare_table(control, "quarantine", {"partition_key", "position", "type"}, 2));
        return report;
      }
    }
    if (std::chrono::steady_clock::now() > give_up)
      throw std::runtime_error("the live read models lack positions below those that they have applied");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace

bool DiffReport::same() const {
  for (const TableDiff& table : tables)
    if (table.missing || table.differing > 0) return false;
  return true;
}

DiffReport diff(const std::string& url, const Zone& zone, EventSource& source, const RebuildStep& step,
                const RebuildOptions& options) {
  pg::Connection control(url);
  const AppliedRanges live = live_progress(control, "");
  Replay replay(control, url, zone, kCheck, options);
  try {
    // The bulk first, while live projectors go on.
    if (live.contiguous() > 0) replay.run(source, live.contiguous(), step);
    DiffReport report = compare(control, replay, source, step);
    drop_schema(control, kCheck);
    return report;
  } catch (...) {
    try {
      drop_schema(control, kCheck);
    } catch (const pg::Error&) {  // the next diff drops it
    }
    throw;
  }
}

}  // namespace daybook
