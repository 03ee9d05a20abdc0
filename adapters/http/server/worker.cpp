#include "adapters/http/server/worker.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cstdint>
#include <string_view>

#include "adapters/http/server/connection.hpp"
#include "adapters/http/server/response_head.hpp"
#include "adapters/system/thread_name.hpp"

namespace daybook::http {
namespace {

using std::chrono::milliseconds;

/// Deadlines are met to within a quarter of the shortest, so tests can configure short ones.
milliseconds tick_for(const ServerOptions& options) {
  const milliseconds shortest =
      std::min({options.header_timeout, options.body_timeout, options.idle_timeout, options.reply_timeout,
                options.write_timeout, options.linger_timeout, options.body_grace});
  return std::clamp(shortest / 4, milliseconds(5), milliseconds(200));
}

std::mt19937_64 seeded() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
  return std::mt19937_64(seed);
}

}  // namespace

Worker::Worker(std::shared_ptr<SharedState> shared)
    : shared_(std::move(shared)),
      context_(1),  // One thread runs it; other threads may still post.
      guard_(context_.get_executor()),
      timer_(context_),
      guest_socket_(context_),
      tick_interval_(tick_for(shared_->options)),
      random_(seeded()) {}

Worker::~Worker() = default;

void Worker::run() {
  name_this_thread("http");
  schedule_tick();
  context_.run();
}

void Worker::post(std::function<void()> act) { boost::asio::post(context_, std::move(act)); }

void Worker::when_readable(int socket, std::function<void()> act) {
  guest_socket_.assign(socket);
  guest_socket_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                           [this, act = std::move(act)](const boost::system::error_code&) {
                             guest_socket_.release();
                             act();
                           });
}

void Worker::adopt(TcpSocket socket, std::shared_ptr<AddressEntry> address, std::string remote) {
  auto connection =
      std::make_shared<Connection>(*this, std::move(socket), std::move(address), std::move(remote));
  connections_.emplace(connection.get(), connection);
  if (finished_) return connection->finish();
  connection->start();
}

void Worker::remove(Connection& connection) { connections_.erase(&connection); }

void Worker::drain(SteadyTime idle_until) {
  draining_ = true;
  drain_until_ = idle_until;
}

void Worker::finish_all() {
  finished_ = true;
  while (!connections_.empty()) {
    const auto connection = connections_.begin()->second;
    connection->finish();
  }
  timer_.cancel();
  guard_.reset();
}

void Worker::schedule_tick() {
  timer_.expires_after(tick_interval_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || finished_) return;
    tick();
    schedule_tick();
  });
}

void Worker::tick() {
  const SteadyTime now = std::chrono::steady_clock::now();
  for (auto at = connections_.begin(); at != connections_.end();) {
    const auto connection = at->second;  // Keeps it alive: the check may remove it.
    ++at;
    connection->check_deadlines(now);
  }
  if (now < forget_at_) return;
  shared_->addresses.forget_idle(now);
  forget_at_ = now + std::chrono::seconds(1);
}

const std::string& Worker::date() {
  const std::time_t second = std::time(nullptr);
  if (second != date_second_) {
    date_ = imf_fixdate(second);
    date_second_ = second;
  }
  return date_;
}

std::array<char, 36> Worker::make_request_id() {
  static constexpr std::string_view hex = "0123456789abcdef";
  std::array<std::uint64_t, 2> bits = {random_(), random_()};
  bits[0] = (bits[0] & ~std::uint64_t{0xF000}) | 0x4000U;                        // Version 4.
  bits[1] = (bits[1] & ~(std::uint64_t{3} << 62U)) | (std::uint64_t{2} << 62U);  // RFC 9562 variant.
  std::array<char, 36> text{};
  std::size_t at = 0;
  for (unsigned nibble = 0; nibble < 32; ++nibble) {
    if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) text[at++] = '-';
    text[at++] = hex[(bits[nibble / 16] >> (60U - 4U * (nibble % 16))) & 0xFU];
  }
  return text;
}

}  // namespace daybook::http
