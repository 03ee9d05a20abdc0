#pragma once
// One number for one row, and one for a table's rows in whatever order: the sum of its rows' numbers. The
// same is an SQL expression, so that a table is digested where it lies; the text of a column is what both
// sides have in common. The seed is drawn anew for every audit: whoever edits rows cannot aim at a number.
//
// Columns that are text, text[] or bytea in SQL are hashed on their own, each with the hash so far as its
// seed, so that no byte can move from one to the next; the others, whose text has no tab, are joined by tabs.
// The key comes first: its hash tells the row's bucket, which is where a differing row is looked for.

#include <fmt/format.h>

#include <array>
#include <string>

#include "adapters/audit/text_hash.hpp"
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
inline constexpr bool kIsText =
    std::string_view(sql::Column<typename Plain<T>::type>::type) == std::string_view("text");

template <class T>
inline constexpr bool kIsPacked = false;
template <class T>
inline constexpr bool kIsPacked<Packed<T>> = true;
template <class T>
inline constexpr bool kIsTexts = std::is_same_v<T, std::vector<std::string>>;
/// Hashed on its own.
template <class T>
inline constexpr bool kIsAlone = kIsText<T> || kIsPacked<T> || kIsTexts<T>;

inline constexpr std::string_view kAbsent = "\\N";

/// As PostgreSQL prints a timestamptz in UTC: a blank for the T, decimals without zeros at their end.
inline void append_timestamp(std::string& out, Instant instant) {
  const std::size_t begin = out.size();
  out += to_string(instant);
  out[begin + 10] = ' ';
  out.pop_back();  // Z
  if (const auto dot = out.find('.', begin); dot != std::string::npos) {
    out.resize(out.find_last_not_of('0') + 1);
    if (out.back() == '.') out.pop_back();
  }
  out += "+00";
}

template <class T>
void append_plain(std::string& out, const T& value) {
  if constexpr (json::is_optional<T>) {
    if (!value) {
      out += kAbsent;
      return;
    }
    append_plain(out, *value);
  } else if constexpr (std::is_same_v<T, Instant>) {
    append_timestamp(out, value);
  } else {
    sql::Column<T>::write(out, value);
  }
}

template <class T>
std::int64_t hash_alone(std::string& room, const T& value, std::int64_t seed) {
  if constexpr (std::is_same_v<T, std::string>)  // as it is, but for what its column cannot hold
    if (value.find('\0') == std::string::npos) return text_hash(value, seed);
  room.clear();
  if constexpr (kIsPacked<T>) {
    packed::pack(room, value.value);
  } else if constexpr (json::is_optional<T>) {
    if (value) {
      room += '=';
      sql::Column<typename Plain<T>::type>::write(room, *value);
    }
  } else {
    sql::Column<T>::write(room, value);
  }
  return text_hash(room, seed);
}

/// The hash of the columns from `first` up to, not with, `last`.
template <class Row>
std::int64_t hash_columns(const Row& row, std::size_t first, std::size_t last, std::int64_t seed) {
  thread_local std::string room;
  room.clear();
  bool any = false;
  sql::each_column<Row>([&](auto d, std::size_t i) {
    using T = std::remove_cvref_t<decltype(row.*d.pointer)>;
    if constexpr (!kIsAlone<T>) {
      if (i < first || i >= last) return;
      if (any) room += '\t';
      any = true;
      append_plain(room, row.*d.pointer);
    }
  });
  if (any) seed = text_hash(room, seed);
  sql::each_column<Row>([&](auto d, std::size_t i) {
    using T = std::remove_cvref_t<decltype(row.*d.pointer)>;
    if constexpr (kIsAlone<T>) {
      if (i >= first && i < last) seed = hash_alone(room, row.*d.pointer, seed);
    }
  });
  return seed;
}

template <class Row>
std::string columns_sql(std::size_t first, std::size_t last, std::string seed) {
  std::string plain, text;
  sql::each_column<Row>([&](auto d, std::size_t i) {
    using T = std::remove_cvref_t<decltype(std::declval<Row&>().*d.pointer)>;
    if constexpr (!kIsAlone<T>) {
      if (i < first || i >= last) return;
      plain += json::is_optional<T> ? fmt::format(", coalesce({}::text, '{}')", d.name, kAbsent)
                                    : fmt::format(", {}", d.name);
    }
  });
  if (!plain.empty()) seed = fmt::format("hashtextextended(concat_ws(E'\\t'{}), {})", plain, seed);
  sql::each_column<Row>([&](auto d, std::size_t i) {
    using T = std::remove_cvref_t<decltype(std::declval<Row&>().*d.pointer)>;
    if constexpr (kIsAlone<T>) {
      if (i < first || i >= last) return;
      if constexpr (kIsPacked<T>) {
        // A record of one column hashes as that column, which has no function of its own in SQL.
        seed = fmt::format("hash_record_extended(ROW({}), {})", d.name, seed);
        return;
      }
      const std::string column = kIsTexts<T>            ? fmt::format("{}::text", d.name)
                                 : json::is_optional<T> ? fmt::format("coalesce('=' || {}, '')", d.name)
                                                        : std::string(d.name);
      seed = fmt::format("hashtextextended({}, {})", column, seed);
    }
  });
  return seed;
}

}  // namespace detail

template <class Row>
RowHash hash_of(const Row& row, std::int64_t seed) {
  RowHash hash;
  hash.key = detail::hash_columns(row, 0, Row::key_columns, seed);
  hash.row =
      detail::hash_columns(row, Row::key_columns, boost::mp11::mp_size<RowMembers<Row>>::value, hash.key);
  return hash;
}

/// RowHash::row in SQL, over the columns of the row's table.
template <class Row>
std::string row_hash_sql(std::int64_t seed) {
  return detail::columns_sql<Row>(
      Row::key_columns, boost::mp11::mp_size<RowMembers<Row>>::value,
      detail::columns_sql<Row>(0, Row::key_columns, fmt::format("'{}'::bigint", seed)));
}

}  // namespace daybook::audit
