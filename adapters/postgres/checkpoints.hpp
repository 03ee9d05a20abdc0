#pragma once
// Signing the log's head. Every checkpoint that was ever shown is kept, so that an audit can hold the log to
// it.

#include <string>

#include "adapters/postgres/pg.hpp"
#include "events/log/checkpoint.hpp"

namespace daybook {

struct SignedHead {
  std::int64_t size = 0;
  log::Hash root{};
  std::string note;  ///< C2SP signed note
};

/// Signs the head as it stands and keeps the checkpoint. Throws pg::Error; std::runtime_error for a damaged
/// head.
SignedHead sign_head(pg::Connection& connection, const log::Signer& signer);

}  // namespace daybook
