#include "adapters/postgres/read_tables.hpp"

#include <fmt/format.h>

#include <array>

#include "adapters/postgres/order_states.hpp"
#include "adapters/postgres/row_binary.hpp"

namespace daybook {
namespace {

template <class Row>
std::string qualified(const std::string& schema) {
  return fmt::format("{}.{}", schema, Row::table);
}

template <class T>
inline constexpr bool is_array = false;
template <class T>
inline constexpr bool is_array<std::vector<T>> = true;

/// How a column travels in an array parameter: unnest would take arrays of arrays apart to their elements, so
/// that an array goes as its text.
template <class T>
constexpr const char* element_type() {
  return is_array<T> ? "text" : sql::Column<T>::type;
}

/// "$1::uuid[], $2::text[]" for the first N columns.
template <class Row>
std::string array_parameters(std::size_t columns) {
  std::string list;
  sql::each_column<Row>([&](auto d, std::size_t i) {
    if (i < columns)
      fmt::format_to(std::back_inserter(list), "{}${}::{}[]", i > 0 ? ", " : "", i + 1,
                     element_type<MemberType<decltype(d), Row>>());
  });
  return list;
}

/// "id, lines::text[]": what an upsert selects from its parameters.
template <class Row>
std::string selected_columns() {
  std::string list;
  sql::each_column<Row>([&](auto d, std::size_t i) {
    using T = MemberType<decltype(d), Row>;
    list += (i > 0 ? ", " : "") + std::string(d.name);
    if constexpr (is_array<T>) list += std::string("::") + sql::Column<T>::type;
  });
  return list;
}

/// "t.payee, t.currency" for "t."
template <class Row>
std::string key_list(std::string_view of = "") {
  std::string list;
  sql::each_column<Row>([&](auto d, std::size_t i) {
    if (i < Row::key_columns) list += fmt::format("{}{}{}", i > 0 ? ", " : "", of, d.name);
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
std::string copy_target(const std::string& schema) {
  return fmt::format("{} ({})", qualified<Row>(schema), sql::column_list<Row>());
}

/// Collects rows column by column, for one statement.
template <class Row>
class RowArrays {
 public:
  RowArrays() {
    sql::each_column<Row>(
        [&](auto d, std::size_t) { columns_.emplace_back(element_type<MemberType<decltype(d), Row>>()); });
  }
  void add(const Row& row) {
    sql::each_column<Row>([&](auto d, std::size_t i) {
      using T = MemberType<decltype(d), Row>;
      if constexpr (is_array<T>) {
        std::string text;
        sql::Column<T>::write(text, row.*d.pointer);
        columns_[i].add(text);
      } else {
        columns_[i].add(row.*d.pointer);
      }
    });
    ++rows_;
  }
  void upsert(const std::string& schema, TableWrite& write) {
    static const std::string tail =
        fmt::format(" ({0}) SELECT {1} FROM unnest({2}) AS given({0}){3}", sql::column_list<Row>(),
                    selected_columns<Row>(), array_parameters<Row>(kColumnsOf<Row>), on_conflict<Row>());
    take("INSERT INTO " + qualified<Row>(schema) + " AS t" + tail, write);
  }
  /// The rows of these keys.
  void remove(const std::string& schema, TableWrite& write) {
    static const std::string keys = key_list<Row>();
    take(fmt::format("DELETE FROM {} AS t USING unnest({}) AS gone({}) WHERE ({}) = ({})",
                     qualified<Row>(schema), array_parameters<Row>(Row::key_columns), keys,
                     key_list<Row>("t."), key_list<Row>("gone.")),
         write);
  }

 private:
  void take(std::string statement, TableWrite& write) {
    if (rows_ == 0) return;
    write.statement = std::move(statement);
    for (auto& column : columns_) write.arrays.push_back(column.take());
  }
  std::vector<sql::ArrayParameter> columns_;
  std::size_t rows_ = 0;
};

template <class Row>
void add_tuple(TableWrite& write, const Row& row) {
  sql::append_tuple(write.tuples, row);
  ++write.copied;
}

template <class Row>
TableWrite changed(const ReplaceTable<Row>& table, const std::string& schema, RowTrust trust) {
  TableWrite write;
  RowArrays<Row> upserted;
  if constexpr (requires { Row::put_once; }) {
    const bool copy = trust == RowTrust::new_rows;
    write.copy_target = copy_target<Row>(schema);
    table.each_dirty(false, [&](const Row& row) {
      if (copy) {
        add_tuple(write, row);
      } else {
        upserted.add(row);
      }
    });
    table.each_dirty(true, [&](const Row& row) { upserted.add(row); });
  } else {
    table.each_dirty([&](const Row& row) { upserted.add(row); });
  }
  upserted.upsert(schema, write);
  return write;
}
template <class Row>
TableWrite changed(const AddTable<Row>& table, const std::string& schema, RowTrust trust) {
  TableWrite write;
  if (table.empty_outside() && trust == RowTrust::new_rows) {
    write.copy_target = copy_target<Row>(schema);
    // Not counted: later sums may add rows of their own.
    table.each_dirty([&](const Row& row) { sql::append_tuple(write.tuples, row); });
    return write;
  }
  RowArrays<Row> upserted;
  table.each_dirty([&](const Row& row) { upserted.add(row); });
  upserted.upsert(schema, write);
  return write;
}
template <class Row>
TableWrite changed(const OpenItemTable<Row>& table, const std::string& schema, RowTrust trust) {
  TableWrite write;
  RowArrays<Row> gone;
  write.copy_target = copy_target<Row>(schema);
  table.each_dirty(true, [&](const Row& row) {
    if (trust != RowTrust::new_rows) gone.add(row);
    sql::append_tuple(write.tuples, row);  // not counted: it may be closed later
  });
  table.each_dirty(false, [&](const Row& row) { gone.add(row); });
  gone.remove(schema, write);
  return write;
}
/// What a row keeps beside its columns.
template <class Row>
void complete(std::vector<Row>&, pg::Connection&) {}
void complete(std::vector<OrderRow>& rows, pg::Connection& connection) {
  std::map<OrderId, std::int64_t> as_of;
  for (const OrderRow& row : rows) as_of.emplace(row.id, row.position);
  auto states = order_states(connection, as_of);
  for (OrderRow& row : rows) {
    const auto told = states.find(row.id);
    if (told == states.end())
      throw std::runtime_error("the log has no event of order " + row.id.str() +
                               ", which the read models have");
    row.state = std::move(told->second);
  }
}

template <class Row>
void attach(ReplaceTable<Row>& table, const std::string& schema,
            const std::function<pg::Connection&()>& connection) {
  table.set_loader([schema, connection](std::span<const KeyOf<Row>> keys) {
    try {
      pg::Connection& from = connection();
      std::vector<Row> rows = load<Row>(schema, from, keys);
      complete(rows, from);
      return rows;
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

AppendedRows::AppendedRows(ReadModels& models) {
  models.each_table([&]<class T>(T&) {
    if constexpr (T::RowType::keep == Keep::append) {
      TableWrite& write = tables_.emplace_back();
      write.table = T::RowType::table;
      write.copy_target = sql::column_list<typename T::RowType>();
    }
  });
  std::size_t i = 0;
  models.each_table([&]<class T>(T& table) {
    if constexpr (T::RowType::keep == Keep::append)
      table.set_sink([&write = tables_[i++]](const typename T::RowType& row) { add_tuple(write, row); });
  });
}

void AppendedRows::take(const std::string& schema, std::vector<TableWrite>& writes) {
  for (TableWrite& table : tables_) {
    if (table.copied == 0) continue;
    TableWrite& write = writes.emplace_back();
    write.table = table.table;
    write.copied = std::exchange(table.copied, 0);
    write.copy_target = fmt::format("{}.{} ({})", schema, table.table, table.copy_target);
    const std::size_t size = table.tuples.size();
    write.tuples = std::move(table.tuples);
    table.tuples = {};
    table.tuples.reserve(size + size / 8);
  }
}

void AppendedRows::clear() {
  for (TableWrite& table : tables_) {
    table.copied = 0;
    table.tuples.clear();
  }
}

std::vector<TableWrite> changed_rows(ReadModels& models, const std::string& schema, RowTrust trust) {
  std::vector<TableWrite> writes;
  models.each_table([&]<class T>(T& table) {
    if constexpr (T::RowType::keep != Keep::append) {
      if (table.dirty_count() == 0) return;
      writes.push_back(changed(table, schema, trust));
      writes.back().table = T::RowType::table;
    }
  });
  return writes;
}

void write_rows(const std::vector<TableWrite>& writes, pg::Connection& connection, pg::Freeze freeze) {
  for (const TableWrite& write : writes) {
    if (!write.arrays.empty()) pg::exec_binary(connection, write.statement, write.arrays);
    if (!write.tuples.empty()) pg::copy_in_binary(connection, write.copy_target, write.tuples, freeze);
  }
}

bool mark_written(ReadModels& models, std::size_t max_rows) {
  bool all_kept = true;
  models.each_table([&](auto& table) { all_kept = table.flushed(max_rows) && all_kept; });
  return all_kept;
}

}  // namespace daybook
