// Answers, deadlines and the ways in which a connection ends.

#include <chrono>

#include "adapters/http/server/connection.hpp"
#include "adapters/http/server/problem.hpp"
#include "adapters/http/server/response_head.hpp"

namespace daybook::http {
namespace {

SteadyTime clock_now() { return std::chrono::steady_clock::now(); }

}  // namespace

/// An answer before the body: the connection survives only if there is no body or all of it is here already.
void Connection::answer_early(Response response) {
  bool close = !keep_alive_;
  if (!reader_.complete()) {
    const auto length = reader_.content_length();
    if (length && *length <= end_ - begin_) {
      begin_ += static_cast<std::size_t>(*length);
    } else {
      close = true;
    }
  }
  answer(std::move(response), close);
}

void Connection::refuse(const Refusal& refusal) {
  worker_.shared().refused.fetch_add(1, std::memory_order_relaxed);
  answer(problem(refusal, request_id()), true);
}

void Connection::refuse_timeout(std::string detail) {
  answer(problem({RefusalCode::bad_request, std::move(detail), {}, {}}, request_id(), 408), true);
}

void Connection::answer(Response response, bool close) {
  close_after_ = close || worker_.draining();
  ResponseContext context;
  context.request_id = request_id();
  context.date = worker_.date();
  context.keep_alive = !close_after_;
  context.http_1_0 = http_1_0_;
  context.tls = transport_.tls();
  context.rate_limit = options().requests_per_second_per_address;
  context.rate_remaining = rate_remaining_;
  write_head(head_out_, response, context);
  body_out_ = std::move(response.body);
  if (head_only_ || !status_has_body(response.status)) body_out_.clear();

  state_ = State::writing;
  const std::size_t size = head_out_.size() + body_out_.size();
  const std::size_t rate = std::max<std::size_t>(options().min_body_rate, 1);
  deadline_ = clock_now() + options().write_timeout + std::chrono::seconds(size / rate);
  const GatherBuffers out = {boost::asio::buffer(head_out_), boost::asio::buffer(body_out_)};
  transport_.write(out, [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
    self->on_written(error);
  });
}

void Connection::on_written(const boost::system::error_code& error) {
  if (state_ != State::writing) return;
  if (error) return finish();
  if (close_after_) return linger();
  next_request();
}

/// Closing with unread input would send a reset that can overtake the answer, so the client gets a moment to
/// read it and close first.
void Connection::linger() {
  state_ = State::lingering;
  deadline_ = clock_now() + options().linger_timeout;
  if (transport_.tls()) {
    if (reading_) return finish();  // OpenSSL cannot shut down under a read.
    transport_.tls_shutdown(
        [self = shared_from_this()](const boost::system::error_code&) { self->finish(); });
    return;
  }
  transport_.shutdown_send();
  begin_ = end_ = 0;
  if (!reading_) read_more();
}

void Connection::finish() {
  if (state_ == State::closed) return;
  const auto self = shared_from_this();  // The table's reference goes below.
  state_ = State::closed;
  transport_.close();
  worker_.shared().addresses.leave(*address_);
  worker_.shared().open.fetch_sub(1, std::memory_order_relaxed);
  worker_.remove(*this);
}

bool Connection::body_too_slow(SteadyTime now) const {
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - body_started_);
  if (state_ != State::body || elapsed < options().body_grace) return false;
  return body_wire_bytes_ < options().min_body_rate * static_cast<std::size_t>(elapsed.count()) / 1000;
}

void Connection::check_deadlines(SteadyTime now) {
  const bool unused = state_ == State::handshake || (state_ == State::head && begin_ == end_);
  if (worker_.draining() && unused && now >= worker_.drain_until()) {
    // A request may lie in the kernel's buffer, its read about to complete: it deserves its answer.
    boost::system::error_code error;
    if (transport_.socket().available(error) == 0 || error) return finish();
  }
  if (now >= deadline_ || body_too_slow(now)) on_deadline();
}

void Connection::on_deadline() {
  const bool silent = state_ == State::head && begin_ == end_;
  if (!silent) worker_.shared().timed_out.fetch_add(1, std::memory_order_relaxed);
  switch (state_) {
    case State::head:
      if (silent) return finish();
      return refuse_timeout("The request's header did not arrive in time.");
    case State::body:
      return refuse_timeout("The request's body did not arrive in time.");
    case State::dispatching: {
      Refusal late{RefusalCode::store_unavailable, "No answer in time; ask whether it took effect.", {}, {}};
      return answer(problem(late, request_id()), true);
    }
    case State::handshake:
    case State::continuing:
    case State::writing:
    case State::lingering:
    case State::closed:
      return finish();
  }
}

}  // namespace daybook::http
