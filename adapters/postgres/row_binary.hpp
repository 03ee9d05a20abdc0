#pragma once
// Rows in PostgreSQL's binary form: COPY … (FORMAT binary) and binary array parameters. Nothing is printed,
// escaped or parsed on either side.

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/postgres/binary_format.hpp"
#include "adapters/postgres/read_rows.hpp"

namespace daybook::sql {

using pg::append_be;

/// Appends the value's bytes, without their length.
inline void append_value(std::string& out, std::int64_t v) { append_be(out, v); }
inline void append_value(std::string& out, Minor v) { append_be(out, v.value); }
inline void append_value(std::string& out, bool v) { out += v ? '\1' : '\0'; }
inline void append_value(std::string& out, Instant v) { append_be(out, v.micros - pg::kMicrosTo2000); }
inline void append_value(std::string& out, Currency v) { out.append(v.code.data(), v.code.size()); }
inline void append_value(std::string& out, const std::string& v) {
  if (v.find('\0') == std::string::npos) {
    out += v;
  } else {
    append_text(out, v);
  }
}
template <class Tag>
void append_value(std::string& out, const Id<Tag>& v) {
  out.append(reinterpret_cast<const char*>(v.uuid.bytes.data()), v.uuid.bytes.size());
}
template <json::DescribedEnum E>
void append_value(std::string& out, E v) {
  out += boost::describe::enum_to_string(v, "?");
}
template <class T>
void append_value(std::string& out, const Stored<T>& v) {
  json::write(out, v.value);
}
template <class T>
void append_value(std::string& out, const Packed<T>& v) {
  packed::pack(out, v.value);
}

template <class T>
void append_value(std::string& out, const std::vector<T>& v);

/// Appends length and bytes; -1 for NULL.
template <class T>
void append_field(std::string& out, const T& value) {
  if constexpr (json::is_optional<T>) {
    if (value) {
      append_field(out, *value);
    } else {
      append_be(out, std::int32_t{-1});
    }
  } else {
    const std::size_t start = out.size();
    append_be(out, std::int32_t{0});
    append_value(out, value);
    const auto size = static_cast<std::uint32_t>(out.size() - start - 4);
    for (std::size_t i = 0; i < 4; ++i) out[start + i] = static_cast<char>(size >> (24 - 8 * i) & 0xFF);
  }
}

/// Appends the row as a tuple of binary COPY.
template <class Row>
void append_tuple(std::string& out, const Row& row) {
  append_be(out, static_cast<std::int16_t>(kColumnsOf<Row>));
  each_column<Row>([&](auto d, std::size_t) { append_field(out, row.*d.pointer); });
}

/// The type of this name in SQL.
constexpr pg::ColumnType type_of(std::string_view name) {
  using namespace pg::types;
  return name == "bigint"        ? int8
         : name == "text"        ? text
         : name == "uuid"        ? uuid
         : name == "timestamptz" ? timestamptz
         : name == "boolean"     ? boolean
         : name == "bytea"       ? bytea
                                 : throw std::logic_error("a column type without its object id");
}

template <class T>
void append_value(std::string& out, const std::vector<T>& v) {
  pg::append_array_header(out, type_of(Column<T>::type), v.size());
  for (const T& element : v) append_field(out, element);
}

/// One column's values as a binary one-dimensional array.
class ArrayParameter {
 public:
  explicit ArrayParameter(std::string_view type) : type_(type_of(type)) {
    pg::append_array_header(bytes_, type_, 0);
  }
  template <class T>
  void add(const T& value) {
    append_field(bytes_, value);
    ++count_;
  }
  std::string take() {
    std::string header;
    pg::append_array_header(header, type_, count_);
    bytes_.replace(0, header.size(), header);
    return std::move(bytes_);
  }

 private:
  pg::ColumnType type_;
  std::string bytes_;
  std::size_t count_ = 0;
};

}  // namespace daybook::sql
