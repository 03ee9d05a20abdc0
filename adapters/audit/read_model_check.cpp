#include "adapters/audit/read_model_check.hpp"

#include <chrono>
#include <thread>
#include <unordered_set>

#include "adapters/audit/live_rows.hpp"
#include "adapters/audit/replay.hpp"
#include "projections/applied_ranges.hpp"

namespace daybook::audit {
namespace {

/// Tables of Keep::append: both sides in the order of positions, compared as the replay goes on.
template <class Row>
class AppendedCheck : public TableCheck {
 public:
  AppendedCheck(pg::Connection& connection, const AppendTable<Row>& table)
      : table_(table), live_(connection, order()) {}

  void appended() override {
    for (const Row& replayed : table_.rows()) {
      if (difference) return;
      const auto live = live_.next();
      if (!live || place_of(*live) > place_of(replayed)) {
        difference = name_of(replayed) + ": it is missing";
      } else if (place_of(*live) < place_of(replayed)) {
        difference = name_of(*live) + ": a replay gives no such row";
      } else {
        difference = audit::difference(*live, replayed);
      }
      ++rows;
    }
  }
  void finish() override {
    appended();
    if (difference) return;
    if (const auto more = live_.next()) difference = name_of(*more) + ": a replay gives no such row";
  }

 private:
  /// Where the row comes in the order below.
  static auto place_of(const Row& row) { return std::make_pair(row.position, key_of(row)); }
  static std::string order() {
    std::string columns = "position";
    sql::each_column<Row>([&](auto d, std::size_t i) {
      if (i < Row::key_columns && std::string_view(d.name) != "position")
        columns += std::string(", ") + d.name;
    });
    return columns;
  }
  const AppendTable<Row>& table_;
  LiveRows<Row> live_;
};

/// The other tables: every live row is looked up among the replayed ones, and as many there are of both.
template <class Row>
class KeyedCheck : public TableCheck {
 public:
  KeyedCheck(pg::Connection& connection, Table<Row>& table)
      : connection_(connection), table_(table), live_(connection, "") {}

  void appended() override {}
  void finish() override {
    while (const auto live = live_.next()) {
      const Row* replayed = table_.find(key_of(*live));
      difference = replayed ? audit::difference(*live, *replayed)
                            : std::optional(name_of(*live) + ": a replay gives no such row");
      if (difference) return;
      ++rows;
    }
    std::int64_t expected = 0;
    table_.each([&](const Row&) { ++expected; });
    if (expected != rows) difference = first_missing();
  }

 private:
  std::string first_missing() {
    // Live keys are collected only now that something is known to be wrong.
    std::unordered_set<KeyOf<Row>, RowKeyHash> keys;
    LiveRows<Row> again(connection_, "", "audit_again");
    while (const auto live = again.next()) keys.insert(key_of(*live));
    std::string first;
    table_.each([&](const Row& row) {
      if (keys.contains(key_of(row))) return;
      if (const std::string name = name_of(row); first.empty() || name < first) first = name;
    });
    connection_.exec("CLOSE audit_again");
    return first + ": it is missing";
  }
  pg::Connection& connection_;
  Table<Row>& table_;
  LiveRows<Row> live_;
};

/// A table that could not even be opened.
class UnreadableCheck : public TableCheck {
 public:
  explicit UnreadableCheck(std::string why) { difference = std::move(why); }
  void appended() override {}
  void finish() override {}
};

template <class Table>
std::unique_ptr<TableCheck> check_of(pg::Connection& connection, Table& table) {
  using Row = typename Table::RowType;
  try {
    if constexpr (Row::keep == Keep::append) {
      return std::make_unique<AppendedCheck<Row>>(connection, table);
    } else {
      return std::make_unique<KeyedCheck<Row>>(connection, table);
    }
  } catch (const BadTable& e) {
    return std::make_unique<UnreadableCheck>(e.what());
  }
}

}  // namespace

ReadModelCheck::ReadModelCheck(pg::Connection& connection, ReadModels& models) : models_(models) {
  models.each_table([&](auto& table) { checks_.push_back(check_of(connection, table)); });
}

void ReadModelCheck::chunk() {
  for (auto& check : checks_) try {
      check->appended();
    } catch (const BadTable& e) {
      check->difference = e.what();
    }
  drop_appended(models_);
}

std::optional<std::string> ReadModelCheck::finish() {
  for (auto& check : checks_) try {
      if (!check->difference) check->finish();
    } catch (const BadTable& e) {
      check->difference = e.what();
    }
  for (const auto& check : checks_)
    if (check->difference) return check->difference;
  return std::nullopt;
}

std::int64_t ReadModelCheck::rows() const {
  std::int64_t sum = 0;
  for (const auto& check : checks_) sum += check->rows;
  return sum;
}

LivePosition wait_for_live(Snapshot& snapshot, std::int64_t patience_ms) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  const std::int64_t head = snapshot.head().position;
  for (;; snapshot.renew()) {
    auto& connection = snapshot.connection();
    if (connection.exec("SELECT to_regclass('read.progress')").null(0, 0))
      return {0,
              "the read models are missing (no read.progress): daybook projections rebuild makes them anew"};
    const auto row = connection.exec("SELECT contiguous, beyond FROM read.progress");
    if (row.size() != 1) return {0, "read.progress has no row: daybook projections rebuild mends that"};
    const AppliedRanges applied(row.integer(0, 0), row.text(0, 1));
    const bool late = std::chrono::steady_clock::now() > deadline;
    if (applied.nothing_beyond() && (applied.contiguous() >= head || late)) {
      const auto poisoned = connection.exec(
          "SELECT position, error FROM read.quarantine WHERE error IS NOT NULL ORDER BY position LIMIT 1");
      if (poisoned.size() > 0)
        return {applied.contiguous(), fmt::format("the read models have quarantined position {}: {}",
                                                  poisoned.text(0, 0), poisoned.text(0, 1))};
      return {applied.contiguous(), std::nullopt};
    }
    if (late)
      return {applied.contiguous(),
              fmt::format("the read models lack position {}, though they have applied later ones",
                          applied.contiguous() + 1)};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace daybook::audit
