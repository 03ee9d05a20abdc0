#pragma once
// One number for one row, and one for a table's rows in whatever order: the sum of its rows' numbers. The
// same is an SQL expression, so that a table is digested where it lies. The seed is drawn anew for every
// audit: whoever edits rows cannot aim at a number.
//
// A row is hashed as PostgreSQL hashes records (hash_record_extended): the columns behind the key, each
// hashed with the key's hash as its seed, so that two rows that exchange a value do not give the same sum;
// of a row that is all key, all of them.
// Numbers and times are hashed as the bytes that PostgreSQL sends of them: its own hash of either folds 64
// bits to 32 first. The key's hash tells the row's bucket, which is where a differing row is looked for.

#include <fmt/format.h>

#include <array>
#include <string>

#include "adapters/audit/text_hash.hpp"
#include "adapters/postgres/binary_format.hpp"
#include "adapters/postgres/read_rows.hpp"

namespace daybook::audit {

inline constexpr std::size_t kBuckets = 256;

struct RowHash {
  std::int64_t key = 0;
  std::int64_t row = 0;
  std::size_t bucket() const { return static_cast<std::size_t>(key) & (kBuckets - 1); }
};

/// What a set of rows adds up to.
struct RowSum {
  std::int64_t rows = 0;
  Int128 sum = 0;
  void add(const RowHash& hash) {
    ++rows;
    sum += hash.row;
  }
  bool operator==(const RowSum&) const = default;
};

/// A table's, by bucket.
struct TableDigest {
  std::array<RowSum, kBuckets> buckets{};
  void add(const RowHash& hash) { buckets[hash.bucket()].add(hash); }
  void add(const TableDigest& other) {
    for (std::size_t i = 0; i < kBuckets; ++i) {
      buckets[i].rows += other.buckets[i].rows;
      buckets[i].sum += other.buckets[i].sum;
    }
  }
  RowSum whole() const {
    RowSum all;
    for (const RowSum& one : buckets) {
      all.rows += one.rows;
      all.sum += one.sum;
    }
    return all;
  }
};

namespace detail {

template <class T>
struct Plain {
  using type = T;
};
template <class T>
struct Plain<std::optional<T>> {
  using type = T;
};
template <class T>
inline constexpr bool kIsPacked = false;
template <class T>
inline constexpr bool kIsPacked<Packed<T>> = true;
template <class T>
inline constexpr std::string_view kColumnType = sql::Column<typename Plain<T>::type>::type;

/// The first of those hashed with the key's hash.
template <class Row>
inline constexpr std::size_t kFirstHashed = Row::key_columns < kColumnsOf<Row> ? Row::key_columns : 0;

inline std::int64_t hash_integer(std::int64_t value, std::int64_t seed) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 8; i-- > 0; value >>= 8) bytes[i] = static_cast<char>(value & 0xFF);
  return text_hash({bytes.data(), bytes.size()}, seed);
}

template <class T>
std::int64_t hash_value(std::string& room, const T& value, std::int64_t seed) {
  if constexpr (json::is_optional<T>) {
    return value ? hash_value(room, *value, seed) : 0;  // as NULL
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return hash_integer(value, seed);
  } else if constexpr (std::is_same_v<T, Minor>) {
    return hash_integer(value.value, seed);
  } else if constexpr (std::is_same_v<T, Instant>) {
    return hash_integer(value.micros - pg::kMicrosTo2000, seed);
  } else if constexpr (std::is_same_v<T, bool>) {
    return text_hash(value ? "\1" : std::string_view("\0", 1), seed);
  } else if constexpr (kColumnType<T> == "uuid") {
    return text_hash({reinterpret_cast<const char*>(value.uuid.bytes.data()), value.uuid.bytes.size()}, seed);
  } else {
    if constexpr (std::is_same_v<T, std::string>)  // as it is, but for what its column cannot hold
      if (value.find('\0') == std::string::npos) return text_hash(value, seed);
    room.clear();
    if constexpr (kIsPacked<T>) {
      packed::pack(room, value.value);
    } else {
      sql::Column<T>::write(room, value);
    }
    return text_hash(room, seed);
  }
}

/// What hash_value hashes, of a column of that type.
inline std::string value_sql(std::string_view type, std::string_view name) {
  if (type == "bigint") return fmt::format("int8send({})", name);
  if (type == "timestamptz") return fmt::format("timestamptz_send({})", name);
  if (type == "boolean") return fmt::format("boolsend({})", name);
  if (type.ends_with("[]")) return fmt::format("{}::text", name);
  return std::string(name);  // text, uuid, bytea
}

/// The hash of the columns from `first` up to, not with, `last`.
template <class Row>
std::int64_t hash_columns(const Row& row, std::size_t first, std::size_t last, std::int64_t seed) {
  thread_local std::string kept_room;
  std::string& room = kept_room;
  std::uint64_t hash = 0;
  sql::each_column<Row>([&](auto d, std::size_t i) {
    if (i >= first && i < last)
      hash = hash * 31 + static_cast<std::uint64_t>(hash_value(room, row.*d.pointer, seed));
  });
  return static_cast<std::int64_t>(hash);
}

template <class Row>
std::string columns_sql(std::size_t first, std::size_t last, std::string_view seed) {
  std::string values;
  sql::each_column<Row>([&](auto d, std::size_t i) {
    using T = std::remove_cvref_t<decltype(std::declval<Row&>().*d.pointer)>;
    if (i < first || i >= last) return;
    if (i > first) values += ", ";
    values += value_sql(kColumnType<T>, d.name);
  });
  return fmt::format("hash_record_extended(ROW({}), {})", values, seed);
}

}  // namespace detail

template <class Row>
RowHash hash_of(const Row& row, std::int64_t seed) {
  RowHash hash;
  hash.key = detail::hash_columns(row, 0, Row::key_columns, seed);
  hash.row = detail::hash_columns(row, detail::kFirstHashed<Row>, kColumnsOf<Row>, hash.key);
  return hash;
}

/// RowHash::row in SQL, over the columns of the row's table.
template <class Row>
std::string row_hash_sql(std::int64_t seed) {
  return detail::columns_sql<Row>(
      detail::kFirstHashed<Row>, kColumnsOf<Row>,
      detail::columns_sql<Row>(0, Row::key_columns, fmt::format("'{}'::bigint", seed)));
}

}  // namespace daybook::audit
