#pragma once
// The seals of closed months, recomputed in the one pass of `audit verify`. What is sealed is known before
// the pass begins, and every event counts to the seals as it goes by:
// - SealCheck, in the order of positions: the root at each seal's position, that months are closed in order,
//   and that nothing effective in a closed month was recorded while it was closed;
// - SealSums, in shards of any order: each seal's trial balance.

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/audit/replay.hpp"
#include "adapters/postgres/event_rows.hpp"
#include "events/log/hash.hpp"
#include "events/period/period_seal.hpp"

namespace daybook::audit {

struct Seal {
  std::int64_t event_position = 0;  ///< of the closing event
  PeriodClosed fact;
};

/// Nothing for an event that closes no month, or cannot be read.
std::optional<Seal> seal_of(const Envelope& event);
/// All seals of the log in its order, those of months opened again too. One that cannot be read is left out:
/// the pass names it. Throws pg::Error.
std::vector<Seal> read_seals(pg::Connection& connection);

class SealCheck {
 public:
  explicit SealCheck(const std::vector<Seal>& seals);

  /// The next event; `log` knows the root with it (LogCheck, log::Frontier). Throws Damaged.
  template <class Log>
  void take(const EventView& event, const Log& log) {
    if (event.effective_at < closed_until_) refuse_late(event);
    if (event.type.starts_with("period.")) take_period(event);
    while (next_root_ != by_position_.end() && (*next_root_)->fact.position == event.position) {
      check_root(**next_root_, log.root());
      ++next_root_;
    }
  }
  /// After the last event. Throws Damaged.
  void finish() const;

 private:
  [[noreturn]] void refuse_late(const EventView& event) const;
  void take_period(const EventView& event);
  void check_root(const Seal& seal, const log::Hash& root);

  const std::vector<Seal>& seals_;
  std::vector<const Seal*> by_position_;  // of what they seal
  std::vector<const Seal*>::const_iterator next_root_;
  std::map<std::int64_t, std::string> wrong_roots_;  // by the seal's event, where they are reported
  std::size_t next_seal_ = 0;
  Instant closed_until_;  // the beginning of time: nothing is closed
};

/// An entry belongs to the seals whose position is not before it and whose month ends behind it: what it
/// moves is kept once, by the first position and the first end of those, and added up at the end. Memory: the
/// accounts that were posted to between two seals, for each of them.
class SealSums {
 public:
  SealSums() = default;
  explicit SealSums(const std::vector<Seal>& seals);

  /// A fact's postings, which must not be empty.
  void take(const Envelope& at, const std::vector<Posting>& entry);
  void add(const SealSums& other);
  /// The first seal that does not fit what was taken.
  std::optional<Damaged> first_wrong(const std::vector<Seal>& seals) const;

 private:
  struct Currencies {
    std::vector<std::pair<Currency, Int128>> sums;
    Int128& of(Currency currency);
  };
  using Accounts = std::unordered_map<std::string, Currencies>;
  using Cell = std::pair<std::size_t, std::size_t>;

  PeriodBalances balances_of(const Seal& seal) const;

  std::vector<std::int64_t> positions_;  // of the seals, sorted
  std::vector<Instant> ends_;            // of their months, sorted
  std::map<Cell, Accounts> cells_;
  Cell last_{};
  Accounts* accounts_ = nullptr;  // of the last cell
};

}  // namespace daybook::audit
