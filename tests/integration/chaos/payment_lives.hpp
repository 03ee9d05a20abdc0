#pragma once
// Random payment histories: what Stripe would deliver about each, and the oracle that is told the same.

#include <string>
#include <vector>

#include "tests/support/business.hpp"
#include "tests/unit/books/stripe_truth.hpp"

namespace daybook::test {

/// What became of the money, as far as it decides whether something is delivered.
enum class Money { none, expired, captured };

struct PaymentLife {
  std::string order_id;
  std::string order_number;
  std::string kind;  ///< for a reader of a fault
  Money money = Money::none;
  std::int64_t total = 0;
  /// Bodies of the events; those of the second round come when the first has been taken.
  std::vector<std::string> rounds[2];
};

class PaymentLives {
 public:
  /// Places `count` orders of the card "plain" (10,005 cents), one to three pieces each, and draws what
  /// becomes of them. Approved brokers of business.hpp have a share of 17.35% and a markup of 2.5%.
  PaymentLives(Daybook& daybook, const Broker& broker, std::size_t count, std::uint64_t seed);

  const std::vector<PaymentLife>& lives() const { return lives_; }
  /// What everybody must have in the end; money put aside is one account.
  oracle::Chart chart() const { return oracle_.chart(); }
  /// All bodies of a round, each one to five times, shuffled over the histories.
  std::vector<std::string> deliveries(std::size_t round);
  std::size_t different_events() const { return events_; }
  /// All of it went back to the customer.
  bool all_returned(std::size_t life) const;

 private:
  struct Said {
    books::StripeReport report;
    std::string type;  ///< "" = the report's own
  };
  void draw(std::size_t n);
  void paid(std::size_t n, int money, std::int64_t amount, bool asynchronous);
  void later(std::size_t n);
  void say(std::size_t n, const Said& said, std::size_t round = 0);
  void event(std::size_t n, const std::string& type, const std::string& object, std::int64_t at,
             std::size_t round = 0);
  std::string money_object(std::size_t n, const Said& said) const;
  std::string metadata(std::size_t n) const;

  books::RandomSource random_;
  oracle::Ledger oracle_;
  std::vector<PaymentLife> lives_;
  std::size_t events_ = 0;
  Instant begun_;  ///< of all histories, at Stripe
};

}  // namespace daybook::test
