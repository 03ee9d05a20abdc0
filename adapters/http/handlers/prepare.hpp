#pragma once
// What a call needs from the database before its command is decided, or before it is read with others.

#include <string>

#include "adapters/http/api/api.hpp"

namespace daybook::http {

/// Runs `job` on a reading thread. A 503 "<what> cannot be read now: try again" when that fails.
void prepare(const Api& api, Call call, Reply reply, std::string what,
             std::function<void(const Call&, const Reply&, pg::Connection&)> job);

}  // namespace daybook::http
