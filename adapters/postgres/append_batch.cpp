#include "adapters/postgres/append_batch.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "adapters/log.hpp"
#include "adapters/postgres/event_reader.hpp"

namespace daybook {

constexpr const char* const kPersonColumns = "person_id, email_hash, wrapped_key";
constexpr const char* const kAnswerColumns =
    "scope, request_digest, status, position, body, person_id, created_at, shows_order";

namespace {

pg::CopyRows node_rows(const AppendBatch& batch) {
  pg::CopyRows rows;
  for (const auto& [level, index, hash] : batch.nodes) {
    rows.row(3);
    rows.int2(static_cast<std::int16_t>(level));
    rows.int8(index);
    rows.text(log::as_bytes(hash));
  }
  return rows;
}

pg::CopyRows ref_rows(const AppendBatch& batch) {
  pg::CopyRows rows;
  for (const auto& [ref, stream] : batch.refs) {
    rows.row(2);
    rows.text(ref);
    rows.text(stream);
  }
  return rows;
}

pg::CopyRows person_rows(const AppendBatch& batch) {
  pg::CopyRows rows;
  for (const auto& person : batch.people) add_person(rows, person);
  return rows;
}

void person_or_null(pg::CopyRows& rows, const std::optional<PersonId>& person) {
  if (person) {
    rows.uuid(person->uuid);
  } else {
    rows.null();
  }
}

pg::CopyRows body_rows(const AppendBatch& batch) {
  pg::CopyRows rows;
  for (const auto& body : batch.bodies) {
    rows.row(3);
    rows.text(body.external_id);
    person_or_null(rows, body.person);
    rows.text(body.sealed);
  }
  return rows;
}

std::string erasures(const AppendBatch& batch) {
  std::string sql;
  for (const auto& id : batch.erased)
    sql += fmt::format(
        "UPDATE persons SET email_hash = NULL, wrapped_key = NULL, erased_at = '{1}' WHERE person_id = '{0}';"
        "UPDATE idempotency SET body = NULL WHERE person_id = '{0}';",
        id.str(), to_string(batch.now));
  return sql;
}

/// A table that batches write to: its rows go by COPY, or by one planned statement, an array for each column;
/// one row as it is.
class Table {
 public:
  Table(const char* name, const char* columns, std::vector<pg::ColumnType> types)
      : copy_(fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary);", name, columns)),
        rows_name_(fmt::format("insert_{}", name)),
        row_name_(fmt::format("insert_one_{}", name)),
        rows_(
            fmt::format("INSERT INTO {} ({}) SELECT {}", name, columns, parameters(types, "unnest(", "[])"))),
        row_(fmt::format("INSERT INTO {} ({}) VALUES ({})", name, columns, parameters(types, "", ""))),
        types_(std::move(types)) {}
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  const std::string& copy() const { return copy_; }
  pg::Query insert(const pg::CopyRows& rows) const {
    if (rows.rows() == 1) return {&insert_row_, rows.split().front()};
    return {&insert_rows_, rows.columns(types_)};
  }

 private:
  static std::string parameters(const std::vector<pg::ColumnType>& types, const char* before,
                                const char* behind) {
    std::string list;
    for (std::size_t i = 0; i < types.size(); ++i)
      list += fmt::format("{}{}${}::{}{}", i > 0 ? ", " : "", before, i + 1, types[i].name, behind);
    return list;
  }

  std::string copy_, rows_name_, row_name_, rows_, row_;
  std::vector<pg::ColumnType> types_;
  pg::Statement insert_rows_{rows_name_.c_str(), rows_.c_str()}, insert_row_{row_name_.c_str(), row_.c_str()};
};

using namespace pg::types;
const Table kEvents("events", kEventColumns,
                    {int8, uuid, text, int8, text, int4, timestamptz, timestamptz, text, text, text, text,
                     text, bytea});
const Table kNodes("log_nodes", "level, index, hash", {int2, int8, bytea});
const Table kRefs("external_refs", "ref, stream", {text, text});
const Table kPersons("persons", kPersonColumns, {uuid, uuid, bytea});
const Table kBodies("webhook_bodies", "external_id, person_id, sealed", {text, uuid, bytea});
const Table kAnswers("idempotency", kAnswerColumns,
                     {uuid, bytea, int2, int8, bytea, uuid, timestamptz, boolean});

/// Takes the head from where the batch was decided, or fails with kHeadMoved. The row is there: the
/// application may not delete it.
std::string take_head(std::string_view from, std::string_view to, std::string_view frontier,
                      std::string_view at) {
  return fmt::format(
      "UPDATE log_head SET position = CASE position WHEN {0} THEN {1} ELSE head_moved({0}) END, "
      "frontier = {2}, last_recorded_at = {3} WHERE one_row",
      from, to, frontier, at);
}
const std::string kTakeHead = take_head("$1::bigint", "$2::bigint", "$3::bytea", "$4::timestamptz");
const pg::Statement kPlannedTakeHead{"take_head", kTakeHead.c_str()};

/// The rows of a batch by table, those that are not encoded yet too.
class BatchRows {
 public:
  explicit BatchRows(AppendBatch& batch)
      : nodes_(node_rows(batch)),
        refs_(ref_rows(batch)),
        people_(person_rows(batch)),
        bodies_(body_rows(batch)),
        all_{{&kEvents, &batch.event_rows}, {&kNodes, &nodes_},   {&kRefs, &refs_},
             {&kPersons, &people_},         {&kBodies, &bodies_}, {&kAnswers, &batch.answer_rows}} {
    std::erase_if(all_, [](const auto& of) { return of.second->empty(); });
  }
  BatchRows(const BatchRows&) = delete;
  BatchRows& operator=(const BatchRows&) = delete;

  /// Tables that get any, with their rows.
  const std::vector<std::pair<const Table*, pg::CopyRows*>>& all() const { return all_; }

 private:
  pg::CopyRows nodes_, refs_, people_, bodies_;
  std::vector<std::pair<const Table*, pg::CopyRows*>> all_;
};

/// Up to this many events, planned statements cost less than COPYs, which are planned each time and wait for
/// their client's data one after the other. Source: tests/bench/decisions/0086.
constexpr std::size_t kFew = 64;

/// What the sockets on the way take from us while the server does not read: the least that Linux gives them.
constexpr std::size_t kAtOnce = 64 * 1024;

bool is_few(const AppendBatch& batch) {
  return !batch.events.empty() && batch.events.size() <= kFew && batch.erased.empty();
}

/// A transaction of its own: it commits at the pipeline's end.
std::vector<pg::Query> statements_of(AppendBatch& batch) {
  pg::CopyRows head;
  head.row(4);
  head.int8(batch.decided_at.value);
  head.int8(batch.events.back().envelope.position.value);
  head.text(batch.frontier);
  head.timestamp(batch.now);
  std::vector<pg::Query> queries{{&kPlannedTakeHead, head.split().front()}};
  const BatchRows rows(batch);
  for (const auto& [table, its] : rows.all()) queries.push_back(table->insert(*its));
  return queries;
}

/// Takes the head, or fails.
std::string advance(const AppendBatch& batch) {
  if (batch.events.empty()) return fmt::format("SELECT check_head({});", batch.decided_at.value);
  return take_head(std::to_string(batch.decided_at.value),
                   std::to_string(batch.events.back().envelope.position.value),
                   fmt::format("'{}'", pg::bytea(batch.frontier)),
                   fmt::format("'{}'", to_string(batch.now))) +
         ";";
}

/// How long a batch that has not the head waits for another process's key.
constexpr int kPatience_ms = 50;

/// The batch's rows, between these statements, in one round trip.
void send_rows(pg::Connection& connection, std::string sql, AppendBatch& batch, const std::string& end,
               const std::function<void()>& first_copy = {}) {
  const BatchRows rows(batch);
  std::vector<std::string_view> copies;
  for (const auto& [table, its] : rows.all()) {
    sql += table->copy();
    copies.push_back(its->finished());
  }
  connection.script(sql + end, copies, first_copy);
}

}  // namespace

void add_event(pg::CopyRows& rows, const Envelope& e) {
  rows.row(14);
  rows.int8(e.position.value);
  rows.uuid(e.event_id.uuid);
  rows.text(e.stream);
  rows.int8(e.version.value);
  rows.text(e.type);
  rows.int4(e.schema_version);
  rows.timestamp(e.recorded_at);
  rows.timestamp(e.effective_at);
  rows.text(e.actor);
  rows.text(e.correlation_id);
  rows.text(e.causation_id);
  rows.text(e.partition_key);
  rows.text(e.payload);
  rows.text(log::as_bytes(e.leaf_hash));
}

void add_person(pg::CopyRows& rows, const NewPerson& person) {
  rows.row(3);
  rows.uuid(person.id.uuid);
  rows.uuid(person.email_hash);
  rows.text(person.wrapped_key);
}

std::string answer_place(const log::Hash& scope) { return "answer:" + std::string(log::as_bytes(scope)); }

void add_answer(pg::CopyRows& rows, const KeptAnswer& kept, Instant at, const Vault& vault) {
  const auto& [scope, digest, answer] = kept;
  rows.row(8);
  rows.uuid(digest_key(scope));
  rows.text(log::as_bytes(digest));
  rows.int2(static_cast<std::int16_t>(answer.status));
  rows.int8(answer.position);
  if (answer.order) {
    rows.null();
    rows.null();
  } else {
    rows.text(vault.seal_bytes(answer_place(scope), answer.body));
    person_or_null(rows, answer.person);
  }
  rows.timestamp(at);
  rows.boolean(answer.order.has_value());
}

bool goes_at_once(const AppendBatch& batch) {
  std::size_t bytes = batch.event_rows.bytes() + batch.answer_rows.bytes();
  for (const auto& body : batch.bodies) bytes += body.sealed.size();
  return is_few(batch) && bytes <= kAtOnce;
}

void send_batch(pg::Connection& connection, AppendBatch& batch) { connection.send(statements_of(batch)); }

void commit_batch(pg::Connection& connection, AppendBatch& batch, const std::function<void()>& head_taken) {
  if (is_few(batch)) {
    connection.pipeline(statements_of(batch), head_taken);
    return;
  }
  const bool takes_head = !batch.events.empty();
  send_rows(connection, "BEGIN;" + advance(batch), batch, erasures(batch) + "COMMIT",
            takes_head ? head_taken : std::function<void()>());
}

void commit_under_lock(pg::Connection& connection, AppendBatch& batch) {
  send_rows(connection, advance(batch), batch, erasures(batch) + "COMMIT");
}

void insert_batch(pg::Connection& connection, AppendBatch& batch) {
  send_rows(connection, fmt::format("BEGIN;SET LOCAL lock_timeout={};", kPatience_ms), batch, "");
}

void commit_inserted(pg::Connection& connection, AppendBatch& batch) {
  connection.script(
      "SELECT 1 FROM log_head WHERE one_row FOR UPDATE NOWAIT;" + advance(batch) + erasures(batch) + "COMMIT",
      {});
}

void roll_back(pg::Connection& connection) noexcept {
  try {
    if (connection.alive()) connection.exec("ROLLBACK");
  } catch (const std::exception& e) {
    logging::info("the connection is gone, and with it the transaction: {}", e.what());
  }
}

bool was_committed(pg::Connection& connection, int backend, const std::vector<Recorded>& events,
                   std::chrono::milliseconds patience) {
  if (events.empty()) return false;
  const Envelope& first = events.front().envelope;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    try {
      connection.revive();
      connection.exec(fmt::format("SELECT pg_terminate_backend({}, 5000)", backend));
      // Another's batch may be on its way: the head's lock must be free before the answer is final.
      // Positions are given out under that lock: whoever stands at our first position is the outcome.
      connection.exec("BEGIN; SELECT 1 FROM log_head WHERE one_row FOR UPDATE");
      const auto rows = connection.exec("SELECT event_id FROM events WHERE position = $1",
                                        {std::to_string(first.position.value)});
      connection.exec("ROLLBACK");
      return rows.size() == 1 && rows.text(0, 0) == first.event_id.str();
    } catch (const pg::Error&) {
      roll_back(connection);
      if (std::chrono::steady_clock::now() > deadline) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }
}

}  // namespace daybook
