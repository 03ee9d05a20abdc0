#pragma once
// What becomes of the replayed rows that shards hand over: digested, or, once a bucket of a table is known to
// differ, kept.

#include <vector>

#include "adapters/audit/row_digest.hpp"
#include "projections/read_models.hpp"

namespace daybook::audit {

template <class Row>
Table<Row>& table_of(ReadModels& models) {
  Table<Row>* found = nullptr;
  models.each_table([&]<class T>(T& table) {
    if constexpr (std::is_same_v<T, Table<Row>>) found = &table;
  });
  return *found;
}

/// Its place in ReadModels::each_table.
template <class Row>
std::size_t table_number() {
  static const std::size_t number = [] {
    ReadModels models{Zone{}};
    std::size_t at = 0, found = 0;
    models.each_table([&]<class T>(T&) {
      if constexpr (std::is_same_v<T, Table<Row>>) found = at;
      ++at;
    });
    return found;
  }();
  return number;
}

/// Adds the sums of a Keep::add row to those of its key.
template <class Row>
void add_up(ReadModels& models, const Row& row) {
  Row& sum = table_of<Row>(models).at(tied_key_of(row));
  sql::each_column<Row>([&](auto d, std::size_t i) {
    if constexpr (requires { sum.*d.pointer += row.*d.pointer; } &&
                  !std::is_same_v<std::remove_cvref_t<decltype(row.*d.pointer)>, std::string>)
      if (i >= Row::key_columns) sum.*d.pointer += row.*d.pointer;
  });
}

/// The digest of every table. Rows are handed over once they are complete: each is of one partition key, or
/// of one stretch of the log.
class ReplayDigest {
 public:
  explicit ReplayDigest(std::int64_t seed) : seed_(seed) {
    ReadModels models{Zone{}};
    models.each_table([&](auto&) { tables_.emplace_back(); });
  }
  template <class Row>
  void row(const Row& row) {
    tables_[table_number<Row>()].add(hash_of(row, seed_));
  }
  /// Another thread's shards.
  void add(const ReplayDigest& other) {
    for (std::size_t i = 0; i < tables_.size(); ++i) tables_[i].add(other.tables_[i]);
  }
  const std::vector<TableDigest>& tables() const { return tables_; }
  std::int64_t seed() const { return seed_; }

 private:
  std::int64_t seed_;
  std::vector<TableDigest> tables_;
};

/// The rows of one bucket of one table.
class BucketRows {
 public:
  BucketRows(std::size_t table, std::size_t bucket, std::int64_t seed)
      : table_(table), bucket_(bucket), seed_(seed) {}
  template <class Row>
  void row(const Row& row) {
    if (table_number<Row>() != table_ || hash_of(row, seed_).bucket() != bucket_) return;
    if constexpr (Row::keep == Keep::add) {
      add_up(rows_, row);
    } else if constexpr (Row::keep == Keep::open) {
      table_of<Row>(rows_).open(row);
    } else {
      table_of<Row>(rows_).put(row);
    }
  }
  ReadModels& rows() { return rows_; }

 private:
  std::size_t table_, bucket_;
  std::int64_t seed_;
  ReadModels rows_{Zone{}};
};

}  // namespace daybook::audit
