#pragma once
// A thread that waits for sockets, for whoever would rather act on it than on one of his own: handing over
// between threads costs a wake-up each way.

#include <functional>

namespace daybook {

class EventLoop {
 public:
  EventLoop() = default;
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  virtual ~EventLoop() = default;

  /// From any thread: acts on the loop's, behind what the same thread posted before.
  virtual void post(std::function<void()> act) = 0;
  /// On the loop's thread, for one socket at a time: acts there, once, when something has come.
  virtual void when_readable(int socket, std::function<void()> act) = 0;
};

}  // namespace daybook
