#pragma once
// Between the folds' tables and PostgreSQL's: loads rows that a fold asks for, writes those that it changed.

#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "adapters/postgres/binary_exec.hpp"
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

/// What is to be written to one table: rows that are there, or may be, by a statement (an upsert; for open
/// items, their end), then new ones by COPY.
struct TableWrite {
  std::string table;
  std::string statement;
  std::vector<std::string> arrays;  ///< its parameters, binary; none: nothing to execute
  std::int64_t copied = 0;          ///< rows in `tuples` that stay
  std::string copy_target;          ///< "schema.table (columns)"
  std::string tuples;               ///< binary; empty: nothing to copy
};

enum class RowTrust {
  new_rows,  ///< a row that was put and never loaded is new: a unique violation when it is not
  nothing,   ///< every row may be there, whatever put or opened it
};

/// The appended rows of each table as bytes, made as the folds put them: no row outlives its event.
class AppendedRows {
 public:
  /// Becomes the sink of the append tables, which must not outlive this.
  explicit AppendedRows(ReadModels& models);
  AppendedRows(const AppendedRows&) = delete;
  AppendedRows& operator=(const AppendedRows&) = delete;
  /// What was put since the last time.
  void take(const std::string& schema, std::vector<TableWrite>& writes);
  void clear();

 private:
  std::vector<TableWrite> tables_;
};

/// The changed rows to be written of the other tables as bytes; the tables still hold them as changed.
std::vector<TableWrite> changed_rows(ReadModels& models, const std::string& schema, RowTrust trust);

/// Writes them in the transaction that the caller has begun.
void write_rows(const std::vector<TableWrite>& writes, pg::Connection& connection,
                pg::Freeze freeze = pg::Freeze::no);

/// What was to be written is; tables above `max_rows` forget rows. False when rows are forgotten that had
/// changed, or were written late: until these are committed, they must not be asked for.
bool mark_written(ReadModels& models, std::size_t max_rows);

}  // namespace daybook
