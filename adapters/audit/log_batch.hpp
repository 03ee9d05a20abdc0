#pragma once
// Some rows of the log on their way through a pass. What a row gives by itself (fields, leaf hash, fact,
// entry, its record in a shard) is worked out beside the reading, by any thread; what goes by the order of
// positions comes behind it.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/postgres/event_rows.hpp"
#include "projections/posting.hpp"

namespace daybook::audit {

/// What one row gives.
struct CheckedRow {
  EventView event;
  log::Hash leaf{};
  std::vector<Posting> entry;
  std::string fault;        ///< why the event cannot be folded; empty: as far as can be seen, it can
  std::uint64_t shard = 0;  ///< a hash of the partition key
  std::string record;       ///< of its fact or its fault (spilled_fact.hpp)
};

/// Why an event cannot be folded; never empty.
std::string fault_of(const std::exception& e);

class LogBatch {
 public:
  /// A row of kEventColumns in binary COPY's form, copied.
  void add(std::string_view row);
  bool full() const { return ends_.size() == kRows || bytes_.size() >= kBytes; }
  bool empty() const { return ends_.empty(); }
  void clear();

  /// From any thread, once the last row is in. What else it ends with is kept for `rethrow`.
  void work_out() noexcept;
  /// The rows, up to the first that cannot be read. They lie in the batch. One that does not hash as it
  /// should has no more than its event and its leaf.
  std::span<const CheckedRow> rows() const { return std::span(rows_).first(readable_); }
  /// Why the row behind them cannot be read.
  const std::optional<std::string>& unreadable() const { return unreadable_; }
  /// Throws what ended the working out behind them (no memory), if anything did.
  void rethrow() const {
    if (trouble_) std::rethrow_exception(trouble_);
  }

 private:
  static constexpr std::size_t kRows = 256;
  static constexpr std::size_t kBytes = 512 << 10;
  static constexpr std::size_t kKeptRecord = 4 << 10;

  void work_out_rows();
  void work_out(CheckedRow& row);

  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<CheckedRow> rows_;  // kept with their room
  std::size_t readable_ = 0;
  std::optional<std::string> unreadable_;
  std::exception_ptr trouble_;
  Recorded recorded_{};
};

}  // namespace daybook::audit
