#include "adapters/audit/log_pass.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "adapters/audit/batch_line.hpp"
#include "adapters/audit/books_check.hpp"
#include "adapters/audit/spilled_fact.hpp"

namespace daybook::audit {
namespace {

constexpr std::int64_t kMaxShards = 4'096;  // each has a buffer

}  // namespace

LogPass::LogPass(LogClaims claims, Options options, ReplayDigest& rows)
    : options_(std::move(options)),
      log_(std::move(claims), options_.verifier, options_.saved),
      seal_check_(options_.seals),
      shards_(static_cast<std::size_t>(
          std::clamp<std::int64_t>(log_.claimed_size() / options_.shard_events, 1, kMaxShards))),
      stretches_(options_.zone, options_.compare_at, rows),
      rows_(rows) {}

std::optional<Damaged> LogPass::read(const std::function<void(const Take&)>& rows) {
  try {
    BatchLine line([this](const LogBatch& batch) { take(batch); });
    try {
      rows([&](std::string_view row) { line.add(row); });
    } catch (const std::exception&) {
      line.finish();
      throw;
    }
    line.finish();
    log_.finish();
    seal_check_.finish();
  } catch (const Damaged& e) {
    return e;
  }
  return std::nullopt;
}

void LogPass::take(const LogBatch& batch) {
  for (const CheckedRow& row : batch.rows()) {
    log_.take(row.event, row.leaf);
    seal_check_.take(row.event, log_);
    put_aside(row);
    if (log_.size() % static_cast<std::int64_t>(options_.chunk) == 0) show(log_.size(), 0);
  }
  if (batch.unreadable())
    throw Damaged(log_.size() + 1, fmt::format("its row cannot be read: {}", *batch.unreadable()));
  batch.rethrow();
}

/// What cannot be folded is put aside with the reason: an earlier event of its shard may be worse.
void LogPass::put_aside(const CheckedRow& row) {
  const std::size_t shard = row.shard % shards_.shards();
  try {
    if (row.fault.empty()) {
      at_.position = {row.event.position};
      at_.type = row.event.type;
      at_.effective_at = row.event.effective_at;
      stretches_.take(at_, row.entry);
    }
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    std::string record;
    spill_fact(record, row.event, {}, fault_of(e));
    return shards_.append(shard, record);
  }
  shards_.append(shard, row.record);
}

void LogPass::show(std::int64_t read, std::int64_t folded) const {
  if (options_.progress) options_.progress((read + folded) / 2, log_.claimed_size());
}

void LogPass::fold(const std::optional<Damaged>& damage, const Replay& again) {
  stretches_.finish();
  const ShardPass pass{shards_, options_.zone, options_.compare_at,
                       [this](std::int64_t folded) { show(log_.size(), folded); }, options_.seals};
  FoldedShards folded = fold_shards(pass, rows_);
  books_ = std::move(folded.books);
  for (const auto& [currency, sum] : stretches_.trial()) books_.trial[currency] += sum;
  if (folded.damage && (!damage || folded.damage->position <= damage->position)) throw *folded.damage;
  if (damage) throw *damage;
  for (const auto& [currency, sum] : books_.trial)
    if (sum != 0)
      throw Damaged(log_.size(),
                    fmt::format("behind it the trial balance is not zero in {}", currency.str()));
  if (const auto wrong = folded.sums.first_wrong(options_.seals)) throw *wrong;
  check_overflow(again);
}

void LogPass::refold(BucketRows& rows) const {
  refold_shards({shards_, options_.zone, options_.compare_at, {}, options_.seals}, rows);
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
