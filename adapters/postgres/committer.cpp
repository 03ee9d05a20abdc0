#include "adapters/postgres/committer.hpp"

#include <algorithm>

#include "adapters/system/short_slices.hpp"
#include "adapters/system/thread_name.hpp"

namespace daybook {
Committer::Committer(const std::string& url, const std::string& settings,
                     std::function<void(BatchInFlight&)> committed, std::function<void()> ended)
    : committed_(std::move(committed)), ended_(std::move(ended)) {
  for (Line& line : lines_) line.connection = std::make_unique<pg::Connection>(url, settings);
  for (Lane& lane : lanes_)
    lane.thread = std::thread([this, &lane] {
      name_this_thread("commit");
      take_short_slices();
      loop(lane);
    });
}

Committer::~Committer() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  for (Lane& lane : lanes_) lane.arrived.notify_one();
  for (Lane& lane : lanes_) lane.thread.join();
}

void Committer::start(Batch batch) {
  std::unique_lock lock(mutex_);
  ++started_;
  ++in_flight_;
  Lane& lane = lanes_[static_cast<std::size_t>(started_) % kMost];
  lane.todo = std::move(batch);
  lane.number = started_;
  lock.unlock();
  lane.arrived.notify_one();
}

bool Committer::may_begin(const BatchInFlight& batch) const {
  std::lock_guard lock(mutex_);
  return in_flight_ == 0 && broken_.empty() && goes_at_once(batch.batch) &&
         lines_.front().connection->alive();
}

std::optional<int> Committer::begin(Batch batch) {
  {
    std::lock_guard lock(mutex_);
    begun_number_ = ++started_;
    ++in_flight_;
  }
  begun_ = std::move(batch);
  pg::Connection& connection = *take_line().connection;
  attempt(*begun_, connection, [&] { send_batch(connection, begun_->batch); });
  if (!begun_->trouble) return connection.socket();
  leave(lines_.front());
  end(begun_, begun_number_);
  return std::nullopt;
}

bool Committer::receive(bool wait) {
  pg::Connection& connection = *lines_.front().connection;
  if (!wait && !connection.answered()) return false;
  attempt(*begun_, connection, [&] { connection.receive(); });
  leave(lines_.front());
  Batch batch = std::move(begun_);  // once it has ended, somebody else may begin one
  const std::int64_t number = begun_number_;
  if (end(batch, number)) tell(std::move(batch), number);
  return true;
}

Committer::Line& Committer::take_line() {
  std::lock_guard lock(mutex_);
  Line& line = *std::ranges::find(lines_, false, &Line::taken);
  line.taken = true;
  return line;
}

void Committer::leave(Line& line) {
  std::lock_guard lock(mutex_);
  line.taken = false;
}

void Committer::commit(BatchInFlight& batch, std::int64_t number) {
  const Turn turn = wait_until_secure(number - 1);
  if (turn == Turn::never) {
    batch.behind_failed = true;
    return;
  }
  Line& line = take_line();
  pg::Connection& connection = *line.connection;
  attempt(batch, connection, [&] {
    connection.revive();
    if (turn == Turn::alone) return commit_batch(connection, batch.batch, [&] { secure(number); });
    insert_batch(connection, batch.batch);
    secure(number);
    if (wait_until_committed(number - 1)) return commit_inserted(connection, batch.batch);
    batch.behind_failed = true;
  });
  if (batch.trouble || batch.behind_failed) roll_back(connection);
  leave(line);
}

template <class Commit>
void Committer::attempt(BatchInFlight& batch, pg::Connection& connection, Commit&& commit) {
  try {
    commit();
    return;
  } catch (const pg::Error& e) {
    batch.trouble = e;
  } catch (const std::exception& e) {
    batch.trouble = pg::Error(e.what(), "", false);
  }
  batch.backend = connection.backend();
}

bool Committer::end(Batch& batch, std::int64_t number) {
  const bool failed = batch->behind_failed || batch->trouble;
  {
    std::lock_guard lock(mutex_);
    if (failed) {
      broken_.emplace(number, std::move(batch));
    } else {
      done_ = number;
      secure_ = std::max(secure_, number);
    }
    --in_flight_;
  }
  changed_.notify_all();
  return !failed;
}

void Committer::tell(Batch batch, std::int64_t number) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return told_ == number - 1; });
  }
  committed_(*batch);
  batch.reset();
  {
    std::lock_guard lock(mutex_);
    told_ = number;
  }
  changed_.notify_all();
}

void Committer::secure(std::int64_t number) {
  {
    std::lock_guard lock(mutex_);
    secure_ = std::max(secure_, number);
  }
  changed_.notify_all();
}

Committer::Turn Committer::wait_until_secure(std::int64_t before) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return secure_ >= before || !broken_.empty(); });
  if (!broken_.empty()) return Turn::never;
  return done_ >= before ? Turn::alone : Turn::behind;
}

bool Committer::wait_until_committed(std::int64_t before) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return done_ >= before || !broken_.empty(); });
  return done_ >= before;
}

std::vector<Committer::Batch> Committer::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return in_flight_ == 0 && told_ == done_; });
  secure_ = done_ = told_ = started_;
  std::vector<Batch> failed;
  for (auto& [number, batch] : broken_) failed.push_back(std::move(batch));
  broken_.clear();
  return failed;
}

std::size_t Committer::in_flight() const {
  std::lock_guard lock(mutex_);
  return in_flight_;
}

bool Committer::has_failed() const {
  std::lock_guard lock(mutex_);
  return !broken_.empty();
}

void Committer::loop(Lane& lane) {
  while (true) {
    Batch work;
    std::int64_t number = 0;
    {
      std::unique_lock lock(mutex_);
      lane.arrived.wait(lock, [&] { return stopping_ || lane.todo; });
      if (!lane.todo) return;
      work = std::move(lane.todo);
      number = lane.number;
    }
    commit(*work, number);
    const bool committed = end(work, number);
    ended_();
    if (committed) tell(std::move(work), number);
  }
}

}  // namespace daybook
