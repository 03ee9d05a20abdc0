#pragma once
// Row structs to SQL and back, by their description: one mapping for every read table.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "core/instant.hpp"
#include "events/codec/json_read.hpp"
#include "events/codec/json_write.hpp"
#include "events/codec/packed.hpp"
#include "events/log/encoding.hpp"
#include "projections/table.hpp"

namespace daybook::sql {

[[noreturn]] inline void misread(std::string_view text, const char* what) {
  throw std::runtime_error("the column value \"" + std::string(text) + "\" is not " + what);
}

/// PostgreSQL's text cannot hold NUL; it becomes U+FFFD, so that no event can make a batch unwritable.
inline void append_text(std::string& out, std::string_view text) {
  for (char c : text) {
    if (c == '\0') {
      out += "\xEF\xBF\xBD";
    } else {
      out += c;
    }
  }
}

/// Appends an element of an array's text, in quotes if PostgreSQL would write them.
inline void append_array_text(std::string& out, std::string_view text) {
  const bool null_word = text.size() == 4 && (text[0] | 32) == 'n' && (text[1] | 32) == 'u' &&
                         (text[2] | 32) == 'l' && (text[3] | 32) == 'l';
  if (!text.empty() && !null_word && text.find_first_of("{},\"\\ \t\n\r\v\f") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

/// The elements of a one-dimensional array's text. Throws std::runtime_error for other text, or a NULL
/// inside.
inline std::vector<std::string> array_elements(std::string_view text) {
  std::vector<std::string> elements;
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') misread(text, "an array");
  const std::string_view inner = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    std::string& element = elements.emplace_back();
    const bool quoted = inner[i] == '"';
    if (quoted) ++i;
    for (; i < inner.size() && inner[i] != (quoted ? '"' : ','); ++i) {
      if (inner[i] == '\\' && ++i == inner.size()) misread(text, "an array");
      if (!quoted && (inner[i] == '{' || inner[i] == '}')) misread(text, "an array of one dimension");
      element += inner[i];
    }
    if (quoted && (i == inner.size() || (++i < inner.size() && inner[i] != ','))) misread(text, "an array");
    if (!quoted && (element.empty() || element == "NULL")) misread(text, "an array without NULLs");
    if (i + 1 == inner.size()) misread(text, "an array");  // a comma at the end
  }
  return elements;
}

/// How one C++ type travels: its SQL type, and its text both ways. An optional's absence is NULL.
template <class T>
struct Column;

template <>
struct Column<std::int64_t> {
  static constexpr const char* type = "bigint";
  static void write(std::string& out, std::int64_t v) { json::write(out, v); }
  static std::int64_t read(std::string_view text) {
    std::int64_t v = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
    if (error != std::errc{} || end != text.data() + text.size()) misread(text, "an integer");
    return v;
  }
};
template <>
struct Column<Minor> {
  static constexpr const char* type = "bigint";
  static void write(std::string& out, Minor v) { json::write(out, v.value); }
  static Minor read(std::string_view text) { return Minor(Column<std::int64_t>::read(text)); }
};
template <>
struct Column<std::string> {
  static constexpr const char* type = "text";
  static void write(std::string& out, const std::string& v) { append_text(out, v); }
  static std::string read(std::string_view text) { return std::string(text); }
};
template <>
struct Column<bool> {
  static constexpr const char* type = "boolean";
  static void write(std::string& out, bool v) { out += v ? 't' : 'f'; }
  static bool read(std::string_view text) { return text == "t"; }
};
template <>
struct Column<Instant> {
  static constexpr const char* type = "timestamptz";
  static void write(std::string& out, Instant v) { out += to_string(v); }
  static Instant read(std::string_view text) { return {pg::micros_of(text)}; }
};
template <class Tag>
struct Column<Id<Tag>> {
  static constexpr const char* type = "uuid";
  static void write(std::string& out, const Id<Tag>& v) { out += v.str(); }
  static Id<Tag> read(std::string_view text) {
    auto id = Id<Tag>::parse(text);
    if (!id) misread(text, "a UUID");
    return *id;
  }
};
template <>
struct Column<Currency> {
  static constexpr const char* type = "text";
  static void write(std::string& out, Currency v) { out.append(v.code.data(), v.code.size()); }
  static Currency read(std::string_view text) {
    auto currency = parse_currency(text);
    if (!currency) misread(text, "a known currency");
    return *currency;
  }
};
template <json::DescribedEnum E>
struct Column<E> {
  static constexpr const char* type = "text";
  static void write(std::string& out, E v) { out += boost::describe::enum_to_string(v, "?"); }
  static E read(std::string_view text) {
    E v{};
    if (!boost::describe::enum_from_string(std::string(text).c_str(), v)) misread(text, "a known name");
    return v;
  }
};
template <class T>
struct Column<Stored<T>> {
  static constexpr const char* type = "text";
  static void write(std::string& out, const Stored<T>& v) { json::write(out, v.value); }
  static Stored<T> read(std::string_view text) { return {json::read_stored<T>(text)}; }
};
template <class T>
struct Column<Packed<T>> {
  static constexpr const char* type = "bytea";
  static void write(std::string& out, const Packed<T>& v) {
    std::string bytes;
    packed::pack(bytes, v.value);
    out += pg::bytea(bytes);
  }
  static Packed<T> read(std::string_view text) {
    const auto bytes = text.starts_with("\\x") ? log::from_hex(text.substr(2)) : std::nullopt;
    if (!bytes) misread(text, "a bytea in hex form");
    return {packed::unpack<T>(*bytes)};
  }
};
/// A one-dimensional array without NULLs, printed as PostgreSQL prints it.
template <class T>
struct Column<std::vector<T>> {
  static constexpr const char* type = std::is_same_v<T, std::string> ? "text[]" : "bigint[]";
  static_assert(std::is_same_v<T, std::string> || std::string_view(Column<T>::type) == "bigint");
  static void write(std::string& out, const std::vector<T>& v) {
    out += '{';
    std::string text;
    for (std::size_t i = 0; i < v.size(); ++i) {
      if (i > 0) out += ',';
      text.clear();
      Column<T>::write(text, v[i]);
      append_array_text(out, text);
    }
    out += '}';
  }
  static std::vector<T> read(std::string_view text) {
    std::vector<T> v;
    for (const std::string& element : array_elements(text)) v.push_back(Column<T>::read(element));
    return v;
  }
};
template <class T>
struct Column<std::optional<T>> : Column<T> {};

/// Calls f(descriptor, index) for each column of a row.
template <class Row, class F>
void each_column(F&& f) {
  boost::mp11::mp_for_each<boost::mp11::mp_iota_c<kColumnsOf<Row>>>(
      [&](auto i) { f(boost::mp11::mp_at_c<RowMembers<Row>, i>{}, std::size_t{i}); });
}

template <class Row>
std::vector<std::string> column_names() {
  std::vector<std::string> names;
  each_column<Row>([&](auto d, std::size_t) { names.emplace_back(d.name); });
  return names;
}

/// "id, order_number, …", each after `prefix` ("o.").
template <class Row>
std::string column_list(std::string_view prefix = "") {
  std::string list;
  each_column<Row>([&](auto d, std::size_t i) {
    if (i > 0) list += ", ";
    list += prefix;
    list += d.name;
  });
  return list;
}

/// The row of a result whose columns from `first` on are `column_list<Row>()`.
template <class Row>
Row row_of(const pg::Rows& rows, int index, int first = 0) {
  Row row{};
  each_column<Row>([&](auto d, std::size_t i) {
    using T = std::remove_cvref_t<decltype(row.*d.pointer)>;
    const int column = first + static_cast<int>(i);
    if constexpr (json::is_optional<T>) {
      if (!rows.null(index, column)) row.*d.pointer = Column<T>::read(rows.text(index, column));
    } else {
      row.*d.pointer = Column<T>::read(rows.text(index, column));
    }
  });
  return row;
}

/// Appends the row as a line of COPY's text format.
template <class Row>
void append_copy_line(std::string& out, const Row& row) {
  std::string text;
  each_column<Row>([&](auto d, std::size_t i) {
    using T = std::remove_cvref_t<decltype(row.*d.pointer)>;
    if (i > 0) out += '\t';
    text.clear();
    if constexpr (json::is_optional<T>) {
      if (!(row.*d.pointer)) {
        out += "\\N";
        return;
      }
      Column<T>::write(text, *(row.*d.pointer));
    } else {
      Column<T>::write(text, row.*d.pointer);
    }
    pg::copy_field(out, text);
  });
  out += '\n';
}

/// Appends one element to an array literal that was begun with "{".
template <class T>
void append_element(std::string& array, const T& value) {
  if (array.size() > 1) array += ',';
  if constexpr (json::is_optional<T>) {
    if (!value) {
      array += "NULL";
      return;
    }
  }
  std::string text;
  if constexpr (json::is_optional<T>) {
    Column<T>::write(text, *value);
  } else {
    Column<T>::write(text, value);
  }
  array += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') array += '\\';
    array += c;
  }
  array += '"';
}

}  // namespace daybook::sql
