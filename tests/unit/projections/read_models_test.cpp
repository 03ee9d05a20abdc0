#include <doctest/doctest.h>

#include <algorithm>

#include "projections/sentences.hpp"
#include "tests/unit/projections/balance_in.hpp"
#include "tests/unit/projections/history.hpp"

using namespace daybook;
using namespace daybook::test;

namespace {

const BrokerId kBroker = id_of<BrokerId>(1);
const OrderId kOrder = id_of<OrderId>(2);
const PayoutId kPayout = id_of<PayoutId>(3);
const PaymentId kPayment = id_of<PaymentId>(4);
const OrderPlaced kPlaced = order(kOrder, kBroker);

/// Read models that have seen a history, which goes on fact by fact.
struct World {
  History history;
  ReadModels models{Zone{}};
  std::int64_t add(Event event) {
    const Recorded& r = history.add(std::move(event));
    models.apply(r);
    return r.envelope.position.value;
  }
  const OrderRow& the_order() { return *models.orders.find({kOrder}); }
  const AvailableLine* line(std::int64_t position) { return models.available_lines.find(position); }
  BalanceRow share() { return balance_in(models, kBroker, kUsd, BalanceComponent::revenue_share); }
  PayoutCreated pay_out(std::vector<std::int64_t> lines, PayoutAmounts amounts) {
    PayoutCreated e;
    e.payout_id = kPayout;
    e.payee = kBroker;
    e.amounts = amounts;
    e.period_start = {1'793'491'200 * kMicrosPerSecond};
    e.period_end = {1'796'083'200 * kMicrosPerSecond};
    e.lines = std::move(lines);
    add(e);
    return e;
  }
};

}  // namespace

TEST_CASE("orders: columns follow the decider's own state; summaries count captured money net of refunds") {
  World w;
  w.add(kPlaced);
  CHECK(w.the_order().status == OrderStatus::PENDING);
  CHECK(w.the_order().total_charged == Minor(10'500));
  CHECK(w.the_order().net_charged == Minor(0));
  CHECK(!w.the_order().payout_status);
  w.add(capture(kPlaced));
  CHECK(w.the_order().captured);
  CHECK(w.the_order().net_charged == Minor(10'500));
  w.add(refund(kPlaced, Minor(0), Minor(2'100), CommissionState::available));
  CHECK(w.the_order().net_charged == Minor(8'400));
  CHECK(w.the_order().net_share == Minor(800));
  CHECK(w.the_order().net_markup == Minor(400));
  CHECK(w.the_order().net_platform == Minor(3'200));
  CHECK(w.the_order().net_supplier == Minor(4'000));
  CHECK(w.the_order().position == 3);
  CHECK(activity_of(w.history.events()[2]).detail == "Refunded 21.00 USD by STRIPE");  // of its timeline
  CHECK_THROWS_AS(w.add(OrderCancelled{id_of<OrderId>(77), kBroker, "?", {}}), std::logic_error);
}

TEST_CASE("balances and lines: pending is no line, its release is; a clawback from available is") {
  World w;
  w.add(kPlaced);
  const auto captured = w.add(capture(kPlaced, Instant{1}));
  CHECK(w.line(captured) == nullptr);
  CHECK(w.share().pending == Minor(1'000));
  CHECK(w.the_order().commission_hold_until == Instant{1});
  const auto early = w.add(refund(kPlaced, Minor(0), Minor(2'100), CommissionState::pending));
  CHECK(w.line(early) == nullptr);
  const auto released = w.add(CommissionReleased{kOrder, kBroker, kUsd, Minor(800), Minor(400), {}});
  REQUIRE(w.line(released));
  CHECK(w.line(released)->kind == StatementKind::release);
  CHECK(w.line(released)->order_id == kOrder);
  CHECK(w.share().pending == Minor(0));
  CHECK(w.share().available == Minor(800));
  CHECK(!w.the_order().commission_hold_until);
  const auto late = w.add(refund(kPlaced, Minor(2'100), Minor(10'500), CommissionState::available));
  REQUIRE(w.line(late));
  CHECK(w.line(late)->kind == StatementKind::clawback);
  CHECK(w.line(late)->revenue_share == Minor(-800));
  CHECK(w.share().available == Minor(0));
  CHECK(w.the_order().payout_status == CommissionStatus::CANCELLED);
  CHECK(w.the_order().net_share + w.the_order().net_markup == Minor(0));
}

TEST_CASE("payouts: mark the commissions of their lines, as paid when they complete") {
  World w;
  w.add(kPlaced);
  const auto line = w.add(capture(kPlaced));
  const PayoutAmounts amounts{Minor(1'000), Minor(500), Minor(0)};
  const auto e = w.pay_out({line}, amounts);
  CHECK(w.the_order().payout_status == CommissionStatus::PROCESSING);
  CHECK(w.share().in_transit == Minor(1'000));
  CHECK(w.models.payouts.find({kPayout})->order_count == 1);

  SUBCASE("failed: the commissions are free again") {
    w.add(PayoutFailed{kPayout, kBroker, kUsd, amounts, "bounced"});
    CHECK(w.the_order().payout_status == CommissionStatus::PENDING);
    CHECK(!w.the_order().payout_id);
    CHECK(w.share().available == Minor(1'000));
    CHECK(w.share().paid == Minor(0));
  }
  SUBCASE("completed, then clawed back: paid stays paid, the debt is carried forward") {
    w.add(PayoutCompleted{kPayout, kBroker, kUsd, amounts, e.payment_method, "tx", std::nullopt});
    CHECK(w.the_order().payout_status == CommissionStatus::COMPLETED);
    CHECK(w.the_order().paid_at.has_value());
    CHECK(w.share().paid == Minor(1'000));
    w.add(refund(kPlaced, Minor(0), Minor(10'500), CommissionState::available));
    CHECK(w.the_order().payout_status == CommissionStatus::COMPLETED);
    CHECK(w.share().available == Minor(-1'000));
  }
  SUBCASE("returned: as if it had never been paid") {
    w.add(PayoutCompleted{kPayout, kBroker, kUsd, amounts, e.payment_method, "tx", std::nullopt});
    w.add(PayoutReturned{kPayout, kBroker, kUsd, amounts, e.payment_method, "R03", "t", "closed"});
    CHECK(w.models.payouts.find({kPayout})->status == PayoutStatus::RETURNED);
    CHECK(w.the_order().payout_status == CommissionStatus::PENDING);
    CHECK(!w.the_order().payout_id);
    CHECK(!w.the_order().paid_at);
    CHECK(w.share().available == Minor(1'000));
    CHECK(w.share().paid == Minor(0));
  }
  SUBCASE("clawed back meanwhile, then cancelled: nothing is left to pay") {
    w.add(refund(kPlaced, Minor(0), Minor(10'500), CommissionState::available));
    CHECK(w.the_order().payout_status == CommissionStatus::PROCESSING);
    w.add(PayoutCancelled{kPayout, kBroker, kUsd, amounts, "wrong"});
    CHECK(w.the_order().payout_status == CommissionStatus::CANCELLED);
  }
}

TEST_CASE("analytics: money by day and currency, visitors apart; abandonment is undone by a checkout") {
  World w;
  w.add(kPlaced);
  w.add(capture(kPlaced));
  w.add(refund(kPlaced, Minor(0), Minor(2'100), CommissionState::available));
  const SalesDailyRow* sales = w.models.sales_daily.find({kBroker, "2026-11-01", kUsd});
  REQUIRE(sales);
  CHECK(sales->orders_count == 1);
  CHECK(sales->total_sales == Minor(10'500));
  CHECK(sales->refunds == Minor(2'100));
  CHECK(sales->revenue_share_earned == Minor(800));

  const auto day = [&] { return *w.models.visitors_daily.find({kBroker, "2026-11-01"}); };
  w.add(WidgetEventsGathered{kBroker, {{"2026-11-01", "aa", 2, 1, 0}, {"2026-11-01", "bb", 1, 0, 0}}});
  CHECK(day().unique_visitors == 2);
  CHECK(day().widget_loads == 3);
  CHECK(day().cart_abandonment == 1);
  w.add(WidgetEventsGathered{kBroker, {{"2026-11-01", "aa", 1, 0, 1}}});
  CHECK(day().unique_visitors == 2);
  CHECK(day().cart_abandonment == 0);
  CHECK(day().checkouts_started == 1);
}

TEST_CASE("analytics: the day is the configured zone's") {
  History history;
  ReadModels models{Zone("America/New_York")};
  models.apply(history.add(kPlaced));
  models.apply(history.add_at(capture(kPlaced), *parse_instant("2026-11-02T04:59:00Z")));
  CHECK(models.sales_daily.find({kBroker, "2026-11-01", kUsd}) != nullptr);
}

TEST_CASE("tasks: unapplied money, refunds of rejected orders, parked deliveries") {
  World w;
  const auto task = [&](const std::string& id) { return *w.models.tasks.find({id}); };
  const std::string unapplied = "unapplied-" + kPayment.str();
  w.add(kPlaced);
  PaymentUnexpected u;
  u.payment_id = kPayment;
  u.order_id = kOrder;
  u.broker_id = kBroker;
  u.amount = Minor(700);
  w.add(u);
  CHECK(task(unapplied).status == TaskStatus::open);
  CHECK(task(unapplied).partition_key == kBroker.str());

  SUBCASE("applied") {
    PaymentCaptured e = capture(kPlaced);
    e.applied_from = kPayment;
    w.add(e);
    CHECK(task(unapplied).status == TaskStatus::applied);
  }
  SUBCASE("refunded in two steps") {
    UnappliedRefunded e{kPayment, kOrder, kBroker, u.method, Minor(300), Minor(300), false, kUsd};
    w.add(e);
    CHECK(task(unapplied).status == TaskStatus::open);
    CHECK(task(unapplied).amount == Minor(400));
    e.amount = Minor(400), e.total_refunded = Minor(700), e.settled = true;
    w.add(e);
    CHECK(task(unapplied).status == TaskStatus::refunded);
  }
  SUBCASE("dismissed, and not reopened by what comes later") {
    w.add(TaskDismissed{unapplied, kBroker.str(), "test money"});
    w.add(UnappliedRefunded{kPayment, kOrder, kBroker, u.method, Minor(700), Minor(700), true, kUsd});
    CHECK(task(unapplied).status == TaskStatus::dismissed);
  }
  SUBCASE("a rejected order's refund") {
    const std::string id = "refund-" + kOrder.str();
    w.add(capture(kPlaced));
    w.add(OrderRejected{kOrder, kBroker, "sold", {}, Minor(10'500), kUsd});
    CHECK(task(id).amount == Minor(10'500));
    w.add(refund(kPlaced, Minor(0), Minor(500), CommissionState::available));
    CHECK(task(id).amount == Minor(10'000));
    w.add(refund(kPlaced, Minor(500), Minor(10'500), CommissionState::available));
    CHECK(task(id).status == TaskStatus::resolved);
  }
  SUBCASE("a parked delivery") {
    WebhookReceived received;
    received.source = "STRIPE";
    received.external_id = "evt_1";
    w.add(received);
    w.add(WebhookParked{"evt_1", "intent:pi_1", "unknown"});
    CHECK(w.models.webhook_log.find({"evt_1"})->status == WebhookStatus::PROCESSING);
    CHECK(task("webhook-evt_1").status == TaskStatus::open);
    w.add(WebhookProcessed{"evt_1", "refunded", kOrder, true});
    CHECK(w.models.webhook_log.find({"evt_1"})->status == WebhookStatus::PROCESSED);
    CHECK(w.models.webhook_log.find({"evt_1"})->order_id == kOrder);
    CHECK(task("webhook-evt_1").status == TaskStatus::resolved);
  }
}

TEST_CASE("webhook log: a failure shows its error until the delivery is processed") {
  World w;
  WebhookReceived received;
  received.external_id = "evt_2";
  w.add(received);
  w.add(WebhookFailed{"evt_2", "no such order"});
  CHECK(w.models.webhook_log.find({"evt_2"})->status == WebhookStatus::FAILED);
  CHECK(w.models.webhook_log.find({"evt_2"})->error == "no such order");
  w.add(WebhookProcessed{"evt_2", "stored", std::nullopt, false});
  CHECK(!w.models.webhook_log.find({"evt_2"})->error);
}

TEST_CASE("activity log: names actor, action and entity; deliveries and page views are not actions") {
  World w;
  w.add(broker(kBroker));
  w.add(kPlaced);
  w.add(WidgetEventsGathered{kBroker, {}});
  std::vector<Activity> log;
  for (const Recorded& r : w.history.events())
    if (is_activity(r.envelope.type)) log.push_back(activity_of(r));
  REQUIRE(log.size() == 2);
  const Activity& row = log[1];
  CHECK(row.type == "order.placed");
  CHECK(action_of(row.type) == "ORDER_PLACED");
  CHECK(row.entity_type == "order");
  CHECK(row.entity_id == kOrder.str());
  CHECK(row.detail == "Order " + kPlaced.order_number + " placed: 1 piece, 105.00 USD");
}

TEST_CASE("event types: each stretch of the log tells what it holds") {
  World w;
  w.add(broker(kBroker));
  for (std::uint64_t i = 0; i < 600; ++i) w.add(order(id_of<OrderId>(1'000 + i), kBroker));
  CHECK(w.models.event_types.find({"order.placed", 0})->events == 510);  // positions 2 to 511
  CHECK(w.models.event_types.find({"order.placed", 1})->events == 90);
  CHECK(w.models.event_types.find({"broker.registered", 0})->events == 1);
  CHECK(w.models.event_types.find({"broker.registered", 1}) == nullptr);
}

template <class... E>
void check_activities(const std::variant<E...>*) {
  const auto check = []<class One>(const One& event) {
    const std::string type(event_type<One>.name);
    CAPTURE(type);
    // The rows of an order's stream are its timeline: that they are all its events, and no others.
    CHECK(stream_of(event).starts_with("order-") == OrderEvent<One>);
    CHECK(type_of_action(action_of(type)) == type);
    const auto& kinds = entity_types();
    const std::string stream = stream_of(event);
    CHECK(std::find(kinds.begin(), kinds.end(), stream.substr(0, stream.find('-'))) != kinds.end());
  };
  (check(E{}), ...);
}

TEST_CASE("activity log: an order's stream holds the order's events only; every action names one type") {
  check_activities(static_cast<const Event*>(nullptr));
  CHECK(!type_of_action("order.placed"));
  CHECK(!type_of_action(""));
}

TEST_CASE("brokers: columns follow the decider's own state") {
  World w;
  w.add(broker(kBroker));
  w.add(BrokerApproved{kBroker, "admin-1", std::nullopt});
  CHECK(w.models.brokers.find({kBroker})->status == BrokerStatus::ACTIVE);
  CHECK(w.models.brokers.find({kBroker})->state.value.approved_by == "admin-1");
  CHECK_THROWS_AS(w.add(BrokerSuspended{id_of<BrokerId>(9), std::nullopt}), std::logic_error);
}
