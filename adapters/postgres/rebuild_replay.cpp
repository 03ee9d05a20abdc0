#include "adapters/postgres/rebuild_replay.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/postgres/read_rows.hpp"

namespace daybook {

Transaction::~Transaction() {
  if (!open_) return;
  try {
    if (connection_.alive()) connection_.exec("ROLLBACK");
  } catch (const std::exception&) {  // the connection went: so did the transaction
  }
}

void Transaction::commit() {
  open_ = false;
  connection_.exec("COMMIT");
}

Replay::Replay(pg::Connection& control, const std::string& url, const Zone& zone, std::string schema,
               const RebuildOptions& options)
    : options_(options),
      projector_(url, zone,
                 {.schema = schema, .max_cached_rows = options.max_cached_rows, .starts_empty = true}) {
  drop_schema(control, schema);
  Transaction transaction(control);
  create_read_schema(control, schema);
  transaction.commit();
  projector_.reload();
}

void Replay::run(EventSource& source, std::int64_t until, const RebuildStep& step) {
  for (;;) {
    std::size_t limit = options_.batch_limit;
    if (until > 0)
      limit = std::min(limit, static_cast<std::size_t>(std::max<std::int64_t>(until - position(), 0)));
    if (limit == 0) return;
    Projector::Batch batch;
    batch.events = source.read_after(position(), limit);
    if (batch.events.empty()) break;
    const bool last = batch.events.size() < limit;
    const std::int64_t before = position();
    projector_.apply(batch);
    if (position() == before) throw std::runtime_error(fmt::format("the store has no event {}", before + 1));
    if (step) step("replaying", position());
    if (last) break;
  }
  if (position() < until)
    throw std::runtime_error(
        fmt::format("the store ends at position {}, the read models have applied {}", position(), until));
}

void drop_schema(pg::Connection& connection, const std::string& name) {
  connection.exec("SET client_min_messages = warning");
  connection.exec(fmt::format("DROP SCHEMA IF EXISTS {} CASCADE", name));
}

bool table_exists(pg::Connection& connection, const std::string& qualified_name) {
  return !connection.exec("SELECT to_regclass($1)", {qualified_name}).null(0, 0);
}

std::int64_t count_rows(pg::Connection& connection, const std::string& qualified_name) {
  return connection.exec("SELECT count(*) FROM " + qualified_name).integer(0, 0);
}

void each_read_table(
    const std::function<void(const std::string&, const std::vector<std::string>&, std::size_t)>& f) {
  ReadModels models{Zone{}};
  models.each_table([&]<class T>(T&) {
    using Row = typename T::RowType;
    f(std::string(Row::table), sql::column_names<Row>(), static_cast<std::size_t>(Row::key_columns));
  });
}

}  // namespace daybook
