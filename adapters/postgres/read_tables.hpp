#pragma once
// Between the folds' tables and PostgreSQL's: loads rows that a fold asks for, writes those that it changed.

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/postgres/copy_in.hpp"
#include "adapters/postgres/pg.hpp"
#include "projections/read_models.hpp"

namespace daybook {

/// A row could not be loaded in the middle of a fold. Not a std::exception on purpose: what a fold throws
/// itself poisons its event, a lost connection must not.
struct LoadFailed {
  std::exception_ptr cause;
};

/// Gives every table a loader that reads `schema` over the connection of the moment.
void attach_loaders(ReadModels& models, const std::string& schema,
                    std::function<pg::Connection&()> connection);

/// New rows of a table, to be copied in.
struct TableCopy {
  std::string table;
  std::int64_t stay = 0;  ///< of the rows, those that nothing takes out again
  std::string target;     ///< "schema.table (columns)"
  std::string tuples;     ///< binary
};

/// What is to be written: rows that are there, or may be, by statements (upserts; for open items, their end),
/// then new ones by COPY.
struct RowWrites {
  std::vector<pg::Query> queries;
  std::vector<TableCopy> copies;
  std::size_t bytes() const;
};

enum class RowTrust {
  new_rows,  ///< a row that was put and never loaded is new: a unique violation when it is not
  nothing,   ///< every row may be there, whatever put or opened it
};

/// Makes bytes of what the folds change. Appended rows become bytes as the folds put them: none outlives its
/// event.
class RowWriter {
 public:
  /// Becomes the sink of the append tables, which must not outlive this; nor may a connection that ran the
  /// queries.
  RowWriter(ReadModels& models, const std::string& schema);
  ~RowWriter();
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;
  /// What was appended since the last time, and the changed rows of the other tables, which still hold them
  /// as changed.
  RowWrites take(RowTrust trust);
  /// Forgets what was appended.
  void clear();

 private:
  struct Target;
  ReadModels& models_;
  std::vector<std::unique_ptr<Target>> targets_;  ///< in the order of ReadModels::each_table
};

/// Writes them in the transaction that the caller has begun.
void write_rows(const RowWrites& writes, pg::Connection& connection, pg::Freeze freeze = pg::Freeze::no);

/// What was to be written is; tables above `max_rows` forget rows. False when rows are forgotten that had
/// changed, or were written late: until these are committed, they must not be asked for.
bool mark_written(ReadModels& models, std::size_t max_rows);

}  // namespace daybook
