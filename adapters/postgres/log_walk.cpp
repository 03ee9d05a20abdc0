#include "adapters/postgres/log_walk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/read_pool.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "projections/account_days.hpp"

namespace daybook {
namespace {

/// Stretches asked for at a time.
constexpr int kStretches = 256;
constexpr int kBits = kStretchBits[0];

constexpr const char* kNotQuarantined =
    "NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.position = e.position)";

std::vector<Recorded> decoded(const pg::Rows& rows) {
  std::vector<Recorded> facts;
  facts.reserve(static_cast<std::size_t>(rows.size()));
  for (int i = 0; i < rows.size(); ++i) facts.push_back(decode(envelope_of(rows, i)));
  return facts;
}

}  // namespace

LogWalk::LogWalk(pg::Connection& connection, LogPart part, WalkOrder order)
    : connection_(connection), part_(std::move(part)), order_(order) {
  part_.until = std::min(part_.until, read_position(connection_));
}

std::vector<Recorded> LogWalk::next(std::size_t limit) {
  while (!ranges_.empty() || find_ranges()) {
    Range& range = ranges_.front();
    auto facts = read(range, limit);
    if (facts.size() < limit) {
      ranges_.pop_front();
    } else if (order_ == WalkOrder::oldest_first) {
      range.after = facts.back().envelope.position.value;
    } else {
      range.until = facts.back().envelope.position.value - 1;
    }
    if (!facts.empty()) return facts;
  }
  return {};
}

bool LogWalk::find_ranges() {
  if (!more_ranges_ || part_.after >= part_.until) return false;
  if (part_.stretches.empty()) {
    more_ranges_ = false;
    ranges_.push_back({part_.after, part_.until});
    return true;
  }
  const bool forward = order_ == WalkOrder::oldest_first;
  pg::Params params = part_.stretch_params;
  params.push_back(std::to_string((part_.after + 1) >> kBits));
  params.push_back(std::to_string(part_.until >> kBits));
  const auto rows = connection_.exec(
      fmt::format(
          "SELECT DISTINCT stretch {} AND stretch >= ${} AND stretch <= ${} ORDER BY stretch {} LIMIT {}",
          part_.stretches, params.size() - 1, params.size(), forward ? "ASC" : "DESC", kStretches),
      params);
  more_ranges_ = rows.size() == kStretches;
  for (int i = 0; i < rows.size(); ++i) {
    const std::int64_t first = rows.integer(i, 0) << kBits;
    const Range found{std::max(part_.after, first - 1), std::min(part_.until, first + (1 << kBits) - 1)};
    if (!ranges_.empty() && forward && ranges_.back().until == found.after) {
      ranges_.back().until = found.until;
    } else if (!ranges_.empty() && !forward && ranges_.back().after == found.until) {
      ranges_.back().after = found.after;
    } else {
      ranges_.push_back(found);
    }
  }
  if (ranges_.empty()) return false;
  (forward ? part_.after : part_.until) = forward ? ranges_.back().until : ranges_.back().after;
  return true;
}

std::vector<Recorded> LogWalk::read(const Range& range, std::size_t limit) {
  pg::Params params{std::to_string(range.after), std::to_string(range.until)};
  std::string where = fmt::format("e.position > $1 AND e.position <= $2 AND {}", kNotQuarantined);
  const auto parameter = [&](std::string value) {
    params.push_back(std::move(value));
    return fmt::format("${}", params.size());
  };
  if (part_.partition_key) where += " AND e.partition_key = " + parameter(*part_.partition_key);
  if (!part_.types.empty())
    where += fmt::format(" AND e.type = ANY({})", parameter(pg::text_array(part_.types)));
  const char* direction = order_ == WalkOrder::oldest_first ? "ASC" : "DESC";
  if (part_.streams.empty())
    return decoded(connection_.exec(
        fmt::format("SELECT {} FROM public.events e WHERE {} ORDER BY e.position {} LIMIT {}", kEventColumns,
                    where, direction, limit),
        params));
  where += fmt::format(" AND e.stream = ANY({})", parameter(pg::text_array(part_.streams)));
  // Found by the streams' index, not by walking back through the log until there are enough.
  return decoded(
      connection_.exec(fmt::format("WITH found AS MATERIALIZED (SELECT {0} FROM public.events e WHERE {1}) "
                                   "SELECT {0} FROM found ORDER BY position {2} LIMIT {3}",
                                   kEventColumns, where, direction, limit),
                       params));
}

std::vector<Recorded> facts_at(pg::Connection& connection, std::span<const std::int64_t> positions) {
  if (positions.empty()) return {};
  return decoded(connection.exec(
      fmt::format("SELECT {} FROM public.events WHERE position = ANY($1::bigint[]) ORDER BY position",
                  kEventColumns),
      {fmt::format("{{{}}}", fmt::join(positions, ","))}));
}

std::vector<AvailableLine> available_lines_at(pg::Connection& connection,
                                              std::span<const std::int64_t> positions) {
  std::vector<AvailableLine> lines;
  for (std::size_t first = 0; first < positions.size(); first += kFactsAtOnce) {
    const auto some = positions.subspan(first, std::min(kFactsAtOnce, positions.size() - first));
    const auto facts = facts_at(connection, some);
    for (const std::int64_t position : some)
      if (!std::ranges::binary_search(facts, position, {},
                                      [](const Recorded& fact) { return fact.envelope.position.value; }))
        throw std::runtime_error(fmt::format("the log has no event at {}, which a payout names", position));
    for (const Recorded& fact : facts)
      if (const auto line = available_line(fact)) lines.push_back(*line);
  }
  return lines;
}

}  // namespace daybook
