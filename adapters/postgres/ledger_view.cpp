#include "adapters/postgres/ledger_view.hpp"

#include "adapters/log.hpp"
#include "adapters/pause.hpp"
#include "adapters/postgres/copy_rows.hpp"

namespace daybook {

namespace {
using clock = std::chrono::steady_clock;

constexpr std::size_t kChunk = 5'000;
/// Starting reads at most what came after the last one: both limits must be passed, so that a busy process
/// does not spend itself on snapshots.
constexpr std::int64_t kSnapshotEvery = 50'000;
constexpr std::chrono::seconds kSnapshotPause{5};

/// In binary: commits wait behind every byte that the server must copy and decode.
const pg::Statement kSaveSnapshot{
    "save_snapshot",
    "INSERT INTO snapshots (name, position, format, state) VALUES ('ledger', $1, $2, $3) "
    "ON CONFLICT (name) DO UPDATE SET position = excluded.position, format = excluded.format, "
    "state = excluded.state WHERE snapshots.position < excluded.position"};
}  // namespace

LedgerView::LedgerView(const std::string& url) : reader_(url) {
  const auto rows =
      reader_.connection().exec("SELECT state, position FROM snapshots WHERE name = $1 AND format = $2",
                                {"ledger", std::to_string(LedgerState::kSnapshotFormat)});
  if (rows.size() == 1) {
    state_ = LedgerState::from_snapshot(rows.bytes(0, 0));
    snapshot_at_ = rows.integer(0, 1);
  }
  catch_up();
}

LedgerState LedgerView::copy() const {
  std::shared_lock lock(mutex_);
  return state_;
}

std::optional<BrokerState> LedgerView::broker(const BrokerId& id) const {
  std::shared_lock lock(mutex_);
  const BrokerState* found = state_.broker(id);
  return found ? std::optional(*found) : std::nullopt;
}

GlobalPosition LedgerView::position() const {
  std::shared_lock lock(mutex_);
  return state_.position();
}

void LedgerView::apply(std::span<const Recorded> events) {
  std::vector<const Recorded*> applied;
  {
    std::unique_lock lock(mutex_);
    for (const auto& event : events) {
      if (event.envelope.position != state_.position().next()) continue;
      state_.apply(event);
      applied.push_back(&event);
    }
  }
  advanced_.notify_all();
  for (const auto* event : applied)
    for (const auto& listener : listeners_) listener(*event);
}

void LedgerView::on_event(std::function<void(const Recorded&)> listener) {
  listeners_.push_back(std::move(listener));
}

void LedgerView::catch_up() {
  while (true) {
    auto envelopes = reader_.read_after(position().value, kChunk);
    if (envelopes.empty()) return;
    std::vector<Recorded> events;
    events.reserve(envelopes.size());
    for (auto& envelope : envelopes) events.push_back(decode(std::move(envelope)));
    apply(events);
  }
}

void LedgerView::save_snapshot() {
  const LedgerState state = copy();
  pg::CopyRows row;
  row.row(3);
  row.int8(state.position().value);
  row.int4(LedgerState::kSnapshotFormat);
  row.text(state.snapshot());
  const pg::Query save{&kSaveSnapshot, row.split().front()};
  reader_.connection().pipeline({&save, 1});
  snapshot_at_ = state.position().value;
  snapshot_due_ = clock::now() + kSnapshotPause;
}

void LedgerView::follow(std::stop_token stop) {
  bool away = false;
  std::int64_t stood_at = position().value;
  while (!stop.stop_requested()) {
    try {
      // Own commits are decided at the head and applied without a gap: while they come, they bring what
      // others appended, and reading behind them would only read them again.
      if (position().value == stood_at) catch_up();
      stood_at = position().value;
      if (position().value - snapshot_at_ >= kSnapshotEvery && clock::now() >= snapshot_due_) save_snapshot();
      if (away) logging::info("following the log again");
      away = false;
    } catch (const std::exception& e) {
      if (!away) logging::warn("cannot follow the log, trying on: {}", e.what());
      away = true;
    }
    pause(stop, away ? 500 : 100);
  }
}

bool LedgerView::wait_for(GlobalPosition position, std::chrono::milliseconds timeout) {
  std::shared_lock lock(mutex_);
  return advanced_.wait_for(lock, timeout, [&] { return state_.position() >= position; });
}

}  // namespace daybook
