#include "adapters/audit/log_pass.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "adapters/audit/books_check.hpp"
#include "adapters/audit/text_hash.hpp"
#include "adapters/postgres/event_rows.hpp"

namespace daybook::audit {
namespace {

constexpr std::int64_t kMaxShards = 4'096;  // each has a buffer

}  // namespace

LogPass::LogPass(LogClaims claims, Options options)
    : options_(std::move(options)),
      log_(std::move(claims), options_.verifier, options_.saved),
      seal_check_(options_.seals),
      shards_(static_cast<std::size_t>(
          std::clamp<std::int64_t>(log_.claimed_size() / options_.shard_events, 1, kMaxShards))) {}

void LogPass::take(std::string_view row) {
  EventView event;
  try {
    event = event_view(row);
  } catch (const std::runtime_error& e) {
    throw Damaged(log_.size() + 1, fmt::format("its row cannot be read: {}", e.what()));
  }
  log_.take(event);
  seal_check_.take(event, log_);
  const auto hash = static_cast<std::uint64_t>(text_hash(event.partition_key, 0));
  shards_.append(hash % shards_.shards(), row);
  if (log_.size() % static_cast<std::int64_t>(options_.chunk) == 0) show(log_.size(), 0);
}

void LogPass::show(std::int64_t read, std::int64_t folded) const {
  if (options_.progress) options_.progress((read + folded) / 2, log_.claimed_size());
}

void LogPass::fold(const std::optional<Damaged>& damage, std::optional<std::int64_t> compare_at,
                   ReplayDigest& rows, const Replay& again) {
  const ShardPass pass{shards_, options_.zone, compare_at,
                       [this](std::int64_t folded) { show(log_.size(), folded); }, options_.seals};
  FoldedShards folded = fold_shards(pass, rows);
  books_ = std::move(folded.books);
  if (folded.damage && (!damage || folded.damage->position <= damage->position)) throw *folded.damage;
  if (damage) throw *damage;
  for (const auto& [currency, sum] : books_.trial)
    if (sum != 0)
      throw Damaged(log_.size(),
                    fmt::format("behind it the trial balance is not zero in {}", currency.str()));
  if (const auto wrong = folded.sums.first_wrong(options_.seals)) throw *wrong;
  check_overflow(again);
}

void LogPass::refold(std::int64_t compare_at, BucketRows& rows) const {
  refold_shards({shards_, options_.zone, compare_at, {}, options_.seals}, rows);
}

/// Shards add accounts up in another order than the log did. That no account ever left 64 bits follows when
/// even all postings together, signs aside, fit; else it is looked at in the order of positions.
void LogPass::check_overflow(const Replay& again) const {
  const bool fits = std::all_of(books_.posted.begin(), books_.posted.end(), [](const auto& posted) {
    return posted.second <= std::numeric_limits<std::int64_t>::max();
  });
  if (fits) return;
  BooksCheck in_order;
  again([&](const Recorded& recorded) { in_order.take(recorded); });
}

void LogPass::fill(VerifyReport& report) const {
  report.events = log_.size();
  if (report.bad && report.bad->position) report.events = std::min(report.events, *report.bad->position - 1);
  report.root = log_.root();
  report.checkpoints = log_.checkpoints_checked();
  report.nodes = log_.nodes_checked();
  report.seals = static_cast<std::int64_t>(options_.seals.size());
  report.entries = books_.entries;
  for (const auto& [currency, sum] : books_.trial) report.currencies.push_back(currency.str());
  if (!report.bad && options_.saved && options_.saved->foreign)
    report.bad = Finding{
        std::nullopt,
        fmt::format("the saved checkpoint is not one of this log, though its root is that of the first {} "
                    "events here: {}",
                    options_.saved->checkpoint.size, *options_.saved->foreign)};
  report.saved_checkpoint = options_.saved && !report.bad;
}

}  // namespace daybook::audit
