#include "adapters/postgres/read_tables.hpp"

#include <fmt/format.h>

#include <array>

#include "adapters/postgres/log_walk.hpp"
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

template <class Row>
std::string upsert_of(const std::string& schema) {
  return fmt::format("INSERT INTO {} AS t ({}) SELECT {} FROM unnest({}) AS given({}){}",
                     qualified<Row>(schema), sql::column_list<Row>(), selected_columns<Row>(),
                     array_parameters<Row>(kColumnsOf<Row>), sql::column_list<Row>(), on_conflict<Row>());
}

/// The rows of these keys.
template <class Row>
std::string removal_of(const std::string& schema) {
  return fmt::format("DELETE FROM {} AS t USING unnest({}) AS gone({}) WHERE ({}) = ({})",
                     qualified<Row>(schema), array_parameters<Row>(Row::key_columns), key_list<Row>(),
                     key_list<Row>("t."), key_list<Row>("gone."));
}

/// Of how many rows a statement changes at a time: while PostgreSQL runs one for longer than a connection's
/// tcp_user_timeout, it reads nothing of what was sent behind it, and the connection would be taken for dead.
constexpr std::size_t kRowsAtOnce = 10'000;

/// Collects rows column by column, as parameters of a statement, run for kRowsAtOnce of them at a time.
template <class Row>
class RowArrays {
 public:
  RowArrays(const pg::Statement& statement, pg::Query::Plan plan, std::vector<pg::Query>& queries)
      : statement_(statement), plan_(plan), queries_(queries) {}
  void add(const Row& row) {
    if (rows_ == 0)
      sql::each_column<Row>(
          [&](auto d, std::size_t) { columns_.emplace_back(element_type<MemberType<decltype(d), Row>>()); });
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
    if (++rows_ == kRowsAtOnce) give();
  }
  /// What there is since the last time, if anything.
  void give() {
    if (rows_ == 0) return;
    pg::Query& query = queries_.emplace_back(pg::Query{&statement_, {}, plan_});
    for (auto& column : columns_) query.parameters.emplace_back(column.take());
    columns_.clear();
    rows_ = 0;
  }

 private:
  const pg::Statement& statement_;
  pg::Query::Plan plan_;
  std::vector<pg::Query>& queries_;
  std::vector<sql::ArrayParameter> columns_;
  std::size_t rows_ = 0;
};

/// As of the rows' last events.
void tell_states(std::span<OrderRow* const> rows, pg::Connection& connection) {
  std::map<OrderId, std::int64_t> as_of;
  for (const OrderRow* row : rows) as_of.emplace(row->id, row->position);
  auto states = order_states(connection, as_of);
  for (OrderRow* row : rows) {
    const auto told = states.find(row->id);
    if (told == states.end())
      throw std::runtime_error("the log has no event of order " + row->id.str() +
                               ", which the read models have");
    row->state = std::move(told->second);
  }
}

/// What `ask` gives; what it throws is no fault of the event that asks.
template <class F>
auto asked(F&& ask) {
  try {
    return ask();
  } catch (...) {
    throw LoadFailed{std::current_exception()};
  }
}

template <class Row>
void attach(ReplaceTable<Row>& table, const std::string& schema,
            const std::function<pg::Connection&()>& connection) {
  table.set_loader([schema, connection](std::span<const KeyOf<Row>> keys) {
    return asked([&] { return load<Row>(schema, connection(), keys); });
  });
}
template <class Other>
void attach(Other&, const std::string&, const std::function<pg::Connection&()>&) {}

}  // namespace

void attach_loaders(ReadModels& models, const std::string& schema,
                    std::function<pg::Connection&()> connection) {
  models.each_table([&](auto& table) { attach(table, schema, connection); });
  models.tell_order_states = [connection](std::span<OrderRow* const> rows) {
    asked([&] { tell_states(rows, connection()); });
  };
  models.available_lines.set_source([connection](const AvailableLines::Positions& positions) {
    return asked([&] { return available_lines_at(connection(), positions); });
  });
}

/// How one table is written.
struct RowWriter::Target {
  Target(std::string_view table, std::string sql_of_statement, std::string target)
      : statement_name(fmt::format("write_{}", table)),
        sql(std::move(sql_of_statement)),
        copy{std::string(table), 0, std::move(target), {}} {}
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  template <class Row>
  void append(const Row& row) {
    sql::append_tuple(copy.tuples, row);
    ++copy.stay;
  }
  TableCopy take() {
    return {copy.table, std::exchange(copy.stay, 0), copy.target, std::exchange(copy.tuples, {})};
  }
  template <class Row>
  void write(const ReplaceTable<Row>& table, RowTrust trust, RowWrites& writes) {
    RowArrays<Row> upserted(statement, pg::Query::Plan::once, writes.queries);
    if constexpr (requires { Row::put_once; }) {
      table.each_dirty(false, [&](const Row& row) {
        if (trust == RowTrust::new_rows) {
          append(row);
        } else {
          upserted.add(row);
        }
      });
      table.each_dirty(true, [&](const Row& row) { upserted.add(row); });
    } else {
      table.each_dirty([&](const Row& row) { upserted.add(row); });
    }
    upserted.give();
  }
  template <class Row>
  void write(const AddTable<Row>& table, RowTrust trust, RowWrites& writes) {
    RowArrays<Row> upserted(statement, pg::Query::Plan::once, writes.queries);
    const bool copies = table.empty_outside() && trust == RowTrust::new_rows;
    table.each_dirty([&](const Row& row) {
      if (copies) {
        sql::append_tuple(copy.tuples, row);  // not counted: later sums may add rows of their own
      } else {
        upserted.add(row);
      }
    });
    upserted.give();
  }
  template <class Row>
  void write(const OpenItemTable<Row>& table, RowTrust trust, RowWrites& writes) {
    // A plan that was made while the table was small might read all of it.
    RowArrays<Row> gone(statement, pg::Query::Plan::each_time, writes.queries);
    table.each_dirty(true, [&](const Row& row) {
      if (trust != RowTrust::new_rows) gone.add(row);
      sql::append_tuple(copy.tuples, row);  // not counted: it may be closed later
    });
    table.each_dirty(false, [&](const Row& row) { gone.add(row); });
    gone.give();
  }

  std::string statement_name, sql;  ///< the latter none of a table that is only appended to
  pg::Statement statement{statement_name.c_str(), sql.c_str()};
  TableCopy copy;  ///< what has been collected
};

RowWriter::RowWriter(ReadModels& models, const std::string& schema) : models_(models) {
  models.each_table([&]<class T>(T& table) {
    using Row = typename T::RowType;
    std::string sql;
    if constexpr (Row::keep == Keep::open) {
      sql = removal_of<Row>(schema);
    } else if constexpr (Row::keep != Keep::append) {
      sql = upsert_of<Row>(schema);
    }
    targets_.push_back(std::make_unique<Target>(Row::table, std::move(sql), copy_target<Row>(schema)));
    if constexpr (Row::keep == Keep::append)
      table.set_sink([&to = *targets_.back()](const Row& row) { to.append(row); });
  });
}

RowWriter::~RowWriter() = default;

RowWrites RowWriter::take(RowTrust trust) {
  RowWrites writes;
  std::size_t i = 0;
  models_.each_table([&]<class T>(T& table) {
    Target& to = *targets_[i++];
    constexpr bool appends = T::RowType::keep == Keep::append;
    if constexpr (!appends) {
      if (table.dirty_count() == 0) return;
      to.write(table, trust, writes);
    }
    const std::size_t size = to.copy.tuples.size();
    if (size == 0) return;
    writes.copies.push_back(to.take());
    if (appends) to.copy.tuples.reserve(size + size / 8);  // the next batch's
  });
  return writes;
}

void RowWriter::clear() {
  for (const auto& target : targets_) {
    target->copy.tuples.clear();
    target->copy.stay = 0;
  }
}

std::size_t RowWrites::bytes() const {
  std::size_t bytes = 0;
  for (const TableCopy& copy : copies) bytes += copy.tuples.size();
  for (const pg::Query& query : queries)
    for (const auto& parameter : query.parameters) bytes += parameter->size();
  return bytes;
}

void write_rows(const RowWrites& writes, pg::Connection& connection, pg::Freeze freeze) {
  if (!writes.queries.empty()) connection.pipeline(writes.queries);
  for (const TableCopy& copy : writes.copies)
    pg::copy_in_binary(connection, copy.target, copy.tuples, freeze);
}

bool mark_written(ReadModels& models, std::size_t max_rows) {
  bool all_kept = true;
  models.each_table([&](auto& table) { all_kept = table.flushed(max_rows) && all_kept; });
  return all_kept;
}

}  // namespace daybook
