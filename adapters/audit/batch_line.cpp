#include "adapters/audit/batch_line.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <thread>
#include <utility>

namespace daybook::audit {
namespace {

/// More than the thread that reads keeps busy: its 1.5 s stand beside 2.8 s of theirs
/// (tests/bench/decisions/0104).
std::size_t threads() { return std::clamp(std::thread::hardware_concurrency(), 1U, 4U); }

}  // namespace

BatchLine::BatchLine(std::function<void(const LogBatch&)> next)
    : next_(std::move(next)),
      most_(2 * threads()),
      filling_(std::make_unique<LogBatch>()),
      pool_(threads()) {}

BatchLine::~BatchLine() {
  pool_.stop();
  pool_.join();
}

void BatchLine::add(std::string_view row) {
  ended_ = true;  // if the following throws
  filling_->add(row);
  if (filling_->full()) send();
  ended_ = false;
}

void BatchLine::finish() {
  if (std::exchange(ended_, true)) return;
  if (!filling_->empty()) send();
  while (!under_way_.empty()) give_on();
}

void BatchLine::send() {
  auto unused = under_way_.size() == most_ ? give_on() : std::make_unique<LogBatch>();
  UnderWay& sent = under_way_.emplace_back();
  sent.batch = std::exchange(filling_, std::move(unused));
  sent.done =
      boost::asio::post(pool_, boost::asio::use_future([batch = sent.batch.get()] { batch->work_out(); }));
}

/// The oldest; returns it cleared, with its room.
std::unique_ptr<LogBatch> BatchLine::give_on() {
  UnderWay oldest = std::move(under_way_.front());
  under_way_.pop_front();
  oldest.done.get();
  next_(*oldest.batch);
  oldest.batch->clear();
  return std::move(oldest.batch);
}

}  // namespace daybook::audit
