#pragma once
// The live read models against the replayed ones, row by row, by the same description of rows that writes
// them. Works in the audit's own snapshot: it holds nobody up and makes nothing.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/audit/snapshot.hpp"
#include "projections/read_models.hpp"

namespace daybook::audit {

/// One table's comparison as it goes on.
class TableCheck {
 public:
  virtual ~TableCheck() = default;
  /// Compares the rows appended since the last call, so that they can be forgotten.
  virtual void appended() = 0;
  /// Compares what is left; nothing missing on either side.
  virtual void finish() = 0;

  std::int64_t rows = 0;  ///< compared
  std::optional<std::string>
      difference;  ///< the first one: "orders 0192…: net_share is 10, a replay gives 12"
};

class ReadModelCheck {
 public:
  /// `models` are the replayed ones, at position 0. Throws pg::Error.
  ReadModelCheck(pg::Connection& connection, ReadModels& models);
  /// After each chunk: compares and forgets appended rows.
  void chunk();
  /// At the live position: the whole. The first difference, if any.
  std::optional<std::string> finish();

  std::int64_t tables() const { return static_cast<std::int64_t>(checks_.size()); }
  std::int64_t rows() const;

 private:
  ReadModels& models_;
  std::vector<std::unique_ptr<TableCheck>> checks_;
};

/// How the live read models stand.
struct LivePosition {
  std::int64_t position = 0;  ///< every event up to it has been applied, and none beyond
  std::optional<std::string>
      trouble;  ///< why nothing can be compared: missing, damaged, with holes, quarantined
};

/// Waits, in ever new snapshots, until the read models have reached the log's head of the first one, at most
/// `patience_ms`; then takes them where they are. Throws pg::Error.
LivePosition wait_for_live(Snapshot& snapshot, std::int64_t patience_ms);

}  // namespace daybook::audit
