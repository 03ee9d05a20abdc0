#pragma once
// One random history: the program and the oracle side by side, told the same things, and Stripe behind them.

#include "core/result.hpp"
#include "tests/unit/books/stripe_truth.hpp"

namespace daybook::books {

struct Scene {
  /// Brokers, cards and settings, drawn from the seed.
  Scene(std::uint64_t seed, Seen* seen, bool read_models);

  RandomSource random;
  Program program;
  oracle::Ledger books;
  Instant now;
  std::vector<BrokerId> brokers;
  struct CardOnSale {
    std::string id, currency;
    std::int64_t price = 0;
  };
  std::vector<CardOnSale> cards;
  std::vector<StripeTruth> truths;  ///< by order
  std::vector<StripeReport> undelivered;
  std::vector<PayoutId> payouts;  ///< by the oracle's number
  std::string did;                ///< the last step, for a reader of a fault

  std::size_t some_order() { return random.index(books.orders.size()); }
  const OrderState& order(std::size_t n) const { return program.orders.at(order_id(n)); }
  std::size_t broker_index(const std::string& payee) const;
  void tick(std::int64_t seconds) { now.micros += seconds * kMicrosPerSecond; }

  /// A decision must be a refusal where the oracle says so, and is recorded otherwise.
  void agree(bool accepted, const Result<NewEvents>& decided);
  /// The same for what Stripe reports, which is told to both.
  oracle::Answer report(const StripeReport& report);
};

// One step each; they do nothing when there is nothing to do it with.
void let_time_pass(Scene& s);

void place(Scene& s);
void cancel(Scene& s);
void pay_by_hand(Scene& s);
void pay_at_stripe(Scene& s);
void pay_unexpectedly(Scene& s);
void apply_aside(Scene& s);
void refund_by_hand(Scene& s);
void fail_refund(Scene& s);
void hold_or_let_go(Scene& s);
void release_due(Scene& s);
void change_terms(Scene& s);
void correct_terms(Scene& s);
void suspend_or_reactivate(Scene& s);

void happen_at_stripe(Scene& s);
void deliver_some(Scene& s);
void record_fee(Scene& s);
void dispute_by_hand(Scene& s);

void run_payouts(Scene& s);
void move_payout(Scene& s);

/// Throws a Fault where the program's books are not the oracle's, or break a rule of money by themselves.
class Agreement {
 public:
  void check(const Scene& s);

 private:
  struct Before {
    std::int64_t returned = 0;
    oracle::Four parts{}, back{};
  };
  void check_order(const OrderState& order, const oracle::Order& booked, Before& before);
  std::vector<Before> before_;
};
/// The read models' balances and payee lines are the oracle's.
void check_read_models(const Scene& s);

}  // namespace daybook::books
