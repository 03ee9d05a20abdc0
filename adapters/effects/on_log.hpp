#pragma once
// One command on the log as it is now, for code that calls others: it reads what it needs, or appends what it
// learned.

#include <functional>
#include <string>

#include "adapters/postgres/writer.hpp"

namespace daybook {

/// Waits until `what` has run and what it appended is committed. It runs on the writer's thread, and again
/// when its batch did not commit. Throws std::runtime_error beginning with `failure` when the store is away.
void on_log(Writer& writer, const Origin& origin, const Hints& hints, const std::string& failure,
            const std::function<void(Workspace&)>& what);

/// For reads before a call: the origin leaves no trace.
inline const Origin kEffectOrigin{"react", "effect", ""};

}  // namespace daybook
