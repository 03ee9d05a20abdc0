#pragma once
// Raw sockets against a server on loopback: the tests decide every byte that is sent. All reads are bounded.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/http/server/problem.hpp"
#include "adapters/http/server/server.hpp"

namespace daybook::http::test {

using namespace std::chrono_literals;

struct Answer {
  int status = 0;  ///< 0: the connection ended without an answer.
  std::string head;
  std::string body;
  bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
};

class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    timeval timeout{3, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
      ::close(fd_);
      throw std::runtime_error("connect failed");
    }
  }
  Client(Client&& other) noexcept : fd_(std::exchange(other.fd_, -1)), in_(std::move(other.in_)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void finish_sending() { ::shutdown(fd_, SHUT_WR); }

  /// The next answer (100 Continue counts as one). `body_sent` false after HEAD.
  Answer read(bool body_sent = true) {
    Answer answer;
    std::size_t end = 0;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill()) return answer;
    }
    answer.head = in_.substr(0, end + 2);
    in_.erase(0, end + 4);
    answer.status = std::stoi(answer.head.substr(9, 3));
    const std::size_t at = answer.head.find("Content-Length: ");
    if (at == std::string::npos || !body_sent) return answer;
    const std::size_t length = std::stoul(answer.head.substr(at + 16));
    while (in_.size() < length && fill()) {
    }
    answer.body = in_.substr(0, length);
    in_.erase(0, length);
    return answer;
  }
  /// True when the server closes (or resets) within the receive timeout and sent nothing more.
  bool closed() {
    while (fill()) {
    }
    return ended_ && in_.empty();
  }

 private:
  bool fill() {
    std::array<char, 4096> piece{};
    const ssize_t got = ::recv(fd_, piece.data(), piece.size(), 0);
    if (got > 0) in_.append(piece.data(), static_cast<std::size_t>(got));
    if (got == 0 || (got < 0 && errno == ECONNRESET)) ended_ = true;
    return got > 0;
  }

  int fd_;
  std::string in_;
  bool ended_ = false;
};

/// Real answers to made-up routes: /echo, /small (16-byte limit), /early (401 before the body), /wait
/// (answered from another thread by release()), /drop, /twice, /throw, /headers.
class TestDispatcher : public Dispatcher {
 public:
  ~TestDispatcher() override { release(); }

  std::variant<std::size_t, Response> admit(Request& head) override {
    if (head.path == "/early")
      return problem({RefusalCode::unauthenticated, "No key.", {}, {}}, head.request_id);
    if (head.path == "/admit-throws") throw std::runtime_error("secret detail");
    return head.path == "/small" ? std::size_t{16} : std::size_t{65'536};
  }

  void dispatch(Request request, Reply reply) override {
    if (request.path == "/throw") throw std::runtime_error("secret detail");
    if (request.path == "/drop") return;
    Response response;
    response.body = request.method + " " + request.path + " " + request.body;
    for (const auto& [name, value] : request.query) response.body += " ?" + name + "=" + value;
    for (const auto& [name, value] : request.headers) response.body += " " + name + "=" + value;
    if (request.path == "/headers") {
      response.headers = {{"Cache-Control", "max-age=60"},
                          {"X-Odd", "a\r\nSet-Cookie: b"},
                          {"Content-Length", "3"},
                          {"bad name", "x"}};
    }
    if (request.path == "/wait") {
      const std::lock_guard lock(mutex_);
      waiting_.emplace_back(std::move(reply), std::move(response));
      arrived_.notify_all();
      return;
    }
    reply(response);
    if (request.path == "/twice") reply(problem({RefusalCode::conflict, "second", {}, {}}, ""));
  }

  /// Blocks until `count` requests wait in /wait; false after 3 s.
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return arrived_.wait_for(lock, 3s, [&] { return waiting_.size() >= count; });
  }
  void release() {
    std::vector<std::pair<Reply, Response>> ready;
    {
      const std::lock_guard lock(mutex_);
      ready.swap(waiting_);
    }
    for (auto& [reply, response] : ready) reply(std::move(response));
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::pair<Reply, Response>> waiting_;
};

struct Fixture {
  explicit Fixture(ServerOptions options = {}) : server(std::move(options), dispatcher) { server.start(); }
  Client client() const { return Client(server.port()); }
  TestDispatcher dispatcher;
  Server server;
};

}  // namespace daybook::http::test
