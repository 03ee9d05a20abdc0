#include <doctest/doctest.h>

#include "events/connect/connect_account.hpp"
#include "events/payout/payout_decide.hpp"
#include "events/webhook/connect_delivery.hpp"
#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

const BrokerId kPayee = id<BrokerId>(1);
const PayoutId kPayout = id<PayoutId>(7);

struct Account {
  ConnectAccountState state;
  bool told(bool enabled, std::vector<std::string> wanted, Instant at) {
    const NewEvents events = decide(state, NoteAccount{kPayee, enabled, std::move(wanted), at});
    for (const NewEvent& fresh : events) {
      Envelope envelope;
      envelope.effective_at = fresh.effective_at;
      evolve(state, std::get<ConnectAccountChanged>(fresh.event), envelope);
    }
    return !events.empty();
  }
  void link() { evolve(state, ConnectAccountLinked{kPayee, "acct_1"}, {}); }
  bool blocked_for(const char* why) const {
    return connect_block(state).value_or("nothing").find(why) != std::string::npos;
  }
};

StripeDelivery delivery(const char* type, std::int64_t reversed = 0, bool was_parked = false) {
  StripeDelivery d{"evt_1", type, {}, was_parked, hour(2)};
  d.fact.object_id = "tr_1";
  d.fact.amount = Minor{1'200};
  d.fact.amount_refunded = Minor{reversed};
  return d;
}

PayoutState payout(PayoutStatus status) {
  PayoutState p;
  p.id = kPayout;
  p.payee = kPayee;
  p.payment_method = PayoutMethod::CONNECT;
  p.status = status;
  return p;
}

}  // namespace

TEST_CASE("a payee's account is paid out to when Stripe says so and wants nothing") {
  Account account;
  CHECK_FALSE(account.told(true, {}, hour(1)));
  CHECK(account.blocked_for("has no Stripe account"));
  account.link();
  CHECK(decide(account.state, LinkAccount{kPayee, "acct_2", hour(1)}).empty());
  CHECK(account.blocked_for("nothing yet"));
  CHECK(account.told(false, {"b", "a"}, hour(1)));
  CHECK(account.blocked_for("lacks a, b"));
  CHECK_FALSE(account.told(false, {"a", "b"}, hour(2)));
  CHECK(account.told(true, {"a"}, hour(2)));
  CHECK(account.blocked_for("lacks a"));
  CHECK(account.told(true, {}, hour(3)));
  CHECK_FALSE(connect_block(account.state));
  CHECK_FALSE(account.told(false, {}, hour(2)));  // it came late
  CHECK_FALSE(connect_block(account.state));
  CHECK(account.told(false, {}, hour(4)));
  CHECK(account.blocked_for("switched off"));
}

TEST_CASE("a transfer's deliveries") {
  PayoutState done = payout(PayoutStatus::COMPLETED), back = payout(PayoutStatus::RETURNED);
  PayoutState on_its_way = payout(PayoutStatus::PROCESSING), failed = payout(PayoutStatus::FAILED);
  done.transaction_id = "tr_1";
  const char *kCreated = "transfer.created", *kReversed = "transfer.reversed";
  CHECK(names(decide(TransferOf{&done, nullptr}, delivery(kCreated))) == "webhook.processed");
  CHECK(names(decide(TransferOf{&done, nullptr}, delivery(kReversed, 1'200))) ==
        "payout.returned webhook.processed");
  CHECK(names(decide(TransferOf{&done, nullptr}, delivery(kReversed, 1'199))) == "webhook.failed");
  CHECK(names(decide(TransferOf{&back, nullptr}, delivery(kReversed, 1'200))) == "webhook.processed");
  // It came before the effect's end was recorded.
  CHECK(names(decide(TransferOf{nullptr, &on_its_way}, delivery(kCreated))) == "webhook.processed");
  CHECK(names(decide(TransferOf{nullptr, &on_its_way}, delivery(kReversed, 1'200))) == "webhook.parked");
  CHECK(decide(TransferOf{nullptr, nullptr}, delivery(kReversed, 1'200, true)).empty());
  CHECK(names(decide(TransferOf{&done, nullptr}, delivery(kReversed, 1'200, true))) ==
        "payout.returned webhook.processed");
  // Money went for a payout that was not paid by it.
  CHECK(names(decide(TransferOf{nullptr, &failed}, delivery(kCreated))) == "webhook.failed");
  CHECK(names(decide(TransferOf{nullptr, nullptr}, delivery(kCreated))) == "webhook.processed");
}
