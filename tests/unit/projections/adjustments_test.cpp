#include "projections/adjustments.hpp"

#include <doctest/doctest.h>

#include "events/adjustment/adjustment_accounts.hpp"
#include "projections/posting_entry.hpp"
#include "tests/unit/projections/balance_in.hpp"
#include "tests/unit/projections/history.hpp"

using namespace daybook;
using namespace daybook::test;

namespace {

const BrokerId kBroker = id_of<BrokerId>(1);
const AdjustmentId kId = id_of<AdjustmentId>(9);

AdjustmentProposed proposed(std::int64_t gained) {
  return {kId,
          AdjustmentKind::adjustment,
          kBroker,
          kUsd,
          {{"expenses:stripe_fees", Minor(gained)}, {adjustments_account(kBroker), Minor(-gained)}},
          "r",
          "maker"};
}
AdjustmentApproved approved(const AdjustmentProposed& p) {
  return {p.adjustment_id, p.kind, p.payee, p.currency, p.postings, p.reason, "checker"};
}

struct World {
  History history;
  ReadModels models{Zone{}};
  std::int64_t add(Event event) {
    const Recorded& r = history.add(std::move(event));
    models.apply(r);
    return r.envelope.position.value;
  }
  const TaskRow& task() { return *models.tasks.find({"adjustment-" + kId.str()}); }
};

}  // namespace

TEST_CASE("adjustments: the account that they name is the one that the posting rules know") {
  CHECK(adjustments_account(kBroker) ==
        posting::payee_account_name(kBroker, PayeeAccount::available, BalanceComponent::adjustments));
}

TEST_CASE("adjustments: a proposal is a row and a task, and moves nothing until it is approved") {
  World w;
  w.add(broker(kBroker));
  const auto at = w.add(proposed(250));
  const AdjustmentRow* row = w.models.adjustments.find({kId});
  REQUIRE(row);
  CHECK(row->status == AdjustmentStatus::proposed);
  CHECK(row->position == at);
  CHECK(row->payee == kBroker);
  CHECK(w.task().status == TaskStatus::open);
  CHECK(w.task().kind == TaskKind::approve_adjustment);
  CHECK(w.task().amount == Minor(250));
  CHECK(post(w.history.events().back()).empty());

  SUBCASE("approved") {
    const auto posted = w.add(approved(proposed(250)));
    CHECK(w.models.adjustments.find({kId})->state.value.approved_by == "checker");
    CHECK(w.models.adjustments.find({kId})->position == at);
    CHECK(w.task().status == TaskStatus::resolved);
    const AvailableLine* line = w.models.available_lines.find(posted);
    REQUIRE(line);
    CHECK(line->kind == StatementKind::adjustment);
    CHECK(line->adjustments == Minor(250));
    CHECK(line->revenue_share == Minor(0));
    CHECK(!line->order_id);
    CHECK(balance_in(w.models, kBroker, kUsd, BalanceComponent::adjustments).available == Minor(250));
  }
  SUBCASE("withdrawn") {
    const auto end = w.add(AdjustmentWithdrawn{kId, kBroker, "no", "maker"});
    CHECK(w.models.adjustments.find({kId})->status == AdjustmentStatus::withdrawn);
    CHECK(w.task().status == TaskStatus::dismissed);
    CHECK(w.models.available_lines.find(end) == nullptr);
    CHECK(post(w.history.events().back()).empty());
  }
}

TEST_CASE("adjustments: without a payee there is no line of one") {
  World w;
  auto p = proposed(1);
  p.payee.reset();
  p.postings = {{"assets:bank", Minor(5)}, {"assets:cash", Minor(-5)}};
  w.add(p);
  const auto posted = w.add(approved(p));
  CHECK(w.models.available_lines.find(posted) == nullptr);
  Minor bank;
  w.models.account_days.each([&](const AccountDayRow& row) {
    if (row.level == 1 && row.account == "assets:bank") bank += row.amount;
  });
  CHECK(bank == Minor(5));
}

TEST_CASE("adjustments: an approval of what was never proposed is poisoned") {
  World w;
  CHECK_THROWS_AS(w.add(approved(proposed(1))), std::logic_error);
}
