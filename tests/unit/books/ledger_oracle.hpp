#pragma once
// The oracle of whole histories: it is told the commands and Stripe's reports, says which must be refused,
// and what everybody must have afterwards. It knows nothing of the program: no state, event or formula of it.

#include "tests/unit/books/month_oracle.hpp"
#include "tests/unit/books/order_oracle.hpp"

namespace oracle {

/// waits: the money that it is about is not known yet.
enum class Answer { refused, waits, taken };

struct Payee {
  Rates rates;
  bool suspended = false;
};

/// One amount that a run may take.
struct Line {
  std::string payee, currency;
  Units share = 0, markup = 0;
  Micros happened = 0;
  Micros effective = 0;  ///< for runs: a hold counts from when the commission could first be paid
  std::optional<std::size_t> payout;  ///< the live one that has it
};

enum class PayoutIs { pending, processing, completed, failed, cancelled, returned };
struct Payout {
  std::string payee, currency, asset = "assets:bank", maker;
  Micros start = 0, end = 0;
  Units share = 0, markup = 0;
  PayoutIs is = PayoutIs::pending;
  int version = 1;
  bool approved = false;
  std::set<std::string> editors;
  bool live() const { return is <= PayoutIs::completed; }
};

/// Debits positive, by account and currency; no zeros.
using Chart = std::map<std::pair<std::string, std::string>, Units>;

/// Stripe's words about a dispute, in each of its reports.
struct DisputeWords {
  std::string id;
  Units amount = 0;
  bool inquiry = false;
};
struct DisputeMoves {
  Units amount = 0, fee = 0;
  std::string transaction;  ///< "": not named
};

class Ledger {
 public:
  Micros hold = 0;  ///< a captured commission is pending that long
  bool supplier_pays = true;
  std::map<std::string, Units> minimum;  ///< payout, by currency
  std::string zone = "UTC";
  std::map<std::string, Payee> payees;
  std::vector<Order> orders;
  std::vector<Line> lines;
  std::vector<Payout> payouts;

  // Orders and money that comes in.
  bool place(const std::string& payee, std::vector<Pieces> basket, const std::string& currency, Micros now);
  bool cancel(std::size_t order);
  bool pay_by_hand(std::size_t order, const std::string& asset, Micros received_at, Micros now);
  Answer stripe_money(std::size_t order, int money, Units amount, const std::string& currency, Micros now);
  bool apply_aside(std::size_t order, int money, Micros now);
  bool record_fee(std::size_t order, const std::string& transaction, Units fee, const std::string& currency);
  Answer stripe_fee(std::size_t order, const std::string& transaction, Units fee,
                    const std::string& currency);

  // Money that goes back.
  bool refund_by_hand(std::size_t order, Units amount, Micros now);
  bool fail_by_hand(std::size_t order, std::size_t refund, Micros now);
  bool fail_stripe_refund(std::size_t order, const std::string& refund, Micros now);
  Answer figure(std::size_t order, int money, SaidFigure figure, Micros now);
  Answer refund(std::size_t order, int money, const std::string& id, Units amount, const std::string& status,
                Micros at, Micros now);

  // Disputes: what Stripe says, then what a person knows.
  Answer dispute(std::size_t order, const DisputeWords& words, Micros now);
  Answer withdrawal(std::size_t order, const DisputeWords& words, const DisputeMoves& money, Micros now);
  Answer reinstatement(std::size_t order, const DisputeWords& words, const DisputeMoves& money, Micros now);
  Answer closing(std::size_t order, const DisputeWords& words, Outcome outcome, Micros now);
  bool open_dispute(std::size_t order, const DisputeWords& words, Micros now);
  bool withdraw_disputed(std::size_t order, const std::string& id, Units amount, Units fee, Micros now);
  bool close_dispute(std::size_t order, const std::string& id, Outcome outcome, Units fee_back, Micros now);

  // Commissions and terms.
  void release(std::size_t order, Micros now);
  bool hold_commission(std::size_t order, Micros now);
  bool let_go(std::size_t order, Micros now);
  /// The share that orders placed in [from, until) should have had; without until the rate of new ones too.
  bool correct(const std::string& payee, Units share_ppm, Micros from, std::optional<Micros> until,
               Micros now);

  // Payouts: how many the run makes; then what each step says.
  std::size_t run(const std::string& payee, int year, int month, const std::string& maker);
  bool edit(std::size_t payout, const std::string& asset, const std::string& editor);
  bool approve(std::size_t payout, int version, const std::string& checker);
  bool move(std::size_t payout, PayoutIs to);

  Chart chart() const;

 private:
  void capture(Order& o, const std::string& asset, int money, Micros effective);
  /// After whatever was said of an order: what of it a run may take has changed by a line.
  void changed(std::size_t order, Micros effective);
  void lose(DisputeCase& d);
  std::vector<std::array<Units, 2>> in_lines_;  ///< by order: what its lines come to
};

}  // namespace oracle
