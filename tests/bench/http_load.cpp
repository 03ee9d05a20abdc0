#include "tests/bench/http_load.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <deque>
#include <stdexcept>
#include <vector>

namespace daybook::bench {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("load generator: " + what); }

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  const auto seconds = [](const timeval& t) { return double(t.tv_sec) + double(t.tv_usec) / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// One keep-alive connection with at most one request in flight.
struct Client {
  int socket = -1;
  std::string out;
  std::string in;
  std::uint64_t tag = 0;
  Clock::time_point due;
};

/// The value of a header in lower or canonical case; -1 when it is not there.
std::int64_t content_length(std::string_view head) {
  static constexpr std::string_view kName = "content-length:";
  for (std::size_t line = head.find("\r\n"); line != std::string_view::npos; line = head.find("\r\n", line)) {
    line += 2;
    if (head.size() - line < kName.size()) return -1;
    bool same = true;
    for (std::size_t i = 0; same && i < kName.size(); ++i)
      same = static_cast<char>(head[line + i] | 0x20) == static_cast<char>(kName[i] | 0x20);
    if (!same) continue;
    std::size_t at = line + kName.size();
    while (head[at] == ' ') ++at;
    std::int64_t length = -1;
    std::from_chars(head.data() + at, head.data() + head.size(), length);
    return length;
  }
  return -1;
}

class Load {
 public:
  explicit Load(const LoadPlan& plan) : plan_(plan), clients_(static_cast<std::size_t>(plan.connections)) {
    poll_ = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < clients_.size(); ++i) open(i);
    latencies_.reserve(1 << 20);
  }
  ~Load() {
    for (const auto& client : clients_)
      if (client.socket >= 0) ::close(client.socket);
    ::close(poll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  LoadFigures run() {
    begin_ = Clock::now();
    measured_from_ = begin_ + plan_.warm_up;
    end_ = measured_from_ + plan_.duration;
    last_reply_ = begin_;
    next_due_ = begin_;
    for (std::size_t i = 0; i < clients_.size(); ++i) idle_.push_back(i);
    double cpu_before = 0;
    while (true) {
      const auto now = Clock::now();
      if (cpu_before == 0 && now >= measured_from_) cpu_before = cpu_seconds();
      start_due(now);
      if (now >= end_ && in_flight_ == 0) break;
      if (now - last_reply_ > std::chrono::seconds(30)) fail("nothing was answered for 30 s");
      wait(now);
    }
    return figures(cpu_seconds() - cpu_before);
  }

 private:
  void open(std::size_t index) {
    Client& client = clients_[index];
    client.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(plan_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(client.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      fail("cannot connect to port " + std::to_string(plan_.port) + ": " + std::strerror(errno));
    const int on = 1;
    ::setsockopt(client.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, client.socket, &event);
  }

  /// Sends what is due; open loop: on any idle connection, else as soon as one is.
  void start_due(Clock::time_point now) {
    const bool open_loop = plan_.rate > 0;
    while (!idle_.empty()) {
      const auto due = open_loop ? next_due_ : now;
      if (due >= end_ || due > now) return;
      if (open_loop)
        next_due_ =
            begin_ + std::chrono::nanoseconds(static_cast<std::int64_t>(double(++sent_) * 1e9 / plan_.rate));
      const std::size_t index = idle_.front();
      idle_.pop_front();
      Client& client = clients_[index];
      client.due = due;
      client.out.clear();
      plan_.next(client.out, client.tag);
      ++in_flight_;
      send_all(client);
    }
  }

  /// Requests are small against a socket's buffer: the kernel takes them whole or waits a moment.
  static void send_all(const Client& client) {
    std::size_t sent = 0;
    while (sent < client.out.size()) {
      const auto n = ::send(client.socket, client.out.data() + sent, client.out.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) fail(std::string("cannot send: ") + std::strerror(errno));
      sent += static_cast<std::size_t>(n);
    }
  }

  void wait(Clock::time_point now) {
    int timeout = 100;
    if (plan_.rate > 0 && !idle_.empty() && next_due_ < end_)
      timeout =
          next_due_ <= now ? 0 : 1;  // requests of one millisecond go together, late from their due time
    std::array<epoll_event, 512> events;
    const int n = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), timeout);
    for (int i = 0; i < n; ++i)
      receive(static_cast<std::size_t>(events[static_cast<std::size_t>(i)].data.u64));
  }

  void receive(std::size_t index) {
    Client& client = clients_[index];
    char buffer[16 * 1024];
    const auto n = ::recv(client.socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) fail("the server closed a connection; it had said: " + client.in.substr(0, 400));
    std::string_view text(buffer, static_cast<std::size_t>(n));
    if (!client.in.empty()) {
      client.in.append(text);
      text = client.in;
    }
    const auto blank = text.find("\r\n\r\n");
    const std::int64_t length =
        blank == std::string_view::npos ? -1 : content_length(text.substr(0, blank + 2));
    if (blank != std::string_view::npos && length < 0) fail("an answer without Content-Length");
    if (blank == std::string_view::npos || text.size() < blank + 4 + static_cast<std::size_t>(length)) {
      if (client.in.empty()) client.in.assign(text);
      return;
    }
    answered(index, {std::atoi(text.data() + 9), text.substr(0, blank + 2), text.substr(blank + 4)});
    client.in.clear();
  }

  void answered(std::size_t index, const LoadReply& reply) {
    const Client& client = clients_[index];
    const auto now = Clock::now();
    last_reply_ = now;
    --in_flight_;
    idle_.push_back(index);
    if (!plan_.check(client.tag, reply)) ++wrong_;
    if (client.due >= measured_from_ && client.due < end_)
      latencies_.push_back(
          static_cast<float>(std::chrono::duration<double, std::milli>(now - client.due).count()));
    if (now >= measured_from_ && now < end_) ++replies_;
  }

  LoadFigures figures(double cpu) {
    LoadFigures f;
    f.replies = replies_;
    f.wrong = wrong_;
    f.rate = double(replies_) / std::chrono::duration<double>(plan_.duration).count();
    f.cpu_us = replies_ > 0 ? cpu * 1e6 / double(replies_) : 0;
    std::sort(latencies_.begin(), latencies_.end());
    const auto at = [&](double share) {
      if (latencies_.empty()) return 0.0;
      return double(
          latencies_[std::min(latencies_.size() - 1, std::size_t(share * double(latencies_.size())))]);
    };
    f.p50_ms = at(0.50);
    f.p99_ms = at(0.99);
    f.max_ms = at(1.0);
    return f;
  }

  const LoadPlan& plan_;
  std::vector<Client> clients_;
  int poll_ = -1;
  std::deque<std::size_t> idle_;
  int in_flight_ = 0;
  std::int64_t sent_ = 0, replies_ = 0, wrong_ = 0;
  Clock::time_point begin_, measured_from_, end_, last_reply_, next_due_;
  std::vector<float> latencies_;
};

}  // namespace

LoadFigures run_load(const LoadPlan& plan) { return Load(plan).run(); }

}  // namespace daybook::bench
