#pragma once
// One consistent, read-only look at the whole database: log, head, nodes, checkpoints and read models as they
// stood together at one moment, however long the look takes. Writers are not held up.

#include <cstdint>
#include <string>

#include "adapters/postgres/event_reader.hpp"
#include "events/log/merkle.hpp"

namespace daybook::audit {

/// What `log_head` says: the position of the last event and the frontier's bytes.
struct Head {
  std::int64_t position = 0;
  std::string frontier;
  Instant last_recorded_at;
};

class Snapshot {
 public:
  /// Connects and begins a REPEATABLE READ, READ ONLY transaction. Throws pg::Error.
  explicit Snapshot(const std::string& url);
  /// The same look through another connection.
  Snapshot(const std::string& url, const Snapshot& other);
  /// Ends this look and begins a fresh one on the same connection.
  void renew();
  EventReader& events() { return reader_; }
  pg::Connection& connection() { return reader_.connection(); }
  /// Throws std::runtime_error when log_head has no row.
  Head head();

 private:
  void begin();
  EventReader reader_;
  std::string name_;  // under which others may share this look
};

}  // namespace daybook::audit
