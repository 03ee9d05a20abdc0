#include "events/webhook/payout_delivery.hpp"

#include <doctest/doctest.h>

#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

/// One po_… at Stripe, and what the log makes of its deliveries.
struct Bank {
  World world;
  StripePayoutState state;

  static StripeDelivery delivery(const char* type, std::int64_t amount = 5'000) {
    StripeDelivery d;
    d.external_id = "evt_1";
    d.event_type = type;
    d.fact.object_id = "po_1";
    d.fact.amount = Minor(amount);
    d.fact.currency = "USD";
    d.fact.failure_code = "account_closed";
    d.fact.created = hour(2);
    d.now = hour(3);
    return d;
  }
  /// "bank.stripe_paid_out webhook.processed: paid out"
  std::string handle(const StripeDelivery& d) {
    const NewEvents events = decide(state, d);
    std::string out = names(events);
    for (const auto& e : events) {
      if (const auto* p = std::get_if<WebhookProcessed>(&e.event)) out += ": " + p->outcome;
      if (const auto* f = std::get_if<WebhookFailed>(&e.event)) out += ": " + f->error;
      if (const auto* w = std::get_if<WebhookParked>(&e.event)) out += ": " + w->waits_for;
      evolve(state, world.happened(e.event, e.effective_at));
    }
    return out;
  }
};

}  // namespace

TEST_CASE("payout deliveries: paid, then it comes back; each once") {
  Bank bank;
  const std::string paid = bank.handle(Bank::delivery("payout.paid"));
  CHECK(paid.ends_with(" webhook.processed: paid out"));
  CHECK(bank.world.log().front().envelope.effective_at == hour(2));  // when Stripe said so
  CHECK(bank.handle(Bank::delivery("payout.paid")) == "webhook.processed: already paid out");
  CHECK(bank.handle(Bank::delivery("payout.failed")).ends_with(" webhook.processed: came back"));
  REQUIRE(bank.state.failed);
  CHECK(bank.state.failed->failure_code == "account_closed");
  CHECK(bank.handle(Bank::delivery("payout.failed")) == "webhook.processed: already came back");
}

TEST_CASE("payout deliveries: a failure that comes first waits for the payment") {
  Bank bank;
  auto failed = Bank::delivery("payout.failed");
  CHECK(bank.handle(failed) == "webhook.parked: stripe_payout:po_1");
  failed.was_parked = true;
  CHECK(bank.handle(failed) == "nothing");
  bank.handle(Bank::delivery("payout.paid"));
  CHECK(bank.handle(failed).ends_with(" webhook.processed: came back"));
}

TEST_CASE("payout deliveries: canceled moves nothing; what cannot be booked fails visibly") {
  Bank bank;
  CHECK(bank.handle(Bank::delivery("payout.canceled")) ==
        "webhook.processed: canceled before it was paid: no money moved");
  auto odd = Bank::delivery("payout.paid");
  odd.fact.currency = "XXQ";
  CHECK(bank.handle(odd) == "webhook.failed: the currency is missing or unknown");
  odd = Bank::delivery("payout.paid");
  odd.fact.amount.reset();
  CHECK(bank.handle(odd) == "webhook.failed: the amount is missing");
  CHECK(bank.handle(Bank::delivery("payout.paid", -1)).starts_with("webhook.failed: must be from 1"));
  bank.handle(Bank::delivery("payout.paid"));
  CHECK(bank.handle(Bank::delivery("payout.failed", 4'999)).starts_with("webhook.failed: po_1 is known as"));
  for (const char* type : {"payout.created", "payout.updated", "payout.reconciliation_completed"})
    CHECK(!is_stripe_payout(type));
}
