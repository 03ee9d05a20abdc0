#include <doctest/doctest.h>

#include <set>

#include "tests/unit/projections/history.hpp"

using namespace daybook;
using namespace daybook::test;

namespace {

const BrokerId kBroker = id_of<BrokerId>(1);
const OrderId kOrder = id_of<OrderId>(2);
constexpr Instant kHold{1'900'000'000 * kMicrosPerSecond};

using Due = std::set<std::int64_t>;

Due changed(const Table<OrderDueRow>& table, bool opened) {
  Due due;
  table.each_dirty(opened, [&](const OrderDueRow& row) {
    CHECK(row.order_id == kOrder);
    due.insert(row.due_at.micros);
  });
  return due;
}

}  // namespace

TEST_CASE("orders due: an order expires unless money is on its way, a commission's hold ends") {
  History history;
  ReadModels models{Zone{}};
  const auto after = [&](Event event) {
    models.apply(history.add(std::move(event)));
    return changed(models.orders_due, true);
  };
  OrderPlaced placed = order(kOrder, kBroker);
  const Due expiry{placed.expires_at.micros}, hold{kHold.micros}, nothing;
  CHECK(after(placed) == expiry);
  CHECK(after(PaymentPending{kOrder, kBroker, {}, {}}) == nothing);
  CHECK(after(PaymentAttemptFailed{kOrder, kBroker, {}, kDebitFailed}) == expiry);
  CHECK(after(capture(placed, kHold)) == hold);
  SUBCASE("it ends") {
    CHECK(after(CommissionReleased{kOrder, kBroker, kUsd, placed.parts.share, placed.parts.markup, kHold}) ==
          nothing);
  }
  SUBCASE("it is held for another reason") {
    CHECK(after(CommissionHeld{kOrder, kBroker, kUsd, placed.parts.share, placed.parts.markup,
                               CommissionState::pending, HoldCause::person, "asked"}) == nothing);
  }
}

TEST_CASE("open items: what is written is what changed since the last time") {
  Table<OrderDueRow> table;
  const auto at = [](std::int64_t micros) { return OrderDueRow{{micros}, kOrder}; };
  table.open(at(1));
  table.open(at(2));
  table.close(at(1));
  CHECK(changed(table, true) == Due{2});
  CHECK(changed(table, false) == Due{});
  table.flushed(0);
  CHECK(table.dirty_count() == 0);
  table.close(at(2));
  table.open(at(3));
  CHECK(changed(table, true) == Due{3});
  CHECK(changed(table, false) == Due{2});
  table.open(at(2));
  CHECK(changed(table, false) == Due{});

  SUBCASE("held back, it is what changed since it was first held") {
    table.flushed(0);
    for (const std::int64_t batch : {10, 20, 30}) {
      table.open(at(batch));
      if (batch > 10) table.close(at(batch - 10));
      table.close(at(batch - 5));  // of before
      table.hold();
      CHECK(table.dirty_count() == 0);
      table.flushed(0);
    }
    CHECK(table.held_count() == 4);
    table.release();
    CHECK(changed(table, true) == Due{30});
    CHECK(changed(table, false) == Due{5, 15, 25});
    CHECK(table.held_count() == 0);
  }
}
