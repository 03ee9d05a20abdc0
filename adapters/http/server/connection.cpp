#include "adapters/http/server/connection.hpp"

#include <algorithm>
#include <cstring>
#include <exception>

#include "adapters/http/server/problem.hpp"
#include "adapters/http/server/reply_slot.hpp"

namespace daybook::http {
namespace {

using Progress = RequestReader::Progress;

SteadyTime clock_now() { return std::chrono::steady_clock::now(); }

void report(const ServerOptions& options, std::string_view request_id, const char* what) {
  if (options.on_internal_error) options.on_internal_error(request_id, what);
}

Refusal internal_error() {
  return {
      RefusalCode::internal_error, "Something went wrong here; the request id finds it in our log.", {}, {}};
}

}  // namespace

Connection::Connection(Worker& worker, TcpSocket socket, std::shared_ptr<AddressEntry> address,
                       std::string remote)
    : worker_(worker),
      transport_(std::move(socket), worker.shared().tls ? &*worker.shared().tls : nullptr),
      address_(std::move(address)),
      remote_(std::move(remote)),
      reader_(worker.shared().options.reader, worker.shared().hosts),
      capacity_(std::max<std::size_t>(
          16'384, 2 * std::max(options().reader.header_bytes, options().reader.trailer_bytes))) {
  buffer_ = std::make_unique_for_overwrite<char[]>(capacity_);
}

void Connection::start() {
  boost::system::error_code ignored;
  transport_.socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  if (!transport_.tls()) {
    first_request();
  } else {
    deadline_ = clock_now() + options().header_timeout;
    transport_.handshake([self = shared_from_this()](const boost::system::error_code& error) {
      if (self->state_ != State::handshake) return;
      if (error) return self->finish();
      self->first_request();
    });
  }
}

/// A new connection has the header's time, not the idle time.
void Connection::first_request() {
  next_request();
  idle_ = false;
  deadline_ = clock_now() + options().header_timeout;
}

void Connection::next_request() {
  request_ = Request{};
  request_id_ = worker_.make_request_id();
  reader_.begin(request_);
  head_only_ = http_1_0_ = false;
  rate_remaining_ = 0;
  idle_ = true;
  deadline_ = clock_now() + options().idle_timeout;
  state_ = State::head;
  advance();
}

/// Works through what has been received until more is needed or an answer is due.
void Connection::advance() {
  while (state_ == State::head || state_ == State::body) {
    const bool progressed = state_ == State::head ? take_head() : take_body();
    if (!progressed) return read_more();
  }
}

bool Connection::take_head() {
  if (begin_ == end_) return false;
  if (idle_) {
    idle_ = false;
    deadline_ = clock_now() + options().header_timeout;
  }
  const RequestReader::Step step = reader_.read_head(unread());
  if (step.progress == Progress::need_more) return false;
  if (step.progress == Progress::refused) {
    refuse(step.refusal);
    return true;
  }
  begin_ += step.consumed;
  on_head();
  return true;
}

void Connection::on_head() {
  head_only_ = reader_.head_only();
  http_1_0_ = reader_.http_1_0();
  keep_alive_ = request_.keep_alive;
  request_.request_id.assign(request_id());
  request_.remote_address = remote_;
  worker_.shared().requests.fetch_add(1, std::memory_order_relaxed);

  const RateDecision rate = address_->bucket.take(clock_now());
  rate_remaining_ = rate.remaining;
  if (!rate.allowed) {
    Response response = problem(
        {RefusalCode::too_many_requests, "Too many requests from this address; wait and try again.", {}, {}},
        request_id());
    response.headers.emplace_back("Retry-After", std::to_string(rate.retry_after_s));
    return answer_early(std::move(response));
  }
  std::variant<std::size_t, Response> verdict = std::size_t{0};
  try {
    verdict = worker_.shared().dispatcher.admit(request_);
  } catch (const std::exception& error) {
    report(options(), request_id(), error.what());
    verdict = problem(internal_error(), request_id());
  }
  if (auto* response = std::get_if<Response>(&verdict)) return answer_early(std::move(*response));
  start_body(std::get<std::size_t>(verdict));
}

void Connection::start_body(std::size_t limit) {
  if (auto why = reader_.set_body_limit(limit)) return refuse(*why);
  if (reader_.complete()) return dispatch();
  body_started_ = clock_now();
  body_wire_bytes_ = end_ - begin_;
  deadline_ = body_started_ + options().body_timeout;
  state_ = State::body;
  if (!reader_.expects_continue() || begin_ != end_) return;
  // Only now: the caller is known and the size fits, so the body is worth sending.
  static constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
  state_ = State::continuing;
  const GatherBuffers out = {boost::asio::buffer(line), boost::asio::const_buffer()};
  transport_.write(out, [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
    if (self->state_ != State::continuing) return;
    if (error) return self->finish();
    self->state_ = State::body;
    self->advance();
  });
}

bool Connection::take_body() {
  if (begin_ == end_) return false;
  const RequestReader::Step step = reader_.read_body(unread());
  if (step.progress == Progress::refused) {
    refuse(step.refusal);
    return true;
  }
  begin_ += step.consumed;
  if (step.progress == Progress::need_more) return false;
  dispatch();
  return true;
}

/// Must be the last thing its callers do: the answer may be written before this returns.
void Connection::dispatch() {
  state_ = State::dispatching;
  deadline_ = clock_now() + options().reply_timeout;
  const auto slot = std::make_shared<ReplySlot>(worker_.shared_from_this(), weak_from_this(), ++turn_);
  Reply reply = [slot](Response response) { slot->deliver(std::make_unique<Response>(std::move(response))); };
  try {
    worker_.shared().dispatcher.dispatch(std::move(request_), std::move(reply));
  } catch (const std::exception& error) {
    report(options(), request_id(), error.what());
    slot->deliver(nullptr);
  }
}

void Connection::on_reply(std::uint64_t turn, std::unique_ptr<Response> response) {
  if (state_ != State::dispatching || turn != turn_) return;
  if (!response) response = std::make_unique<Response>(problem(internal_error(), request_id()));
  answer(std::move(*response), !keep_alive_);
}

void Connection::read_more() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  reading_ = true;
  transport_.read_some(boost::asio::buffer(buffer_.get() + end_, capacity_ - end_),
                       [self = shared_from_this()](const boost::system::error_code& error,
                                                   std::size_t bytes) { self->on_read(error, bytes); });
}

void Connection::on_read(const boost::system::error_code& error, std::size_t bytes) {
  reading_ = false;
  switch (state_) {
    case State::head:
    case State::body:
      if (error) return finish();
      end_ += bytes;
      body_wire_bytes_ += bytes;
      return advance();
    case State::lingering:
      if (error) return finish();
      begin_ = end_ = 0;  // Too late to be a request; read only so that closing sends no reset.
      return read_more();
    case State::handshake:
    case State::continuing:
    case State::dispatching:
    case State::writing:
    case State::closed:
      return;  // The read was overtaken by a timeout's answer.
  }
}

}  // namespace daybook::http
