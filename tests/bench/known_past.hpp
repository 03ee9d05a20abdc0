#pragma once
// Balances of random brokers, now and as they were believed at random positions about random days, and what
// some of these brokers' facts add up to. For logs that nobody writes to meanwhile.

#include <random>
#include <string>
#include <vector>

#include "core/instant.hpp"
#include "tests/bench/bench_database.hpp"
#include "tests/bench/bench_shop.hpp"
#include "tests/bench/http_load.hpp"

namespace daybook::bench {

class KnownPast {
 public:
  KnownPast(const Bench& bench, const Database& database);

  void next_now(std::string& out, std::uint64_t& tag);
  /// A random position and a random day of those on which the log's facts took effect.
  void next_past(std::string& out, std::uint64_t& tag);
  /// Every reply's status and position; the amount, where the broker is one of the known.
  bool check(std::uint64_t tag, const LoadReply& reply);

  std::int64_t amounts_checked() const { return amounts_checked_; }
  std::int64_t late_facts() const { return late_; }
  std::int64_t facts() const { return facts_; }

 private:
  struct Fact {
    std::int64_t position = 0;
    std::int64_t day = 0;  ///< UTC, on which it took effect
    std::int64_t commission = 0;
  };
  struct Asked {
    std::size_t broker = 0;
    std::int64_t position = 0;
    std::int64_t day = 0;
  };
  void read_facts(const Database& database);
  void ask(const Asked& asked, bool past, std::string& out, std::uint64_t& tag);

  std::vector<ShopBroker> brokers_;
  std::vector<std::vector<Fact>> known_;  // by broker; of the first kKnown
  std::vector<Asked> asked_;              // by tag, used in turns
  std::uint64_t next_tag_ = 0;
  std::int64_t head_ = 0, first_day_ = 0, last_day_ = 0;
  std::int64_t facts_ = 0, late_ = 0, amounts_checked_ = 0;
  std::mt19937_64 random_;
};

}  // namespace daybook::bench
