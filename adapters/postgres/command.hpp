#pragma once
// What the write path is asked to do.

#include <functional>
#include <optional>

#include "adapters/postgres/workspace.hpp"
#include "core/result.hpp"

namespace daybook {

/// SHA-256 of caller, method, path and Idempotency-Key, and of the body.
struct RequestKey {
  log::Hash scope;
  log::Hash digest;

  Uuid stored() const { return digest_key(scope); }
};

struct Command {
  Origin origin;
  std::optional<RequestKey> key;
  /// Runs where the writer decides: reads, decides, appends last, answers. May run again when its batch did
  /// not commit, or a look-up had to be waited for (pg::WouldWait), on the state that the log has by then.
  std::function<Result<Answer>(Workspace&)> run;
  /// Called once, after the commit (or the refusal), on a thread of the writer's or its loop's.
  std::function<void(Result<Answer>)> done;
  Hints hints;
  /// One of many of a single call: they leave room in the queue for others.
  bool in_bulk = false;
};

}  // namespace daybook
