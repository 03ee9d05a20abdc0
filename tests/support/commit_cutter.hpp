#pragma once
// A PostgreSQL connection that breaks at the worst moment: a TCP relay on 127.0.0.1 that cuts a client's
// connection right before the last piece of an append is sent on, which its COMMIT follows in the same
// script, or right after the server has carried it out.

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio.hpp>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace daybook::test {

class CommitCutter {
 public:
  explicit CommitCutter(std::uint16_t server_port)
      : server_(Address::loopback(), server_port),
        acceptor_(context_, {Address::loopback(), 0}),
        accepting_([this] { accept(); }) {}

  ~CommitCutter() {
    stopping_ = true;
    try {  // wakes accept()
      Socket(context_).connect(acceptor_.local_endpoint());
    } catch (const std::exception&) {  // it has ended by itself
    }
    accepting_.join();
    for (auto& pair : pairs_) close(*pair);
    for (auto& pair : pairs_) {
      pair->forth.join();
      pair->back.join();
    }
  }
  CommitCutter(const CommitCutter&) = delete;
  CommitCutter& operator=(const CommitCutter&) = delete;

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Cuts every n-th COMMIT, before and after in turn; 0 = none.
  void every(int n) { every_ = n; }
  int cut_before() const { return cut_before_; }
  int cut_after() const { return cut_after_; }
  /// Of both, those of batches whose rows had gone in before they took the head.
  int cut_behind() const { return cut_behind_; }

 private:
  using Tcp = boost::asio::ip::tcp;
  using Socket = Tcp::socket;
  using Address = boost::asio::ip::address_v4;
  struct Pair {
    explicit Pair(boost::asio::io_context& context) : client(context), server(context) {}
    Socket client;
    Socket server;
    std::atomic<bool> mute{false};  ///< the server's next answer is not passed on
    int copies_left = 0;            ///< of the append on its way; forth's own
    bool planned = false;           ///< it is a pipeline; forth's own
    std::thread forth;
    std::thread back;
  };
  enum class Cut { none, before, after };

  void accept() {
    while (true) {
      auto pair = std::make_unique<Pair>(context_);
      boost::system::error_code failed;
      acceptor_.accept(pair->client, failed);
      if (failed || stopping_) return;
      pair->server.connect(server_, failed);
      if (failed) continue;                                  // the client sees its connection end
      for (Socket* socket : {&pair->client, &pair->server})  // as libpq and PostgreSQL do
        socket->set_option(Tcp::no_delay(true));
      Pair& p = *pair;
      p.forth = std::thread([this, &p] { forth(p); });
      p.back = std::thread([&p] { back(p); });
      pairs_.push_back(std::move(pair));
    }
  }

  /// A large append is one script of several COPYs and the COMMIT: libpq sends the script, then the data of
  /// each COPY when the server asks for it, and the server commits when the last of them is done. A smaller
  /// one is a pipeline of planned statements, in one piece or several, committed at its Sync. One behind
  /// another sends its rows first, then a script without COPYs that takes the head and commits.
  Cut decide(Pair& p, std::string_view sent) {
    constexpr std::string_view kDone("c\0\0\0\x04", 5), kSync("S\0\0\0\x04", 5);
    const bool planned = sent.find("take_head") != std::string_view::npos;
    const bool advances = planned || sent.find("UPDATE log_head SET position") != std::string_view::npos;
    if (advances && sent.starts_with('Q')) {
      p.copies_left = 0;
      for (auto at = sent.find("FROM STDIN"); at != std::string_view::npos;
           at = sent.find("FROM STDIN", at + 1))
        ++p.copies_left;
      if (p.copies_left > 0) return Cut::none;
    }
    const bool behind = advances && sent.starts_with('Q');
    const bool last_copy = p.copies_left > 0 && sent.ends_with(kDone) && --p.copies_left == 0;
    if (advances && !behind) p.planned = true;
    const bool synced = sent.ends_with(kSync) && std::exchange(p.planned, false);
    if (!behind && !last_copy && !synced) return Cut::none;
    const int n = every_;
    if (n == 0 || ++commits_ % n != 0) return Cut::none;
    if (behind) ++cut_behind_;
    if (cut_before_ < cut_after_) return ++cut_before_, Cut::before;
    return ++cut_after_, Cut::after;
  }

  void forth(Pair& p) {
    std::vector<char> buffer(65'536);
    boost::system::error_code failed;
    while (true) {
      const auto size = p.client.read_some(boost::asio::buffer(buffer), failed);
      if (failed) break;
      const Cut cut = decide(p, {buffer.data(), size});
      if (cut == Cut::before) break;
      if (cut == Cut::after) p.mute = true;
      boost::asio::write(p.server, boost::asio::buffer(buffer.data(), size), failed);
      if (failed) break;
      if (cut == Cut::after) return;  // back() ends both once the server has answered
    }
    close(p);
  }

  /// Once muted, nothing is passed on, and both ends close when the server is ready for the next query: it
  /// has committed by then.
  static void back(Pair& p) {
    constexpr std::string_view kReady("Z\0\0\0\x05", 5);
    std::vector<char> buffer(65'536);
    std::string last;
    boost::system::error_code failed;
    while (true) {
      const auto size = p.server.read_some(boost::asio::buffer(buffer), failed);
      if (failed) break;
      if (p.mute) {
        last.append(buffer.data(), size);
        last.erase(0, last.size() - std::min(last.size(), kReady.size() + 1));
        if (last.starts_with(kReady)) break;
        continue;
      }
      boost::asio::write(p.client, boost::asio::buffer(buffer.data(), size), failed);
      if (failed) break;
    }
    close(p);
  }

  static void close(Pair& p) {
    boost::system::error_code ignored;
    p.client.shutdown(Socket::shutdown_both, ignored);
    p.server.shutdown(Socket::shutdown_both, ignored);
  }

  boost::asio::io_context context_;
  Tcp::endpoint server_;
  Tcp::acceptor acceptor_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> every_{0};
  std::atomic<int> commits_{0};
  std::atomic<int> cut_before_{0};
  std::atomic<int> cut_after_{0};
  std::atomic<int> cut_behind_{0};
  std::vector<std::unique_ptr<Pair>> pairs_;
  std::thread accepting_;  // last: it uses all of the above
};

}  // namespace daybook::test
