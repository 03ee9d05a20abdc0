#include "adapters/postgres/deferred_indexes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>

namespace daybook {
namespace {

constexpr int kConnections = 2;  // PostgreSQL sorts for one while it writes for the other

}  // namespace

DeferredIndexes::DeferredIndexes(pg::Connection& connection, const std::string& schema,
                                 const std::vector<std::string>& without_key) {
  const auto found = connection.exec(
      "SELECT t.relname, i.relname, pg_get_indexdef(i.oid), x.indisprimary FROM pg_index x JOIN pg_class i "
      "ON "
      "i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = "
      "t.relnamespace WHERE n.nspname = $1 AND t.relkind = 'r' ORDER BY t.relname, i.relname",
      {schema});
  for (int i = 0; i < found.size(); ++i) {
    const std::string table(found.text(i, 0));
    const std::string name(found.text(i, 1));
    const bool key = found.text(i, 3) == "t";
    if (key && std::find(without_key.begin(), without_key.end(), table) == without_key.end()) continue;
    const std::string on = fmt::format("{}.{}", schema, table);
    connection.exec(key ? fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", on, name)
                        : fmt::format("DROP INDEX {}.{}", schema, name));
    indexes_.push_back(
        {std::string(found.text(i, 2)),
         key ? fmt::format("ALTER TABLE {0} ADD CONSTRAINT {1} PRIMARY KEY USING INDEX {1}", on, name) : ""});
  }
}

void DeferredIndexes::build(const std::string& url) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    pg::Connection connection(url);
    connection.exec("SET synchronous_commit = off");
    connection.exec("SET maintenance_work_mem = '128MB'");
    connection.exec("SET max_parallel_maintenance_workers = 0");
    for (std::size_t i = next++; i < indexes_.size(); i = next++) connection.exec(indexes_[i].sql);
  };
  std::vector<std::future<void>> workers;
  for (int i = 0; i < kConnections; ++i) workers.push_back(std::async(std::launch::async, work));
  for (auto& worker : workers) worker.wait();
  for (auto& worker : workers) worker.get();
  pg::Connection connection(url);
  for (const Index& index : indexes_)
    if (!index.constraint.empty()) connection.exec(index.constraint);
}

}  // namespace daybook
