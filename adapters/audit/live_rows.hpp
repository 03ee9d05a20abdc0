#pragma once
// The rows of one live read table, streamed through a cursor in the caller's transaction.

#include <fmt/format.h>

#include <optional>
#include <string>

#include "adapters/postgres/read_rows.hpp"
#include "adapters/postgres/read_schema.hpp"

namespace daybook::audit {

/// A table that cannot be compared at all, or a row that cannot be read.
struct BadTable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The table's name in SQL. Throws BadTable when there is none.
template <class Row>
std::string live_table(pg::Connection& connection) {
  const std::string name = fmt::format("{}.{}", kReadSchema, Row::table);
  if (connection.exec("SELECT to_regclass($1)", {name}).null(0, 0))
    throw BadTable(fmt::format("table {} is missing", name));
  return name;
}

/// In any order. One at a time per table and transaction.
template <class Row>
class LiveRows {
 public:
  explicit LiveRows(pg::Connection& connection)
      : connection_(connection), cursor_(fmt::format("audit_{}", Row::table)) {
    connection_.exec(fmt::format("DECLARE {} NO SCROLL CURSOR FOR SELECT {} FROM {}", cursor_,
                                 sql::column_list<Row>(), live_table<Row>(connection)));
  }
  ~LiveRows() {
    try {
      connection_.exec("CLOSE " + cursor_);
    } catch (const pg::Error&) {  // the transaction is over, and the cursor with it
    }
  }
  LiveRows(const LiveRows&) = delete;
  LiveRows& operator=(const LiveRows&) = delete;
  /// Nothing at the end. Throws BadTable for a row that does not fit its description.
  std::optional<Row> next() {
    if (at_ == size_) {
      rows_ = connection_.exec(fmt::format("FETCH 5000 FROM {}", cursor_));
      size_ = rows_.size();
      at_ = 0;
      if (size_ == 0) return std::nullopt;
    }
    try {
      return sql::row_of<Row>(rows_, at_++);
    } catch (const std::exception& e) {
      throw BadTable(fmt::format("{} {}: {}", Row::table, std::string(rows_.text(at_ - 1, 0)), e.what()));
    }
  }

 private:
  pg::Connection& connection_;
  std::string cursor_;
  pg::Rows rows_{nullptr};
  int size_ = 0;
  int at_ = 0;
};

/// The text of one column, as PostgreSQL gets it; "null" when absent.
template <class T>
std::string column_text(const T& value) {
  std::string text;
  if constexpr (json::is_optional<T>) {
    if (!value) return "null";
    sql::Column<T>::write(text, *value);
  } else {
    sql::Column<T>::write(text, value);
  }
  return text;
}

/// "orders 0192…", the key's columns one after the other.
template <class Row>
std::string name_of(const Row& row) {
  std::string name(Row::table);
  sql::each_column<Row>([&](auto d, std::size_t i) {
    if (i < Row::key_columns) name += " " + column_text(row.*d.pointer);
  });
  return name;
}

/// The first column in which the rows differ.
template <class Row>
std::optional<std::string> difference(const Row& live, const Row& replayed) {
  std::optional<std::string> found;
  sql::each_column<Row>([&](auto d, std::size_t) {
    if (found) return;
    const std::string is = column_text(live.*d.pointer);
    const std::string should_be = column_text(replayed.*d.pointer);
    if (is != should_be)
      found =
          fmt::format("{}: {} is {:.200}, a replay gives {:.200}", name_of(replayed), d.name, is, should_be);
  });
  return found;
}

}  // namespace daybook::audit
