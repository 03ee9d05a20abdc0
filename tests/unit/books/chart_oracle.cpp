// The oracle's chart of accounts: each account from what stands, none from how it came about. Source: domain
// rules, "Chart of accounts".

#include "tests/unit/books/ledger_oracle.hpp"

namespace oracle {
namespace {

class ChartBook {
 public:
  explicit ChartBook(bool supplier_pays) : supplier_pays_(supplier_pays) {}

  void order(const Order& o) {
    for (const auto& [transaction, fee] : o.fees) {
      debit("expenses:stripe_fees", fee.first, fee.second);
      debit("assets:stripe", fee.first, -fee.second);
    }
    for (const auto& [money, m] : o.aside) {
      debit("assets:stripe", m.currency, m.amount - m.refunded);
      debit("liabilities:unapplied", m.currency, m.refunded - m.amount);
    }
    if (!o.captured()) return;
    const Four back = o.back();
    debit(o.asset, o.currency, o.total() - o.refunded());
    debit("income:platform:brokers", o.currency, back[2] - o.parts[2]);
    debit("liabilities:supplier:tradelinesupply", o.currency, (supplier_pays_ ? back[3] : 0) - o.parts[3]);
    debit("expenses:supplier_not_refunded", o.currency, supplier_pays_ ? 0 : back[3]);
    if (o.place != Place::none) {
      const char* place = o.place == Place::pending     ? "pending"
                          : o.place == Place::available ? "available"
                                                        : "held";
      const auto standing = o.standing();
      owe(o.payee, place, o.currency, standing[0], standing[1]);
    }
    for (const auto& [id, d] : o.disputes) dispute(o, d);
    debit("expenses:dispute_fees", o.currency, -o.lost());
  }

  void payout(const Payout& p) {
    if (!p.live()) return;
    owe(p.payee, "available", p.currency, -p.share, -p.markup);
    if (p.is == PayoutIs::completed)
      debit(p.asset, p.currency, -p.share - p.markup);
    else
      owe(p.payee, "in_transit", p.currency, p.share, p.markup);
  }

  Chart take() {
    std::erase_if(chart_, [](const auto& entry) { return entry.second == 0; });
    return std::move(chart_);
  }

 private:
  void debit(std::string account, const std::string& currency, Units amount) {
    if (amount != 0) chart_[{std::move(account), currency}] += amount;
  }
  void owe(const std::string& payee, const char* place, const std::string& currency, Units share,
           Units markup) {
    const std::string account = "liabilities:brokers:" + payee + ":" + place;
    debit(account + ":revenue_share", currency, -share);
    debit(account + ":markup", currency, -markup);
  }
  /// While it is open, what was taken is claimed; once lost, it is our cost, less what the parties bear.
  void dispute(const Order& o, const DisputeCase& d) {
    const Units out = d.withdrawn - d.reinstated;
    debit(o.asset, o.currency, -out - d.fees);
    Units claimed = out, cost = d.fees;
    if (d.outcome == Outcome::lost) {
      claimed = d.withdrawn > 0 ? 0 : -d.reinstated - d.kept;
      cost += d.withdrawn > 0 ? out : d.kept;
    }
    debit("assets:disputed", o.currency, claimed);
    debit("expenses:dispute_fees", o.currency, cost);
  }

  bool supplier_pays_;
  Chart chart_;
};

}  // namespace

Chart Ledger::chart() const {
  ChartBook book(supplier_pays);
  for (const Order& o : orders) book.order(o);
  for (const Payout& p : payouts) book.payout(p);
  return book.take();
}

}  // namespace oracle
