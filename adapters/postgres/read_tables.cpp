#include "adapters/postgres/read_tables.hpp"

#include <fmt/format.h>

#include <array>

#include "adapters/postgres/read_rows.hpp"

namespace daybook {
namespace {

template <class Row>
std::string qualified(const std::string& schema) {
  return fmt::format("{}.{}", schema, Row::table);
}

/// "$1::uuid[], $2::text[]" for the first N columns.
template <class Row>
std::string array_parameters(std::size_t columns) {
  std::string list;
  sql::each_column<Row>([&](auto d, std::size_t i) {
    if (i < columns)
      fmt::format_to(std::back_inserter(list), "{}${}::{}[]", i > 0 ? ", " : "", i + 1,
                     sql::Column<MemberType<decltype(d), Row>>::type);
  });
  return list;
}

template <class Row>
std::string key_list() {
  std::string list;
  sql::each_column<Row>([&](auto d, std::size_t i) {
    if (i < Row::key_columns) list += (i > 0 ? ", " : "") + std::string(d.name);
  });
  return list;
}

template <class Row>
std::vector<Row> load(const std::string& schema, pg::Connection& connection,
                      std::span<const KeyOf<Row>> keys) {
  static const std::string names = key_list<Row>();
  const std::string statement =
      fmt::format("SELECT {} FROM {} JOIN unnest({}) AS wanted({}) USING ({})", sql::column_list<Row>(),
                  qualified<Row>(schema), array_parameters<Row>(Row::key_columns), names, names);
  std::array<std::string, Row::key_columns> arrays;
  arrays.fill("{");
  for (const auto& key : keys)
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<Row::key_columns>>(
        [&](auto i) { sql::append_element(arrays[i], std::get<i>(key)); });
  pg::Params parameters;
  for (std::string& array : arrays) parameters.emplace_back(array + "}");
  const pg::Rows found = connection.exec(statement, parameters);
  std::vector<Row> rows;
  rows.reserve(static_cast<std::size_t>(found.size()));
  for (int i = 0; i < found.size(); ++i) rows.push_back(sql::row_of<Row>(found, i));
  return rows;
}

/// " ON CONFLICT (key) DO UPDATE SET …": the new values, or the sums.
template <class Row>
std::string on_conflict() {
  std::string sets;
  sql::each_column<Row>([&](auto d, std::size_t i) {
    if (i < Row::key_columns) return;
    const char* form = Row::keep == Keep::add ? "{0}{1} = t.{1} + excluded.{1}" : "{0}{1} = excluded.{1}";
    sets += fmt::format(fmt::runtime(form), sets.empty() ? "" : ", ", d.name);
  });
  return fmt::format(" ON CONFLICT ({}) DO UPDATE SET {}", key_list<Row>(), sets);
}

template <class Row>
void copy_rows(const Table<Row>& table, const std::string& schema, pg::Connection& connection) {
  std::string lines;
  table.each_dirty([&](const Row& row) { sql::append_copy_line(lines, row); });
  connection.copy_in(fmt::format("COPY {} ({}) FROM STDIN", qualified<Row>(schema), sql::column_list<Row>()),
                     lines);
}

template <class Row>
void upsert_rows(const Table<Row>& table, const std::string& schema, pg::Connection& connection) {
  constexpr std::size_t kColumns = boost::mp11::mp_size<RowMembers<Row>>::value;
  static const std::string tail = fmt::format(" ({}) SELECT * FROM unnest({}){}", sql::column_list<Row>(),
                                              array_parameters<Row>(kColumns), on_conflict<Row>());
  std::array<std::string, kColumns> arrays;
  arrays.fill("{");
  table.each_dirty([&](const Row& row) {
    sql::each_column<Row>([&](auto d, std::size_t i) { sql::append_element(arrays[i], row.*d.pointer); });
  });
  pg::Params parameters;
  for (std::string& array : arrays) parameters.emplace_back(std::move(array) + "}");
  connection.exec("INSERT INTO " + qualified<Row>(schema) + " AS t" + tail, parameters);
}

template <class Row>
void write_table(const ReplaceTable<Row>& table, const std::string& schema, pg::Connection& connection) {
  upsert_rows<Row>(table, schema, connection);
}
template <class Row>
void write_table(const AddTable<Row>& table, const std::string& schema, pg::Connection& connection) {
  upsert_rows<Row>(table, schema, connection);
}
template <class Row>
void write_table(const AppendTable<Row>& table, const std::string& schema, pg::Connection& connection) {
  copy_rows<Row>(table, schema, connection);
}

template <class Row>
void attach(ReplaceTable<Row>& table, const std::string& schema,
            const std::function<pg::Connection&()>& connection) {
  table.set_loader([schema, connection](std::span<const KeyOf<Row>> keys) {
    try {
      return load<Row>(schema, connection(), keys);
    } catch (...) {
      throw LoadFailed{std::current_exception()};
    }
  });
}
template <class Other>
void attach(Other&, const std::string&, const std::function<pg::Connection&()>&) {}

}  // namespace

void attach_loaders(ReadModels& models, const std::string& schema,
                    std::function<pg::Connection&()> connection) {
  models.each_table([&](auto& table) { attach(table, schema, connection); });
}

void write_rows(ReadModels& models, const std::string& schema, pg::Connection& connection) {
  models.each_table([&](auto& table) {
    if (table.dirty_count() > 0) write_table(table, schema, connection);
  });
}

void mark_written(ReadModels& models, std::size_t max_rows) {
  models.each_table([&](auto& table) { table.flushed(max_rows); });
}

}  // namespace daybook
