#pragma once
// One I/O thread: an io_context of its own (so everything on it is one strand without locks), the
// connections that live on it, and one coarse timer that checks all their deadlines.

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <ctime>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>

#include "adapters/event_loop.hpp"
#include "adapters/http/server/shared_state.hpp"
#include "adapters/http/server/transport.hpp"

namespace daybook::http {

class Connection;

/// All functions but the constructor, run(), context(), post() and shared() belong to the worker's thread.
/// Outstanding replies own their worker, so a reply that comes after the server has gone finds a quiet
/// io_context instead of freed memory.
class Worker : public EventLoop, public std::enable_shared_from_this<Worker> {
 public:
  explicit Worker(std::shared_ptr<SharedState> shared);
  ~Worker() override;

  /// Returns after finish_all() once every handler has run.
  void run();
  boost::asio::io_context& context() { return context_; }
  SharedState& shared() { return *shared_; }

  void post(std::function<void()> act) override;
  void when_readable(int socket, std::function<void()> act) override;

  /// Takes over a connection that was counted in `open` and in `address`.
  void adopt(TcpSocket socket, std::shared_ptr<AddressEntry> address, std::string remote);
  void remove(Connection& connection);

  /// Answers from now on say Connection: close; idle connections may still send until `idle_until`.
  void drain(SteadyTime idle_until);
  bool draining() const { return draining_; }
  SteadyTime drain_until() const { return drain_until_; }
  /// Closes everything and lets run() return.
  void finish_all();

  /// The Date header's value, remade once a second.
  const std::string& date();
  /// A random UUID (version 4) in text form.
  std::array<char, 36> make_request_id();

 private:
  void schedule_tick();
  void tick();

  std::shared_ptr<SharedState> shared_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
  boost::asio::steady_timer timer_;
  boost::asio::posix::stream_descriptor guest_socket_;  ///< not ours: released, never closed
  std::chrono::milliseconds tick_interval_;
  SteadyTime forget_at_{};
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  bool draining_ = false;
  bool finished_ = false;
  SteadyTime drain_until_{};
  std::time_t date_second_ = 0;
  std::string date_;
  std::mt19937_64 random_;
};

}  // namespace daybook::http
