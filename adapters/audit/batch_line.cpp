#include "adapters/audit/batch_line.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <thread>

namespace daybook::audit {
namespace {

std::size_t cores() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace

BatchLine::BatchLine(std::function<void(const LogBatch&)> next)
    : next_(std::move(next)), most_(2 * cores()), filling_(std::make_unique<LogBatch>()), pool_(cores()) {}

BatchLine::~BatchLine() {
  pool_.stop();
  pool_.join();
}

void BatchLine::add(std::string_view row) {
  filling_->add(row);
  if (filling_->full()) send();
}

void BatchLine::finish() {
  if (ended_) return;
  if (!filling_->empty()) send();
  while (!under_way_.empty()) give_on();
}

void BatchLine::send() {
  if (under_way_.size() == most_) give_on();
  LogBatch* batch = filling_.get();
  under_way_.push_back({std::move(filling_), {}});
  under_way_.back().done = boost::asio::post(pool_, boost::asio::use_future([batch] { batch->work_out(); }));
  if (unused_.empty()) unused_.push_back(std::make_unique<LogBatch>());
  filling_ = std::move(unused_.back());
  unused_.pop_back();
}

/// The oldest.
void BatchLine::give_on() {
  UnderWay oldest = std::move(under_way_.front());
  under_way_.pop_front();
  ended_ = true;  // if the following throws
  oldest.done.get();
  next_(*oldest.batch);
  ended_ = false;
  oldest.batch->clear();
  unused_.push_back(std::move(oldest.batch));
}

}  // namespace daybook::audit
