#include "adapters/kafka/watched_queue.hpp"

#include <utility>

namespace daybook::kafka {

void Arrivals::tell() {
  {
    const std::scoped_lock lock(mutex_);
    came_ = true;
  }
  told_.notify_one();
}

bool Arrivals::wait_until(std::chrono::steady_clock::time_point end) {
  std::unique_lock lock(mutex_);
  told_.wait_until(lock, end, [this] { return came_; });
  return std::exchange(came_, false);
}

// librdkafka calls under the queue's lock, when what is put there is the first one.
WatchedQueue::WatchedQueue(rd_kafka_queue_t* queue, Arrivals& arrivals) : queue_(queue), arrivals_(arrivals) {
  rd_kafka_queue_forward(queue_, nullptr);
  rd_kafka_queue_cb_event_enable(
      queue_,
      [](rd_kafka_t*, void* self) {
        auto& watched = *static_cast<WatchedQueue*>(self);
        watched.empty_ = false;
        watched.arrivals_.tell();
      },
      this);
}

WatchedQueue::~WatchedQueue() {
  rd_kafka_queue_cb_event_enable(queue_, nullptr, nullptr);
  rd_kafka_queue_destroy(queue_);
}

Message WatchedQueue::take() {
  if (empty_) return nullptr;
  empty_ = true;  // before looking: what comes behind it says otherwise
  Message message(rd_kafka_consume_queue(queue_, 0));
  if (message) empty_ = false;
  return message;
}

}  // namespace daybook::kafka
