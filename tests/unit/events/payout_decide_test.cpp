#include "events/payout/payout_decide.hpp"

#include <doctest/doctest.h>

#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

const PayoutId kPayout = id<PayoutId>(7);
const BrokerId kPayee = id<BrokerId>(1);

struct Desk : World {
  Desk() {
    PayoutCreated e;
    e.payout_id = kPayout;
    e.payee = kPayee;
    e.amounts = {Minor(900), Minor(400), Minor(-100)};
    e.made_by = "maker";
    e.lines = {3, 5};
    happened(e);
  }
  const PayoutState& p() { return payout(kPayout); }
  Result<NewEvents> edit(std::int64_t version, std::optional<PayoutMethod> method = PayoutMethod::PAYPAL) {
    return decide(p(), EditPayout{version, method, "by paypal", hour(1)});
  }
  Result<NewEvents> approve(std::int64_t version, std::string who) {
    return decide(p(), ledger, ApprovePayout{version, std::move(who), hour(1)});
  }
  Result<NewEvents> process() { return decide(p(), ProcessPayout{hour(1)}); }
  Result<NewEvents> complete() { return decide(p(), CompletePayout{"tx-1", std::nullopt, hour(1)}); }
  Result<NewEvents> fail() { return decide(p(), FailPayout{"account closed", hour(1)}); }
  Result<NewEvents> cancel() { return decide(p(), CancelPayout{"wrong month", hour(1)}); }
  Result<NewEvents> give_back() {
    return decide(p(), ReturnPayout{"R03", "no such account", "091000019000001", hour(1)});
  }
  void approved() { happened(approve(p().edit_version, "checker")); }
  void processing() { approved(), happened(process()); }
};

}  // namespace

TEST_CASE("a payout's status table") {
  struct Row {
    const char* status;
    void (*make)(Desk&);
    const char *edit, *approve, *process, *complete, *fail, *cancel, *give_back;
  };
  const char* const no = "refused conflict";
  const Row rows[] = {
      {"PENDING", [](Desk&) {}, "payout.edited", "payout.approved", no, no, no, "payout.cancelled", no},
      {"PENDING", [](Desk& d) { d.approved(); }, "payout.edited", no, "payout.processing", no, no,
       "payout.cancelled", no},
      {"PROCESSING", [](Desk& d) { d.processing(); }, no, no, no, "payout.completed", "payout.failed", no,
       no},
      {"COMPLETED", [](Desk& d) { d.processing(), d.happened(d.complete()); }, no, no, no, no, no, no,
       "payout.returned"},
      {"RETURNED", [](Desk& d) { d.processing(), d.happened(d.complete()), d.happened(d.give_back()); }, no,
       no, no, no, no, no, no},
      {"FAILED", [](Desk& d) { d.processing(), d.happened(d.fail()); }, no, no, no, no, no, no, no},
      {"CANCELLED", [](Desk& d) { d.happened(d.cancel()); }, no, no, no, no, no, no, no},
  };
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CAPTURE(i);
    Desk desk;
    rows[i].make(desk);
    CHECK(boost::describe::enum_to_string(desk.p().status, "?") == std::string(rows[i].status));
    CHECK(outcome(desk.edit(1)) == rows[i].edit);
    CHECK(outcome(desk.approve(1, "checker")) == rows[i].approve);
    CHECK(outcome(desk.process()) == rows[i].process);
    CHECK(outcome(desk.complete()) == rows[i].complete);
    CHECK(outcome(desk.fail()) == rows[i].fail);
    CHECK(outcome(desk.cancel()) == rows[i].cancel);
    CHECK(outcome(desk.give_back()) == rows[i].give_back);
  }
}

TEST_CASE("whoever made a payout may not approve it") {
  Desk desk;
  CHECK(outcome(desk.approve(1, "maker")) == "refused same_person");
  const auto event = only<PayoutApproved>(desk.approve(1, "checker"));
  CHECK(event.approved_by == "checker");
  CHECK(event.payee == kPayee);
  CHECK(event.total_amount == Minor(1'200));
  CHECK(event.version == 1);
}

TEST_CASE("whoever edited a payout may not approve it, whatever others edited since") {
  Desk desk;
  desk.actor = "admin:editor";
  desk.happened(desk.edit(1));
  CHECK(outcome(desk.approve(2, "editor")) == "refused same_person");
  CHECK(outcome(desk.approve(2, "maker")) == "refused same_person");
  CHECK(outcome(desk.approve(2, "checker")) == "payout.approved");
  desk.actor = "admin:maker";
  desk.happened(desk.edit(2));
  desk.happened(desk.edit(3));
  CHECK(desk.p().edited_by == std::vector<std::string>{"editor", "maker"});
  CHECK(outcome(desk.approve(4, "editor")) == "refused same_person");
  CHECK(outcome(desk.approve(4, "checker")) == "payout.approved");
}

TEST_CASE("an admin who was revoked and made again is the same person") {
  Desk desk;
  const auto admin = [&](std::uint64_t number, std::uint64_t person) {
    AdminCreated e;
    e.admin_id = id<AdminId>(number);
    e.person_id = id<PersonId>(person);
    e.token_prefix = "dbk_" + std::to_string(number);
    desk.happened(e);
    return e.admin_id.str();
  };
  const std::string maker = admin(31, 900), editor = admin(32, 901);
  desk.happened(AdminRevoked{id<AdminId>(31)});
  desk.happened(AdminRevoked{id<AdminId>(32)});
  const std::string maker_again = admin(33, 900), editor_again = admin(34, 901), other = admin(35, 902);
  PayoutCreated e;
  e.payout_id = id<PayoutId>(8);
  e.payee = kPayee;
  e.amounts.markup = Minor(5);
  e.made_by = maker;
  desk.happened(e);
  desk.actor = "admin:" + editor;
  desk.happened(PayoutEdited{e.payout_id, kPayee, 2, PayoutMethod::WIRE, std::nullopt});
  const auto approve = [&](const std::string& who) {
    return outcome(decide(desk.payout(e.payout_id), desk.ledger, ApprovePayout{2, who, hour(1)}));
  };
  for (const auto& who : {maker, maker_again, editor, editor_again})
    CHECK(approve(who) == "refused same_person");
  CHECK(approve(other) == "payout.approved");
}

TEST_CASE("an approval that an older program took from an editor still stands in the log") {
  Desk desk;
  desk.actor = "admin:editor";
  desk.happened(desk.edit(1));
  desk.happened(PayoutApproved{kPayout, kPayee, Minor(1'200), 2, "editor"});
  CHECK(desk.p().approved_by == "editor");
  CHECK(outcome(desk.process()) == "payout.processing");
}

TEST_CASE("an approval and an edit name the version that was read") {
  Desk desk;
  desk.happened(desk.edit(1));
  CHECK(desk.p().edit_version == 2);
  CHECK(outcome(desk.approve(1, "checker")) == "refused stale_version");
  CHECK(outcome(desk.edit(1)) == "refused stale_version");
  CHECK(outcome(desk.edit(3)) == "refused stale_version");
  CHECK(only<PayoutApproved>(desk.approve(2, "checker")).version == 2);
}

TEST_CASE("an edit voids the approval") {
  Desk desk;
  desk.approved();
  CHECK(desk.p().approved_by == "checker");
  desk.happened(desk.edit(1));
  CHECK(!desk.p().approved_by);
  CHECK(outcome(desk.process()) == "refused conflict");
  desk.approved();
  CHECK(outcome(desk.process()) == "payout.processing");
}

TEST_CASE("an edit changes what it names and keeps the rest") {
  Desk desk;
  desk.happened(desk.edit(1, PayoutMethod::CHECK));
  CHECK(desk.p().payment_method == PayoutMethod::CHECK);
  CHECK(desk.p().notes == "by paypal");
  desk.happened(decide(desk.p(), EditPayout{2, std::nullopt, std::nullopt, hour(1)}));
  CHECK(desk.p().payment_method == PayoutMethod::CHECK);
  CHECK(desk.p().notes == "by paypal");
}

TEST_CASE("the end of a payout carries what its posting needs") {
  Desk desk;
  desk.happened(desk.edit(1, PayoutMethod::CASH));
  CHECK(only<PayoutCancelled>(desk.cancel()).amounts.total() == Minor(1'200));
  desk.processing();
  const auto failed = only<PayoutFailed>(desk.fail());
  CHECK(failed.amounts.adjustments == Minor(-100));
  CHECK(failed.reason == "account closed");
  const auto event = only<PayoutCompleted>(decide(desk.p(), CompletePayout{"tx-9", "handed over", hour(4)}));
  CHECK(event.amounts.revenue_share == Minor(900));
  CHECK(event.amounts.markup == Minor(400));
  CHECK(event.payment_method == PayoutMethod::CASH);
  CHECK(event.transaction_id == "tx-9");
  desk.happened(event, hour(4));
  CHECK(desk.p().transaction_id == "tx-9");
  CHECK(desk.p().processed_at == hour(4));
  CHECK(desk.p().notes == "handed over");
  const auto returned = only<PayoutReturned>(desk.give_back());
  CHECK(returned.amounts.total() == Minor(1'200));
  CHECK(returned.payment_method == PayoutMethod::CASH);
  CHECK(returned.return_code == "R03");
  CHECK(returned.reference == "091000019000001");
  CHECK(returned.reason == "no such account");
  desk.happened(returned, hour(5));
  CHECK(desk.p().transaction_id == "tx-9");
  CHECK(!desk.p().live());
}
