#pragma once
// The program under test, without its adapters: what was decided is recorded, folded and posted as its
// processes do it.

#include <memory>

#include "projections/read_models.hpp"
#include "tests/support/given.hpp"

namespace daybook::books {

/// What the tests do not agree with; the histories' runner says which seed it was.
struct Fault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// How often each event happened: histories in which nothing happens prove nothing.
using Seen = std::map<std::string, std::int64_t, std::less<>>;

class Program {
 public:
  /// `seen` may be null. With `read_models` every event is folded into them too.
  Program(Policy with, Seen* seen, bool read_models);

  Policy policy;
  given::CountingIds ids;
  LedgerState ledger;
  std::map<OrderId, OrderState> orders;
  std::map<PayoutId, PayoutState> payouts;
  std::map<BrokerId, PayeeLedger> payees;
  std::unique_ptr<ReadModels> models;
  std::string actor;
  std::int64_t deliveries = 0;  ///< of Stripe's
  /// Debits positive, by account and currency, no zeros. The payments that money was put aside for share one
  /// account here, "liabilities:unapplied".
  std::map<std::pair<std::string, std::string>, std::int64_t> accounts;

  void record(const NewEvents& events, Instant now);
  void record(Event event, Instant effective, Instant now);

 private:
  void fold(const Recorded& recorded);
  void post_to_accounts(const Recorded& recorded);
  /// The line that the fact tells is what it posts to its payee's available account, and known to statements.
  void check_line(const Recorded& recorded);

  Seen* seen_;
  std::int64_t position_ = 0;
  std::map<std::string, std::int64_t> versions_;
};

}  // namespace daybook::books
