#pragma once
// Load that remembers every acknowledged answer, and a check that the books, the log and Kafka hold exactly
// that: for tests that kill processes and cut connections meanwhile.

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/business.hpp"

namespace daybook::test {

/// Orders with an Idempotency-Key each, half of them paid by signed deliveries sent twice, some keys
/// repeated. Each request is repeated, as it is, until it has a definite answer.
class Load {
 public:
  struct Acknowledged {
    std::string body;    ///< the request
    std::string answer;  ///< the first answer's body
    std::string order_id;
  };

  /// Starts `threads` callers; they share the ports out among them.
  Load(const Broker& broker, std::vector<std::uint16_t> ports, int threads = 4);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Lets each caller finish what it is at.
  void stop();

  // After stop():
  const std::map<std::string, Acknowledged>& by_key() const { return by_key_; }
  const std::set<std::string>& paid() const { return paid_; }  ///< order ids
  /// What no fault excuses: another answer to a repeated key, a refusal, no answer for 30 s.
  const std::vector<std::string>& wrong() const { return wrong_; }

  /// Sends the key's request once more; notes a different answer in wrong().
  void repeat(const std::string& key, std::uint16_t port);

 private:
  void work(std::uint16_t port, int number);
  HttpAnswer insist(std::uint16_t port, const HttpRequest& request);
  HttpRequest order_request(const std::string& key, const std::string& body) const;
  void note_wrong(const std::string& what);

  Broker broker_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::map<std::string, Acknowledged> by_key_;
  std::set<std::string> paid_;
  std::vector<std::string> wrong_;
  std::vector<std::thread> threads_;
};

/// A card "plenty" of which there is enough for any load.
void import_plenty(Daybook& daybook);

/// The process that runs this role with this test's configuration; 0 when there is none.
pid_t process_of(const Daybook& daybook, const std::string& role);

/// kill -9, then waits until `up` has started another. Returns how long that took; throws after 10 s.
std::chrono::milliseconds kill_role(const Daybook& daybook, const std::string& role);

/// Every acknowledged order is there exactly once, under its key still the same answer; nothing captured
/// twice; Kafka holds the positions 1 to the head, each once, in order within each partition; `audit verify`
/// and `projections diff` find nothing. Reports by doctest's CHECK.
void check_nothing_lost_or_doubled(Daybook& daybook, Load& load);

}  // namespace daybook::test
