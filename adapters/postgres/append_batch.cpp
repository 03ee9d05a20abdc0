#include "adapters/postgres/append_batch.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "adapters/postgres/copy_rows.hpp"
#include "adapters/postgres/event_reader.hpp"

namespace daybook {
namespace {

pg::CopyRows event_rows(const std::vector<Recorded>& events) {
  pg::CopyRows rows;
  rows.reserve(events.size() * 1'600);
  for (const auto& [e, event] : events) {
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
  return rows;
}

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
  for (const auto& person : batch.people) {
    rows.row(3);
    rows.uuid(person.id.uuid);
    rows.text(person.email_hash);
    rows.text(person.wrapped_key);
  }
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

pg::CopyRows answer_rows(const AppendBatch& batch, const Vault& vault) {
  pg::CopyRows rows;
  for (const auto& [scope, digest, answer] : batch.answers) {
    rows.row(8);
    rows.text(scope);
    rows.text(digest);
    rows.int2(static_cast<std::int16_t>(answer.status));
    rows.int8(answer.position);
    if (answer.order) {
      rows.null();
      rows.null();
    } else {
      rows.text(vault.seal_bytes("answer:" + scope, answer.body));
      person_or_null(rows, answer.person);
    }
    rows.timestamp(batch.now);
    rows.boolean(answer.order.has_value());
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

}  // namespace

void commit_batch(pg::Connection& connection, const AppendBatch& batch, const Vault& vault, bool begun) {
  std::string sql = begun ? "" : "BEGIN;";
  if (batch.events.empty()) {
    sql += fmt::format("SELECT check_head({});", batch.decided_at.value);
  } else {
    sql += fmt::format("SELECT advance_head({}, {}, '{}', '{}');", batch.decided_at.value,
                       batch.events.back().envelope.position.value, pg::bytea(batch.frontier),
                       to_string(batch.now));
  }
  std::vector<pg::CopyRows> copies;
  copies.reserve(6);
  const auto copy = [&](const char* table, const char* columns, pg::CopyRows rows) {
    if (rows.empty()) return;
    sql += fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary);", table, columns);
    copies.push_back(std::move(rows));
  };
  copy("events", kEventColumns, event_rows(batch.events));
  copy("log_nodes", "level, index, hash", node_rows(batch));
  copy("external_refs", "ref, stream", ref_rows(batch));
  copy("persons", "person_id, email_hash, wrapped_key", person_rows(batch));
  copy("webhook_bodies", "external_id, person_id, sealed", body_rows(batch));
  copy("idempotency", "scope, request_digest, status, position, body, person_id, created_at, shows_order",
       answer_rows(batch, vault));
  sql += erasures(batch) + "COMMIT";
  std::vector<std::string_view> bytes;
  for (auto& rows : copies) bytes.push_back(rows.finished());
  connection.script(sql, bytes);
}

bool was_committed(pg::Connection& connection, const std::vector<Recorded>& events,
                   std::chrono::milliseconds patience) {
  if (events.empty()) return false;
  const Envelope& first = events.front().envelope;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    try {
      connection.reconnect();
      // The old backend may still be committing: its head lock must be gone before the answer is final.
      // Positions are given out under that lock: whoever stands at our first position is the outcome.
      connection.exec("BEGIN; SELECT 1 FROM log_head WHERE one_row FOR UPDATE");
      const auto rows = connection.exec("SELECT event_id FROM events WHERE position = $1",
                                        {std::to_string(first.position.value)});
      connection.exec("ROLLBACK");
      return rows.size() == 1 && rows.text(0, 0) == first.event_id.str();
    } catch (const pg::Error&) {
      if (std::chrono::steady_clock::now() > deadline) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }
}

}  // namespace daybook
