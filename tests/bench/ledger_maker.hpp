#pragma once
// Fills a freshly migrated database with a long, honestly chained history (ledger_story.hpp) by COPY: every
// event, leaf hash, stored node, person and kept answer as the write path would have left them, so that
// `daybook audit verify` accepts it. Indexes are dropped for the load and made again; that the schema is the
// same afterwards is checked.

#include <cstdint>
#include <functional>
#include <string>

#include "adapters/vault/vault.hpp"

namespace daybook::bench {

struct LedgerPlan {
  std::string owner_url;
  SecretKey master;         ///< the master key that the ledger will be served with
  std::int64_t events = 0;  ///< in all; at least the opening's, which is all of it for 0
  int threads = 0;          ///< 0: one more than there are cores
  std::function<void(std::int64_t events)> progress;
};

/// Migrates if needed. Returns the number of events. Throws std::runtime_error when the log is not empty,
/// pg::Error; what is half done is of no use: drop the database.
std::int64_t make_ledger(const LedgerPlan& plan);

/// The role's URL with another database's name.
std::string with_database(const std::string& url, const std::string& database);

/// `daybook_bench make-ledger …`, for use by hand.
int make_ledger_command(int argc, char** argv);

}  // namespace daybook::bench
