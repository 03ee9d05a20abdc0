#pragma once
// Stripe, as far as one order is concerned: what truly happens there, second by second, and the reports that
// it owes us for it.

#include <algorithm>

#include "tests/unit/books/random_source.hpp"
#include "tests/unit/books/stripe_reports.hpp"

namespace daybook::books {

class StripeTruth {
 public:
  StripeTruth(std::size_t order, int money, std::string currency, std::int64_t captured)
      : order_(order), money_(money), currency_(std::move(currency)), captured_(captured) {}

  std::vector<StripeReport> reports;  ///< owed, in the order in which things happened

  std::int64_t captured() const { return captured_; }
  /// All that was ever asked back: by refunds, failed ones too, and by disputes, inquiries too.
  std::int64_t claimed() const { return claimed_; }
  /// What customers got by disputes that were lost.
  std::int64_t lost() const { return lost_; }
  /// Refunds that did not fail.
  std::int64_t refunded() const {
    std::int64_t sum = 0;
    for (const Refund& r : refunds_) sum += r.failed ? 0 : r.amount;
    return sum;
  }

  void refund(std::int64_t amount, bool at_once, Instant at) {
    claimed_ += amount;
    refunds_.push_back({fmt::format("re_{}_{}", order_, refunds_.size()), amount});
    if (at_once) refunds_.back().succeeded = true;
    report_refund(refunds_.back(), at_once ? "succeeded" : "pending", at);
    report_figure(at);
  }
  /// Something becomes of one of the refunds: it succeeds, or it fails (also after it succeeded).
  void go_on(RandomSource& random, Instant at) {
    if (refunds_.empty()) return;
    Refund& r = refunds_[random.index(refunds_.size())];
    if (r.failed) return;
    if (!r.succeeded && random.one_in(2)) {
      r.succeeded = true;
      return report_refund(r, "succeeded", at);
    }
    if (random.one_in(3)) report_figure(at);  // of the same second, and before it: it counts the refund
    r.failed = true;
    report_refund(r, random.one_in(3) ? "canceled" : "failed", at);
    if (random.one_in(2)) report_figure({at.micros + kMicrosPerSecond});
  }

  /// A dispute from its beginning to its end, if it has one.
  void dispute(std::int64_t amount, RandomSource& random, Instant at) {
    StripeReport r = report(ReportKind::dispute, at);
    r.id = fmt::format("dp_{}_{}", order_, ++disputes_);
    r.amount = amount;
    const bool inquiry = random.one_in(4);
    r.status = inquiry ? "warning_needs_response" : "needs_response";
    reports.push_back(r);
    if (inquiry && random.one_in(2)) return close(r, "warning_closed");
    if (inquiry) {
      r.status = "needs_response";
      reports.push_back(r);
    }
    if (random.one_in(4)) return;  // nothing was taken yet
    r.kind = ReportKind::withdrawal;
    r.moved = amount;
    r.fee = random.pick(3) * 750;
    if (!random.one_in(4)) r.transaction = "txn_out_" + r.id;
    if (!r.transaction.empty() && amount > 1 && random.one_in(3)) {  // taken in two parts
      r.moved = random.between(1, amount - 1);
      reports.push_back(r);
      r.transaction += "_rest";
      r.moved = amount - r.moved;
      r.fee = 0;
    }
    reports.push_back(r);
    const auto ending = random.pick(4);
    if (ending == 0) return;
    if (ending == 1) {
      lost_ += amount;
      return close(r, "lost");
    }
    StripeReport back = r;
    back.moved = amount;
    back.kind = ReportKind::reinstatement;
    back.status = "won";
    if (!back.transaction.empty()) back.transaction = "txn_in_" + r.id;
    reports.push_back(back);
    close(r, "won");
  }

  StripeReport report(ReportKind kind, Instant at) const {
    StripeReport r;
    r.kind = kind;
    r.order = order_;
    r.money = money_;
    r.currency = currency_;
    r.at = at;
    return r;
  }

 private:
  struct Refund {
    std::string id;
    std::int64_t amount = 0;
    bool succeeded = false, failed = false;
  };

  void report_refund(const Refund& refund, const char* status, Instant at) {
    StripeReport r = report(ReportKind::refund, at);
    r.id = refund.id;
    r.amount = refund.amount;
    r.status = status;
    reports.push_back(std::move(r));
  }
  void report_figure(Instant at) {
    StripeReport r = report(ReportKind::figure, at);
    r.amount = refunded();
    reports.push_back(std::move(r));
  }
  void close(StripeReport r, const char* status) {
    r.kind = ReportKind::closing;
    r.status = status;
    r.transaction.clear();
    reports.push_back(std::move(r));
  }

  std::size_t order_;
  int money_;
  std::string currency_;
  std::int64_t captured_;
  std::int64_t claimed_ = 0, lost_ = 0;
  std::vector<Refund> refunds_;
  int disputes_ = 0;
};

}  // namespace daybook::books
