#include "events/payee/payout_account_decide.hpp"

#include <doctest/doctest.h>

#include "events/payee/payout_block.hpp"
#include "events/payout/payout_preview.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

const AdminId kMaker = id<AdminId>(51);
const AdminId kChecker = id<AdminId>(52);
const AdminId kMakerAgain = id<AdminId>(53);  // made again for the same address
const AdminId kPayeeAsAdmin = id<AdminId>(54);

struct Desk : Shop {
  Desk() {
    admin(kMaker, 201, "a");
    admin(kChecker, 202, "b");
    admin(kMakerAgain, 201, "c");
    admin(kPayeeAsAdmin, 101, "d");  // the person behind kBroker
  }
  void admin(const AdminId& admin_id, std::uint64_t person, const char* token) {
    happened(AdminCreated{
        admin_id, id<PersonId>(person), {"ZW1haWw="}, Role::ADMIN, std::string("dbk_") + token, "aa"});
  }
  Result<NewEvents> propose(std::uint64_t change, Instant at = hour(0), const AdminId& by = kMaker) {
    PayoutAccountProposed fact;
    fact.change_id = id<AccountChangeId>(change);
    fact.payee = kBroker;
    fact.person_id = id<PersonId>(101);
    fact.account.text = "c2VhbGVk";
    fact.proposed_by = by.str();
    return decide(ledger, ProposePayoutAccount{fact, at});
  }
  Result<NewEvents> approve(std::uint64_t change, Instant at = hour(0), const AdminId& by = kChecker) {
    return decide(ledger, policy, ApprovePayoutAccount{kBroker, id<AccountChangeId>(change), by.str(), at});
  }
  Result<NewEvents> withdraw(std::uint64_t change, Instant at) {
    return decide(ledger,
                  WithdrawPayoutAccount{kBroker, id<AccountChangeId>(change), "not ours", kMaker.str(), at});
  }
  void approved(std::uint64_t change, Instant at) {
    happened(propose(change, at));
    happened(approve(change, at));
  }
  const PayeeState& state() { return *ledger.payee(kBroker); }
  std::uint64_t account() { return state().account()->change.change_id.uuid.bytes[15]; }

  /// An approved payout of this method.
  PayoutState payout(PayoutMethod method) {
    PayoutState p;
    p.id = id<PayoutId>(7);
    p.payee = kBroker;
    p.payment_method = method;
    p.approved_by = "checker";
    return p;
  }
  std::string process(PayoutMethod method, Instant at) {
    return outcome(decide(payout(method), ledger, policy, ProcessPayout{at}));
  }
};

}  // namespace

TEST_CASE("nobody approves the account that he proposed, whatever he calls himself") {
  Desk desk;
  desk.happened(desk.propose(1));
  const auto refused_to = [&](const AdminId& who) { return outcome(desk.approve(1, hour(1), who)); };
  CHECK(refused_to(kMaker) == "refused same_person");
  CHECK(refused_to(kMakerAgain) == "refused same_person");
  desk.happened(AdminRevoked{kMaker});
  CHECK(refused_to(kMakerAgain) == "refused same_person");
  CHECK(refused_to(kPayeeAsAdmin) == "refused same_person");
  CHECK(refused_to(kChecker) == "payout_account.approved");
  // Taken back and proposed again by another: now the first one is the second person.
  desk.happened(desk.withdraw(1, hour(1)));
  CHECK(outcome(desk.approve(1)) == "refused not_found");
  desk.happened(desk.propose(2, hour(2), kChecker));
  CHECK(outcome(desk.approve(2, hour(3), kChecker)) == "refused same_person");
  CHECK(outcome(desk.approve(2, hour(3), kMakerAgain)) == "payout_account.approved");
}

TEST_CASE("one change at a time, and an approval names it") {
  Desk desk;
  CHECK(outcome(desk.approve(1)) == "refused not_found");
  CHECK(outcome(desk.withdraw(1, hour(0))) == "refused not_found");
  desk.happened(desk.propose(1));
  CHECK(outcome(desk.propose(2)) == "refused conflict");
  CHECK(outcome(desk.approve(2)) == "refused not_found");
  CHECK(outcome(desk.withdraw(2, hour(0))) == "refused not_found");
  desk.happened(desk.approve(1));
  CHECK(outcome(desk.approve(1)) == "refused not_found");
  PayoutAccountProposed stranger;
  stranger.payee = id<BrokerId>(9);
  CHECK(outcome(decide(desk.ledger, ProposePayoutAccount{stranger, hour(0)})) == "refused not_found");
}

TEST_CASE("the first account is payable at once, a changed one after the delay") {
  Desk desk;
  desk.policy.account_change_delay_hours = 48;
  desk.happened(desk.propose(1, hour(0)));
  CHECK(only<PayoutAccountApproved>(desk.approve(1, hour(5))).payable_from == hour(5));
  desk.happened(desk.approve(1, hour(5)));
  CHECK(desk.process(PayoutMethod::ACH, hour(5)) == "payout.processing");

  desk.happened(desk.propose(2, hour(10)));
  CHECK(desk.process(PayoutMethod::ACH, hour(11)) == "payout.processing");  // to the old account
  CHECK(only<PayoutAccountApproved>(desk.approve(2, hour(12))).payable_from == hour(60));
  desk.happened(desk.approve(2, hour(12)));
  for (const auto method : {PayoutMethod::ACH, PayoutMethod::WIRE}) {
    CHECK(desk.process(method, hour(12)) == "refused conflict");
    CHECK(desk.process(method, Instant{hour(60).micros - 1}) == "refused conflict");
    CHECK(desk.process(method, hour(60)) == "payout.processing");
  }
  const auto refused =
      decide(desk.payout(PayoutMethod::ACH), desk.ledger, desk.policy, ProcessPayout{hour(12)});
  CHECK(refused.error().detail.find(to_string(hour(60))) != std::string::npos);
  CHECK(desk.process(PayoutMethod::CHECK, hour(12)) == "payout.processing");
  CHECK(desk.process(PayoutMethod::PAYPAL, hour(12)) == "payout.processing");
}

TEST_CASE("a change is stopped in its delay: the account before it is in force again") {
  Desk desk;
  desk.approved(1, hour(0));
  desk.approved(2, hour(100));
  CHECK(desk.account() == 2);
  desk.happened(desk.withdraw(2, hour(171)));
  CHECK(desk.account() == 1);
  CHECK(desk.state().delayed(hour(171)) == nullptr);
  CHECK(outcome(desk.withdraw(1, hour(171))) == "refused conflict");  // what is payable is replaced only

  desk.approved(3, hour(200));  // payable from 272
  desk.approved(4, hour(210));  // payable from 282
  CHECK(desk.state().approved.size() == 3);
  desk.happened(desk.withdraw(4, hour(220)));
  CHECK(desk.account() == 3);
  CHECK(desk.process(PayoutMethod::ACH, hour(271)) == "refused conflict");
  CHECK(desk.process(PayoutMethod::ACH, hour(272)) == "payout.processing");
  CHECK(outcome(desk.withdraw(3, hour(272))) == "refused conflict");
  desk.approved(5, hour(300));
  CHECK(desk.state().approved.size() == 2);  // 3, which may come back, and 5
}

TEST_CASE("runs are blocked in the delay, and by what the policy asks for") {
  Desk desk;
  desk.paid(1);
  const RunPayout november{kBroker, Zone().period_of({2026, 11}), "admin-1", day(60)};
  const auto verdict = [&] {
    const auto previews = preview(desk.payee(kBroker), *desk.ledger.broker(kBroker), desk.policy, november);
    const auto run =
        decide(desk.payee(kBroker), *desk.ledger.broker(kBroker), desk.policy, desk.ids, november);
    REQUIRE(previews.size() == 1);
    CHECK(run.created.empty() == (previews[0].verdict != PayoutVerdict::eligible));
    if (!run.skipped.empty()) CHECK(run.skipped[0].reason == "blocked");
    return previews[0].why;
  };
  CHECK(verdict() == "15.00 USD will be paid");
  desk.policy.require_payout_account = true;
  CHECK(verdict() == "15.00 USD waits: the payee has no approved payout account");
  desk.happened(desk.propose(1, day(2)));
  CHECK(verdict() == "15.00 USD waits: the payee has no approved payout account");
  desk.happened(desk.approve(1, day(2)));
  CHECK(verdict() == "15.00 USD will be paid");
  desk.policy.require_tax_form = true;
  CHECK(verdict() == "15.00 USD waits: the payee has no W-9 on record");
  CHECK(desk.process(PayoutMethod::ACH, day(60)) == "refused conflict");
  TaxFormRecorded form;
  form.payee = kBroker;
  desk.happened(form);
  CHECK(verdict() == "15.00 USD will be paid");
  desk.approved(2, day(59));
  CHECK(
      verdict().starts_with("15.00 USD waits: the payee has a changed payout account that is payable from"));
  desk.policy = {};
  CHECK(verdict().find("payable from") != std::string::npos);
}

TEST_CASE("a ledger snapshot holds payees") {
  Desk desk;
  desk.approved(1, hour(0));
  desk.approved(2, hour(1));
  desk.happened(desk.propose(3, hour(2)));
  LedgerState copy = LedgerState::from_snapshot(desk.ledger.snapshot());
  CHECK(copy.snapshot() == desk.ledger.snapshot());
  CHECK(copy.payee(kBroker)->approved.size() == 2);
  CHECK(copy.payee(kBroker)->proposed->change_id == id<AccountChangeId>(3));
  desk.happened(desk.approve(3, hour(3)));
  copy.apply(desk.log().back());
  CHECK(copy.snapshot() == desk.ledger.snapshot());
}
