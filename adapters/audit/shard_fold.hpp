#pragma once
// Folds one shard of the log: all events of some partition keys, in order. No fold depends on another key's
// events (projections/read_models.hpp), so the shards together give what the whole log gives, and one shard's
// rows fit in memory. Checks what needs the events before one: stream versions, balanced entries.

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "adapters/audit/period_seals.hpp"
#include "adapters/audit/replay.hpp"
#include "adapters/audit/replayed_rows.hpp"
#include "adapters/audit/spill.hpp"
#include "adapters/audit/spilled_fact.hpp"
#include "projections/apply_halves.hpp"

namespace daybook::audit {

/// What a shard's entries come to; they add up over the shards.
struct Books {
  std::int64_t entries = 0;           ///< that moved money
  std::map<Currency, Int128> trial;   ///< of payees' balances; 0 with that of all other accounts
  std::map<Currency, Int128> posted;  ///< of all postings, each as a positive amount
  void add(const Books& other) {
    entries += other.entries;
    for (const auto& [currency, sum] : other.trial) trial[currency] += sum;
    for (const auto& [currency, sum] : other.posted) posted[currency] += sum;
  }
};

/// `Rows` takes the replayed rows (replayed_rows.hpp) as they stand at position `compare_at`, 0 being before
/// the first event; nothing: never. A ReplayDigest gets no rows of stretches (stretch_fold.hpp); BucketRows
/// get what this shard adds to them. `sums` takes the entries, for the seals of closed months; may be null.
template <class Rows>
class ShardFold {
 public:
  ShardFold(const Zone& zone, std::optional<std::int64_t> compare_at, Rows& rows, SealSums* sums = nullptr)
      : models_(zone), compare_at_(compare_at), rows_(rows), sums_(sums) {}

  /// Throws Damaged.
  void run(std::string_view records) {
    for (std::string_view record; Spill::next_record(records, record);) take(record);
    if (compare_at_) hand_over();
    models_.payee_open_blocks.each([&](const PayeeOpenBlockRow& row) {  // what we owe stands in credit
      books_.trial[row.currency] -= sums_of(row.first_position, row.state.value).owed().value;
    });
  }
  const Books& books() const { return books_; }
  std::int64_t events() const { return events_; }

 private:
  static constexpr std::int64_t kAppendedRows = 4'096;  // events between two clearings of what was appended

  void take(std::string_view record) {
    ++events_;
    const SpilledFact fact = read_spilled(record, recorded_);
    const std::int64_t position = recorded_.envelope.position.value;
    if (compare_at_ && position > *compare_at_) hand_over();
    check_version(fact.stream);
    if (!fact.fault.empty()) throw Damaged(position, std::string(fact.fault));
    try {
      const std::vector<Posting> entry = post(recorded_);
      apply_by_key(recorded_, entry, models_);
      if constexpr (std::is_same_v<Rows, BucketRows>) apply_by_stretch(recorded_.envelope, entry, models_);
      check_entry(entry);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& e) {
      throw Damaged(position, e.what());
    }
    if (events_ % kAppendedRows != 0) return;
    if (compare_at_) hand_appended();
    drop_appended(models_);
  }

  void check_version(std::string_view stream) {
    const Envelope& e = recorded_.envelope;
    std::int64_t& version = versions_[stream];
    if (e.version.value != version + 1)
      throw Damaged(e.position.value,
                    fmt::format("stream {} goes from version {} to {}", stream, version, e.version.value));
    version = e.version.value;
  }

  /// The entry that the event brought, if it moved money.
  void check_entry(const std::vector<Posting>& entry) {
    if (entry.empty()) return;
    ++books_.entries;
    const Currency currency = entry.front().currency;
    Int128 sum = 0;
    Int128& posted = books_.posted[currency];
    for (const Posting& p : entry) {
      sum += p.amount.value;
      posted += p.amount < Minor{} ? -Int128{p.amount.value} : Int128{p.amount.value};
    }
    if (sum != 0)
      throw std::runtime_error(fmt::format("its entry does not sum to zero in {}", currency.str()));
    if (sums_) sums_->take(recorded_.envelope, entry);
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
