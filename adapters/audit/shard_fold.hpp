#pragma once
// Folds one shard of the log: all events of some partition keys, in order. No fold depends on another key's
// events (projections/read_models.hpp), so the shards together give what the whole log gives, and one shard's
// rows fit in memory. Checks what needs the events before one: stream versions, payload against envelope,
// balanced entries.

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "adapters/audit/period_seals.hpp"
#include "adapters/audit/replay.hpp"
#include "adapters/audit/spill.hpp"
#include "adapters/postgres/event_rows.hpp"

namespace daybook::audit {

/// What a shard's entries come to; they add up over the shards.
struct Books {
  std::int64_t entries = 0;           ///< that moved money
  std::map<Currency, Int128> trial;   ///< of all account balances: 0
  std::map<Currency, Int128> posted;  ///< of all postings, each as a positive amount
  void add(const Books& other) {
    entries += other.entries;
    for (const auto& [currency, sum] : other.trial) trial[currency] += sum;
    for (const auto& [currency, sum] : other.posted) posted[currency] += sum;
  }
};

/// `Rows` takes the replayed rows (replayed_rows.hpp) as they stand at position `compare_at`, 0 being before
/// the first event; nothing: never. Of Keep::add it gets what this shard adds. `sums` takes the entries, for
/// the seals of closed months; may be null.
template <class Rows>
class ShardFold {
 public:
  ShardFold(const Zone& zone, std::optional<std::int64_t> compare_at, Rows& rows, SealSums* sums = nullptr)
      : models_(zone), compare_at_(compare_at), rows_(rows), sums_(sums) {}

  /// Throws Damaged.
  void run(std::string_view records) {
    for (std::string_view row; Spill::next_record(records, row);) take(event_view(row));
    if (compare_at_) hand_over();
    models_.journal_entries.clear_cache();
    models_.account_balances.each(
        [&](const AccountBalanceRow& row) { books_.trial[row.currency] += row.amount.value; });
  }
  const Books& books() const { return books_; }
  std::int64_t events() const { return events_; }

 private:
  static constexpr std::size_t kAppendedRows = 4'096;  // kept of a table, at most

  void take(const EventView& view) {
    ++events_;
    if (compare_at_ && view.position > *compare_at_) hand_over();
    check_version(view);
    try {
      assign(recorded_.envelope, view);
      recorded_.event = decode_event(view.type, view.schema_version, view.payload);
      if (stream_of(recorded_.event) != view.stream ||
          partition_key_of(recorded_.event) != view.partition_key)
        throw std::runtime_error("its stream or partition key is not the one of its payload");
      const std::size_t entries = models_.journal_entries.size();
      models_.apply(recorded_);
      check_entry(entries);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& e) {
      throw Damaged(view.position, e.what());
    }
    if (models_.journal_entries.size() < kAppendedRows && models_.activity_log.size() < kAppendedRows) return;
    if (compare_at_) hand_appended();
    drop_appended(models_);
  }

  void check_version(const EventView& view) {
    std::int64_t& version = versions_[view.stream];
    if (view.version != version + 1)
      throw Damaged(view.position,
                    fmt::format("stream {} goes from version {} to {}", view.stream, version, view.version));
    version = view.version;
  }

  /// The entry that the event brought, if there are more than `before`.
  void check_entry(std::size_t before) {
    if (before == models_.journal_entries.size()) return;
    ++books_.entries;
    const JournalEntryRow& entry = models_.journal_entries.rows().back();
    Int128 sum = 0;
    Int128& posted = books_.posted[entry.currency];
    for (const Minor amount : entry.amounts) {
      sum += amount.value;
      posted += amount < Minor{} ? -Int128{amount.value} : Int128{amount.value};
    }
    if (sum != 0)
      throw std::runtime_error(fmt::format("its entry does not sum to zero in {}", entry.currency.str()));
    if (sums_) sums_->take(entry);
  }

  void hand_appended() {
    models_.each_table([&]<class T>(T& table) {
      if constexpr (T::RowType::keep == Keep::append)
        for (const auto& row : table.rows()) rows_.row(row);
    });
  }
  void hand_over() {
    hand_appended();
    drop_appended(models_);
    models_.each_table([&]<class T>(T& table) {
      if constexpr (T::RowType::keep != Keep::append) table.each([&](const auto& row) { rows_.row(row); });
    });
    compare_at_.reset();
  }

  ReadModels models_;
  std::optional<std::int64_t> compare_at_;  // nothing once the rows are handed over
  Rows& rows_;
  SealSums* sums_;
  Books books_;
  std::int64_t events_ = 0;
  Recorded recorded_{};
  std::unordered_map<std::string_view, std::int64_t> versions_;  // views into the shard's records
};

}  // namespace daybook::audit
