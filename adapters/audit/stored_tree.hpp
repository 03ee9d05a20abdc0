#pragma once
// The Merkle tree as it is stored: roots of 256 leaves and more in log_nodes, leaf hashes beside their
// events.

#include "adapters/postgres/pg.hpp"
#include "events/log/proof.hpp"

namespace daybook::audit {

class StoredTree : public log::NodeReader {
 public:
  /// Reads through this connection, in whatever transaction it is.
  explicit StoredTree(pg::Connection& connection) : connection_(connection) {}
  /// Throws pg::Error; std::runtime_error when a stored hash is missing or is none.
  log::Hash node(int level, std::int64_t index) override;

 private:
  pg::Connection& connection_;
};

}  // namespace daybook::audit
