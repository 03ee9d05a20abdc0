#pragma once
// Facts of the log for a reader of the read models, a few at a time: those up to the position that the read
// models have reached, without quarantined ones, so that what is told from them agrees with the stored
// figures. Which stretches of the log are worth reading, an index of the read models may say.

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "events/envelope.hpp"
#include "projections/available_lines.hpp"

namespace daybook {

/// Everything that is set must hold.
struct LogPart {
  std::int64_t after = 0;            ///< positions behind it
  std::int64_t until = INT64_MAX;    ///< up to it
  std::vector<std::string> streams;  ///< any of them; none: all. Short ones: they are read whole
  std::optional<std::string> partition_key;
  std::vector<std::string> types;  ///< any of them; none: all
  std::string stretches;           ///< a query's "FROM … WHERE …" over rows with a column `stretch`
  pg::Params stretch_params;       ///< its $1, $2, …
};

enum class WalkOrder { oldest_first, newest_first };

/// Within one transaction of the caller's, REPEATABLE READ.
class LogWalk {
 public:
  LogWalk(pg::Connection& connection, LogPart part, WalkOrder order = WalkOrder::oldest_first);
  /// The next facts, some and at most `limit`, in order; none at the end. Throws pg::Error,
  /// std::runtime_error for facts that cannot be decoded.
  std::vector<Recorded> next(std::size_t limit = 512);
  /// All the facts that are left, one after the other. Throws as next.
  template <class F>
  void each(F&& f) {
    for (auto facts = next(); !facts.empty(); facts = next())
      for (const Recorded& fact : facts) f(fact);
  }

 private:
  struct Range {
    std::int64_t after, until;
  };
  bool find_ranges();
  std::vector<Recorded> read(const Range& range, std::size_t limit);

  pg::Connection& connection_;
  LogPart part_;
  WalkOrder order_;
  std::deque<Range> ranges_;
  bool more_ranges_ = true;
};

/// So many facts are asked for at a time: bounds the memory that payloads take.
inline constexpr std::size_t kFactsAtOnce = 500;

/// The facts at these positions, in order; those that are not there are left out.
std::vector<Recorded> facts_at(pg::Connection& connection, std::span<const std::int64_t> positions);

/// The lines that a payout names, in order. Throws std::runtime_error when the log has no such event.
std::vector<AvailableLine> available_lines_at(pg::Connection& connection,
                                              std::span<const std::int64_t> positions);

}  // namespace daybook
