// A hundred thousand whole histories of random business, each step of each against the oracle.

#include <doctest/doctest.h>

#include "tests/unit/books/scene.hpp"
#include "tests/unit/core/seed.hpp"

using namespace daybook;
using namespace daybook::books;

namespace {

struct Weighted {
  void (*step)(Scene&);
  int weight;
};
constexpr std::array<Weighted, 18> kSteps{{{place, 4},
                                           {cancel, 1},
                                           {pay_by_hand, 4},
                                           {pay_at_stripe, 6},
                                           {pay_unexpectedly, 1},
                                           {apply_aside, 1},
                                           {refund_by_hand, 4},
                                           {fail_refund, 2},
                                           {hold_or_let_go, 3},
                                           {release_due, 4},
                                           {change_terms, 1},
                                           {correct_terms, 2},
                                           {suspend_or_reactivate, 1},
                                           {happen_at_stripe, 6},
                                           {deliver_some, 8},
                                           {record_fee, 1},
                                           {dispute_by_hand, 5},
                                           {run_payouts, 6}}};
constexpr Weighted kMovePayout{move_payout, 14};

constexpr int total_weight() {
  int sum = kMovePayout.weight;
  for (const Weighted& w : kSteps) sum += w.weight;
  return sum;
}

void some_step(Scene& s) {
  let_time_pass(s);
  std::int64_t dice = s.random.pick(total_weight());
  for (const Weighted& w : kSteps)
    if ((dice -= w.weight) < 0) return w.step(s);
  kMovePayout.step(s);
}

/// Fifteen to forty-five steps, the books compared after each.
void live(std::uint64_t seed, Seen& seen, bool read_models) {
  Scene s(seed, &seen, read_models);
  books::Agreement agreement;
  while (s.books.orders.empty()) place(s);
  for (std::int64_t left = s.random.between(15, 45); left > 0; --left) {
    some_step(s);
    agreement.check(s);
  }
  if (read_models) check_read_models(s);
}

std::uint64_t histories() {
  const char* text = std::getenv("DAYBOOK_HISTORIES");
  return text == nullptr ? 100'000 : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE("property: 100,000 whole histories keep the books of an independent oracle, at every step") {
  Seen seen;
  const std::uint64_t seed = ::test::seed(), count = histories();
  for (std::uint64_t i = 0; i < count; ++i) {
    try {
      live(seed + i, seen, i % 50 == 0);
    } catch (const std::exception& e) {
      FAIL(std::string(e.what()), "\nrepeat with DAYBOOK_SEED=", seed + i, " DAYBOOK_HISTORIES=1");
    }
  }
  if (count < 10'000) return;
  // The histories are worth something only when all this happened, and often.
  for (const char* type : {"order.placed",
                           "order.cancelled",
                           "payment.captured",
                           "payment.unexpected",
                           "payment.fee_known",
                           "payment.unapplied_refunded",
                           "refund.settled",
                           "refund.failed",
                           "dispute.funds_withdrawn",
                           "dispute.funds_reinstated",
                           "dispute.lost",
                           "dispute.loss_adjusted",
                           "dispute.won",
                           "dispute.inquiry_closed",
                           "commission.released",
                           "commission.held",
                           "commission.unheld",
                           "broker.terms_changed",
                           "payout.created",
                           "payout.edited",
                           "payout.completed",
                           "payout.failed",
                           "payout.cancelled",
                           "payout.returned",
                           "line accrual",
                           "line release",
                           "line clawback",
                           "line clawback_reversed",
                           "line hold",
                           "line unhold",
                           "line payout_created",
                           "line payout_failed",
                           "line payout_cancelled",
                           "line payout_returned",
                           "webhook.failed",
                           "webhook.parked"})
    CHECK_MESSAGE(seen[type] >= static_cast<std::int64_t>(count / 100), std::string(type), " happened only ",
                  seen[type], " times");
}
