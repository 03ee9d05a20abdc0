#include "tests/bench/load_indexes.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace daybook::bench {
namespace {

/// The event store's partitions too.
constexpr const char* kTables =
    "(SELECT 'events'::regclass::oid UNION SELECT inhrelid FROM pg_inherits WHERE inhparent = "
    "'events'::regclass "
    "UNION SELECT 'persons'::regclass::oid UNION SELECT 'idempotency'::regclass::oid)";

}  // namespace

LoadIndexes::LoadIndexes(pg::Connection& connection) : connection_(connection), before_(fingerprint()) {
  // Constraints that no other one brings with it, then indexes that belong to no constraint.
  const auto constraints = connection_.exec(fmt::format(
      "SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
      "WHERE conrelid IN {} AND contype IN ('p', 'u') AND conparentid = 0 ORDER BY 1, 2",
      kTables));
  const auto indexes = connection_.exec(fmt::format(
      "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index i WHERE indrelid IN {} "
      "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid) ORDER BY 1",
      kTables));
  std::vector<std::string> drops;
  for (int i = 0; i < constraints.size(); ++i) {
    drops.push_back(
        fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", constraints.text(i, 0), constraints.text(i, 1)));
    make_again_.push_back(fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}", constraints.text(i, 0),
                                      constraints.text(i, 1), constraints.text(i, 2)));
  }
  for (int i = 0; i < indexes.size(); ++i) {
    drops.push_back(fmt::format("DROP INDEX {}", indexes.text(i, 0)));
    make_again_.emplace_back(indexes.text(i, 1));
  }
  for (const auto& sql : drops) connection_.exec(sql);
}

void LoadIndexes::restore() {
  connection_.exec("SET maintenance_work_mem = '512MB'");
  for (const auto& sql : make_again_) connection_.exec(sql);
  connection_.exec("RESET maintenance_work_mem");
  if (fingerprint() != before_) throw std::logic_error("the indexes are not what they were before the load");
}

std::string LoadIndexes::fingerprint() {
  const auto rows = connection_.exec(fmt::format(
      "SELECT pg_get_indexdef(indexrelid) || ' ' || indisunique || indisprimary || indisvalid "
      "FROM pg_index WHERE indrelid IN {0} UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || "
      "pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid IN {0} ORDER BY 1",
      kTables));
  std::string out;
  for (int i = 0; i < rows.size(); ++i) out += std::string(rows.text(i, 0)) + "\n";
  return out;
}

}  // namespace daybook::bench
