// Amounts at the edge of 64 bits: what does not fit is refused, whoever says it, and nothing wraps.

#include <doctest/doctest.h>

#include <limits>

#include "core/clawback.hpp"
#include "events/broker/correct_terms.hpp"
#include "events/dispute/dispute_decide.hpp"
#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"
#include "tests/unit/books/stripe_reports.hpp"

using namespace daybook;
using namespace daybook::books;

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kHalf = std::int64_t{1} << 62;
constexpr std::array<std::int64_t, 6> kEdges{kMost, kMost - 1, kHalf + 1, kHalf, -kMost, -kMost - 1};

std::string verdict(const Result<NewEvents>& decided) { return decided ? given::names(*decided) : "refused"; }

/// One order paid in cash, one paid through Stripe with a dispute that is open, one not paid.
struct EdgeShop : given::Shop {
  OrderId cash = paid(), stripe = placed(), open = placed();
  EdgeShop() {
    REQUIRE(money(stripe, 10'500, "cs_1_1", "pi_1_1") == "payment.captured");
    happened(decide(order(stripe), OpenDispute{"dp_1", Minor{100}, "fraudulent", false, given::day(2)}));
    happened(decide(order(stripe), WithdrawDisputed{"dp_1", Minor{50}, Minor{15}, given::day(2)}));
    happened(decide(order(cash), OpenDispute{"case", Minor{100}, "fraudulent", false, given::day(2)}));
  }

  /// What Stripe's report comes to; nothing of it is recorded.
  std::string reported(ReportKind kind, std::int64_t amount, std::int64_t moved = 1, std::int64_t fee = 0,
                       const char* id = "dp_1") {
    StripeReport r;
    r.kind = kind;
    r.order = 1;
    r.id = id;
    r.amount = amount;
    r.currency = "USD";
    r.status = kind == ReportKind::refund    ? "succeeded"
               : kind == ReportKind::closing ? "lost"
                                             : "needs_response";
    r.transaction = "txn_9";
    r.moved = moved;
    r.fee = fee;
    const OrderState& about = order(kind == ReportKind::money ? open : stripe);
    const NewEvents events = decide(&about, policy, ids, delivery_of(r, given::day(3)));
    return given::names(events) == "webhook.failed" ? "refused" : given::names(events);
  }
  Result<NewEvents> sell(std::vector<std::int64_t> quantities) {
    Basket basket;
    for (const std::int64_t quantity : quantities) basket.push_back({"amex", quantity});
    return decide(ledger, policy, placing(basket));
  }
};

struct Row {
  const char* what;
  std::string (*said)(EdgeShop& shop, std::int64_t amount);
};
const Instant kNow = given::day(3);

const Row kRows[] = {
    {"a refund by hand",
     [](EdgeShop& s, std::int64_t a) {
       return verdict(decide(s.order(s.cash), s.policy, s.ids, RefundManually{Minor{a}, "r", {}, kNow}));
     }},
    {"a dispute by hand",
     [](EdgeShop& s, std::int64_t a) {
       return verdict(decide(s.order(s.cash), OpenDispute{"other", Minor{a}, "r", false, kNow}));
     }},
    {"a withdrawal by hand",
     [](EdgeShop& s, std::int64_t a) {
       return verdict(decide(s.order(s.cash), WithdrawDisputed{"case", Minor{a}, Minor{}, kNow}));
     }},
    {"a dispute's fee by hand",
     [](EdgeShop& s, std::int64_t a) {
       return verdict(decide(s.order(s.cash), WithdrawDisputed{"case", Minor{1}, Minor{a}, kNow}));
     }},
    {"a dispute's fee that comes back",
     [](EdgeShop& s, std::int64_t a) {
       return verdict(
           decide(s.order(s.stripe), s.policy, CloseDispute{"dp_1", DisputeStatus::won, Minor{a}, kNow}));
     }},
    {"a fee by hand",
     [](EdgeShop& s, std::int64_t a) {
       return verdict(decide(s.order(s.stripe), RecordFee{"txn_9", Minor{a}, {}, kNow}));
     }},
    {"a quantity", [](EdgeShop& s, std::int64_t a) { return verdict(s.sell({a})); }},
    {"a quantity on two lines",
     [](EdgeShop& s, std::int64_t a) {
       return verdict(s.sell({a, a}));
     }},
    {"a price",
     [](EdgeShop& s, std::int64_t a) {
       return verdict(decide(s.ledger, ImportCatalog{"other", {given::card("gold", a, 1)}, kNow}));
     }},
    {"a stock",
     [](EdgeShop& s, std::int64_t a) {
       return verdict(decide(s.ledger, ImportCatalog{"other", {given::card("gold", 1, a)}, kNow}));
     }},
    {"a fixed markup",
     [](EdgeShop& s, std::int64_t a) {
       Terms terms{{100'000}, MarkupType::FIXED, {}, Minor{a}};
       return verdict(decide(s.ledger, ChangeBroker{given::kBroker, terms, std::nullopt, kNow}));
     }},
    {"a markup rate",
     [](EdgeShop& s, std::int64_t a) {
       Terms terms{{100'000}, MarkupType::PERCENTAGE, {a}, Minor{}};
       return verdict(decide(s.ledger, ChangeBroker{given::kBroker, terms, std::nullopt, kNow}));
     }},
    {"a corrected share",
     [](EdgeShop& s, std::int64_t a) {
       CorrectTerms c{{}, {a}, given::hour(0), {}, "r", "admin", kNow};
       const std::array orders{s.order(s.cash)};
       return verdict(decide(*s.ledger.broker(given::kBroker), orders, s.policy, c));
     }},
    {"Stripe's payment", [](EdgeShop& s, std::int64_t a) { return s.reported(ReportKind::money, a); }},
    {"Stripe's fee", [](EdgeShop& s, std::int64_t a) { return s.reported(ReportKind::fee, 1, 1, a); }},
    {"Stripe's figure", [](EdgeShop& s, std::int64_t a) { return s.reported(ReportKind::figure, a); }},
    {"Stripe's refund", [](EdgeShop& s, std::int64_t a) { return s.reported(ReportKind::refund, a); }},
    {"Stripe's dispute",
     [](EdgeShop& s, std::int64_t a) { return s.reported(ReportKind::dispute, a, 1, 0, "dp_2"); }},
    {"Stripe's withdrawal",
     [](EdgeShop& s, std::int64_t a) { return s.reported(ReportKind::withdrawal, 100, a, 0, "dp_2"); }},
    {"the fee of Stripe's withdrawal",
     [](EdgeShop& s, std::int64_t a) { return s.reported(ReportKind::withdrawal, 100, 100, a, "dp_2"); }},
    {"Stripe's reinstatement",
     [](EdgeShop& s, std::int64_t a) { return s.reported(ReportKind::reinstatement, 100, a); }},
    {"the fee of Stripe's reinstatement",
     [](EdgeShop& s, std::int64_t a) { return s.reported(ReportKind::reinstatement, 100, 50, a); }},
    {"the closing of Stripe's dispute",
     [](EdgeShop& s, std::int64_t a) { return s.reported(ReportKind::closing, a, 1, 0, "dp_2"); }},
};

}  // namespace

TEST_CASE("overflow: an amount at the edge of 64 bits is refused wherever one is said") {
  EdgeShop shop;
  for (const Row& row : kRows)
    for (const std::int64_t amount : kEdges) {
      std::string said;
      try {
        said = row.said(shop, amount);
      } catch (const OverflowError&) {
        said = "refused";  // the edge of every command answers it as a refusal
      }
      CHECK_MESSAGE(said == "refused", row.what, " of ", amount, ": ", said);
    }
}

TEST_CASE("overflow: the returned parts of any capture are exact, or refused when its total does not fit") {
  constexpr std::array<std::int64_t, 7> kParts{0, 1, 3, kHalf / 3, kHalf - 1, kHalf, kMost};
  const auto check = [](const oracle::Four& of) {
    const oracle::Integer total = oracle::Integer(of[0]) + of[1] + of[2] + of[3];
    const Parts captured{Minor{of[0]}, Minor{of[1]}, Minor{of[2]}, Minor{of[3]}};
    if (total > kMost) {
      CHECK_THROWS_AS(returned_parts(captured, Minor{1}), OverflowError);
      return;
    }
    const auto whole = total.convert_to<std::int64_t>();
    for (const std::int64_t returned : {std::int64_t{0}, whole / 7, whole / 2, whole - (whole > 0), whole}) {
      const Parts back = returned_parts(captured, Minor{returned});
      const oracle::Four figures{back.share.value, back.markup.value, back.platform.value,
                                 back.supplier.value};
      CHECK(figures == oracle::given_back(of, returned));
      CHECK(oracle::unfair(of, returned, figures) == nullptr);
    }
  };
  for (const std::int64_t s : kParts)
    for (const std::int64_t m : kParts)
      for (const std::int64_t p : kParts)
        for (const std::int64_t c : kParts) check({s, m, p, c});
}
