#pragma once
// The live read models against the replayed ones, by the same description of rows that writes them. Each
// table's rows are digested on both sides (row_digest.hpp), each where they are, and the sums compared; only
// where they differ are the live rows read, which either are the same after all (the same values in another
// spelling) or give the row to name. Works in the audit's own snapshot: it holds nobody up and makes nothing.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/audit/replayed_rows.hpp"
#include "adapters/audit/snapshot.hpp"

namespace daybook::audit {

/// How the live read models stand.
struct LivePosition {
  std::int64_t position = 0;  ///< every event up to it has been applied, and none beyond
  std::optional<std::string>
      trouble;  ///< why nothing can be compared: missing, damaged, with holes, quarantined
};

/// Waits, in ever new snapshots, until the read models have reached the log's head of the first one, at most
/// `patience_ms`; then takes them where they are. Throws pg::Error.
LivePosition wait_for_live(Snapshot& snapshot, std::int64_t patience_ms);

/// One live table.
struct LiveTable {
  RowSum sum;
  std::string trouble;  ///< why it could not be read, "" when it could
};

/// In the order of ReadModels::each_table. Digested in PostgreSQL, unless it hashes text in another way than
/// we do. Throws pg::Error.
std::vector<LiveTable> read_live_tables(pg::Connection& connection, std::int64_t seed);

/// Folds the log again, handing the rows over to `rows`.
using Refold = std::function<void(BucketRows& rows)>;

/// The first difference: "orders 0192…: net_share is 10, a replay gives 12". Throws pg::Error.
std::optional<std::string> first_difference(pg::Connection& connection, const std::vector<LiveTable>& live,
                                            const ReplayDigest& replayed, const Refold& refold);

}  // namespace daybook::audit
