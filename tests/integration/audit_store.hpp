#pragma once
// A store and its read models filled with a random history, for the audit's tests, and somebody who may
// change all of it.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "adapters/audit/verify.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/projector.hpp"
#include "apps/daybook/audit_command.hpp"
#include "tests/integration/audit_history.hpp"
#include "tests/support/pg_fixture.hpp"

namespace daybook::test {

inline const log::Signer& signer() {
  static const log::Signer one = *log::Signer::create("daybook.test/log", std::string(32, 'k'));
  return one;
}

inline std::string hex(std::string_view bytes) { return "\\" + pg::bytea(bytes); }

/// A database whose store and read models hold a history, and somebody who may change all of it.
class Store {
 public:
  explicit Store(MemoryLog log, std::vector<std::int64_t> checkpoints = {})
      : history(std::move(log)), super(database.super_url()) {
    super.exec("SET session_replication_role = replica");
    if (checkpoints.empty())
      for (std::int64_t size = 50; size <= size_(); size += 50) checkpoints.push_back(size);
    fill(checkpoints);
    project();
  }

  /// The history as the store's rows, with signed checkpoints of these sizes.
  void fill(const std::vector<std::int64_t>& checkpoints) {
    for (const char* table : {"events", "log_head", "log_nodes", "checkpoints"})
      super.exec(fmt::format("TRUNCATE {}", table));
    std::string rows, nodes;
    log::Frontier frontier;
    for (const Envelope& e : history.envelopes) {
      frontier.append(e.leaf_hash, [&](int level, std::int64_t index, const log::Hash& hash) {
        nodes += fmt::format("{}\t{}\t{}\n", level, index, hex(log::as_bytes(hash)));
      });
      for (const std::string& field :
           {std::to_string(e.position.value), e.event_id.str(), e.stream, std::to_string(e.version.value),
            e.type, std::to_string(e.schema_version), to_string(e.recorded_at), to_string(e.effective_at),
            e.actor, e.correlation_id, e.causation_id, e.partition_key, e.payload}) {
        pg::copy_field(rows, field);
        rows += '\t';
      }
      rows += hex(log::as_bytes(e.leaf_hash)) + "\n";
    }
    super.copy_in(fmt::format("COPY events ({}) FROM STDIN", kEventColumns), rows);
    super.copy_in("COPY log_nodes FROM STDIN", nodes);
    super.exec("INSERT INTO log_head VALUES (true, $1, $2, $3)",
               {std::to_string(size_()), pg::bytea(frontier.serialize()), to_string(history.now)});
    for (const auto size : checkpoints)
      super.exec("INSERT INTO checkpoints VALUES ($1, $2, $3, now())",
                 {std::to_string(size), pg::bytea(log::as_bytes(history.frontier(size).root())), note(size)});
  }
  std::string note(std::int64_t size) const {
    return log::sign({signer().name(), size, history.frontier(size).root()}, signer());
  }
  void project() {
    pg::Connection app(database.app_url());
    ensure_read_schema(app);
    Projector projector(database.app_url(), Zone{});
    projector.reload();
    projector.apply({decode_each(history.envelopes), {}});
  }
  audit::VerifyReport verify(std::optional<std::string> saved = std::nullopt, std::size_t chunk = 64) const {
    return audit::verify({.database_url = database.app_url(),
                          .verifier = signer().verifier(),
                          .saved_checkpoint = std::move(saved),
                          .patience = std::chrono::milliseconds(300),
                          .chunk = chunk});
  }
  AuditSettings settings() const { return {database.app_url(), signer().verifier().text(), Zone{}, false}; }
  int command(std::vector<std::string> args) const { return audit_command(args, settings()); }
  std::int64_t size_() const { return static_cast<std::int64_t>(history.envelopes.size()); }

  TestDatabase database;
  MemoryLog history;
  pg::Connection super;
};

inline void check_bad(const audit::VerifyReport& report, std::int64_t position, std::string_view words) {
  REQUIRE(report.bad);
  INFO(report.bad->text());
  CHECK(report.bad->position == position);
  CHECK(report.bad->reason.find(words) != std::string::npos);
}

}  // namespace daybook::test
