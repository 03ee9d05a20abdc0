#pragma once
// One client connection: reads a request, dispatches it, writes the answer, then reads the next one. Nothing
// is read while an answer is outstanding, so pipelined requests wait in one bounded buffer and in the
// kernel's, and answers keep their order.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/server/message.hpp"
#include "adapters/http/server/request_reader.hpp"
#include "adapters/http/server/transport.hpp"
#include "adapters/http/server/worker.hpp"

namespace daybook::http {

/// Lives on its worker's thread only. Held by the worker's table and by the operations in flight; replies
/// hold it weakly.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Worker& worker, TcpSocket socket, std::shared_ptr<AddressEntry> address, std::string remote);

  void start();
  /// Called by the worker's timer.
  void check_deadlines(SteadyTime now);
  /// The handler's answer to dispatch number `turn`; null when it gave up without one. Stale turns are
  /// ignored.
  void on_reply(std::uint64_t turn, std::unique_ptr<Response> response);
  /// Closes at once.
  void finish();

 private:
  enum class State { handshake, head, continuing, body, dispatching, writing, lingering, closed };

  // Reading (connection.cpp)
  void first_request();
  void next_request();
  void advance();
  bool take_head();
  bool take_body();
  void on_head();
  void start_body(std::size_t limit);
  void dispatch();
  void read_more();
  void on_read(const boost::system::error_code& error, std::size_t bytes);
  std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }

  // Answering and closing (connection_answer.cpp)
  void answer_early(Response response);
  void refuse(const Refusal& refusal);
  void refuse_timeout(std::string detail);
  void answer(Response response, bool close);
  void on_written(const boost::system::error_code& error);
  void linger();
  void on_deadline();
  bool body_too_slow(SteadyTime now) const;
  std::string_view request_id() const { return {request_id_.data(), request_id_.size()}; }
  const ServerOptions& options() const { return worker_.shared().options; }

  Worker& worker_;
  Transport transport_;
  std::shared_ptr<AddressEntry> address_;
  std::string remote_;
  RequestReader reader_;
  Request request_;

  std::unique_ptr<char[]> buffer_;  ///< Fixed size: a header or a trailer section always fits.
  std::size_t capacity_;
  std::size_t begin_ = 0;  ///< First byte not consumed.
  std::size_t end_ = 0;

  State state_ = State::handshake;
  SteadyTime deadline_{};
  SteadyTime body_started_{};
  std::size_t body_wire_bytes_ = 0;
  std::uint64_t turn_ = 0;
  std::uint32_t rate_remaining_ = 0;
  std::array<char, 36> request_id_{};
  bool idle_ = false;     ///< Between requests, no byte of the next has come.
  bool reading_ = false;  ///< A read is in flight; it may outlive the state that started it.
  bool head_only_ = false;
  bool http_1_0_ = false;
  bool keep_alive_ = true;
  bool close_after_ = false;

  std::string head_out_;
  std::string body_out_;
};

}  // namespace daybook::http
