#pragma once
// What a rebuild and a diff share: a schema of their own, filled from the store.

#include <memory>
#include <optional>
#include <string>

#include "adapters/postgres/deferred_indexes.hpp"
#include "adapters/postgres/pg.hpp"
#include "adapters/postgres/projector.hpp"
#include "adapters/postgres/rebuild.hpp"

namespace daybook {

/// A transaction that is rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(pg::Connection& connection) : connection_(connection) { connection_.exec("BEGIN"); }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  pg::Connection& connection_;
  bool open_ = true;
};

/// Makes the schema anew and fills it with the same folds as the live projector.
class Replay {
 public:
  Replay(pg::Connection& control, const std::string& url, const Zone& zone, std::string schema,
         const RebuildOptions& options);
  /// Applies events up to `until`, or to the store's end when it is 0. The first run is a bulk load, which
  /// ends with the building of the indexes; later ones add what has come since.
  void run(EventSource& source, std::int64_t until, const RebuildStep& step);
  std::int64_t position() const { return projector_->progress().applied.contiguous(); }
  /// Rows in the table.
  std::int64_t rows(pg::Connection& connection, const std::string& table) const;

 private:
  /// Throws Fenced when another replay still holds it after five seconds.
  void take_lock();
  void begin();
  void load(EventSource& source, std::int64_t until, const RebuildStep& step);
  void apply_all(EventSource& source, std::int64_t until, const RebuildStep& step);

  pg::Connection& control_;
  std::string url_;
  Zone zone_;
  std::string schema_;
  RebuildOptions options_;
  RowTrust trust_ = RowTrust::new_rows;
  bool write_late_ = true;
  std::unique_ptr<Projector> projector_;
  std::optional<DeferredIndexes> indexes_;
};

void drop_schema(pg::Connection& connection, const std::string& name);
bool table_exists(pg::Connection& connection, const std::string& qualified_name);
std::int64_t count_rows(pg::Connection& connection, const std::string& qualified_name);
/// Calls f(table, columns, number of key columns) for every read table.
void each_read_table(
    const std::function<void(const std::string&, const std::vector<std::string>&, std::size_t)>& f);

}  // namespace daybook
