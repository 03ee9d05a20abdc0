#pragma once
// Random business, sent through the deciders into the folds and the read models, and booked by the oracle.

#include <random>

#include "events/commission/commission_decide.hpp"
#include "events/payout/payout_decide.hpp"
#include "events/refund/refund_decide.hpp"
#include "projections/read_models.hpp"
#include "tests/support/shop.hpp"
#include "tests/unit/events/history_books.hpp"

namespace daybook::given {

class Driver {
 public:
  World world;
  ReadModels models{Zone()};
  Books books;

  explicit Driver(std::uint64_t seed) : random_(seed) {
    world.policy.hold_days = pick(2) * 5;
    world.policy.supplier_refunds = pick(2) ? SupplierRefunds::none : SupplierRefunds::proportional;
    for (std::uint64_t i = 1; i <= 4; ++i) {
      Terms terms{{100'000 + pick(150'001)}, MarkupType::PERCENTAGE, {pick(400'000)}, Minor(pick(999))};
      if (i == 4) terms.markup_type = MarkupType::FIXED;
      add(registration(id<BrokerId>(i), 100 + i, terms));
      add(BrokerApproved{id<BrokerId>(i), "admin", std::nullopt});
    }
    std::vector<Card> cards;
    for (int i = 0; i < 6; ++i)
      cards.push_back(card(fmt::format("c{}", i), 1 + pick(30'000), 9'999'999, i < 4 ? "USD" : "JPY"));
    add(decide(world.ledger, ImportCatalog{"supplier", cards, now_}));
  }

  void step() {
    now_.micros += pick(8 * 3'600) * kMicrosPerSecond;
    const std::int64_t dice = pick(12);
    if (dice < 2) return place();
    if (dice < 5) return capture();
    if (dice < 7) return give_back();
    if (dice < 9) return stripe_refund();
    if (dice < 10) return release();
    if (dice < 11) return run_payouts();
    if (!paid_.empty() && pick(4) == 0) return return_payout();
    move_payout();
  }

 private:
  std::int64_t pick(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  std::int64_t head() const { return static_cast<std::int64_t>(world.log().size()); }
  void add(Event event) {
    world.happened(std::move(event), now_);
    models.apply(world.log().back());
  }
  void add(const NewEvents& events) {
    for (const auto& e : events) {
      world.happened(e.event, e.effective_at);
      models.apply(world.log().back());
    }
  }
  void add(const Result<NewEvents>& decided) {
    REQUIRE_MESSAGE(decided.has_value(), decided.error().detail);
    add(*decided);
  }
  const OrderId& some_order() { return ids_[static_cast<std::size_t>(pick(std::ssize(ids_)))]; }

  void place() {
    PlaceOrder c;
    c.order_id = id<OrderId>(1'000 + ids_.size());
    if (pick(5) > 0) c.broker_id = id<BrokerId>(1 + static_cast<std::uint64_t>(pick(4)));
    c.customer.email.text = "ZQ==";
    const std::int64_t first = pick(2) * 4;
    for (std::int64_t i = 0; i <= pick(3); ++i)
      c.basket.push_back({fmt::format("c{}", first + pick(first ? 2 : 4)), 1 + pick(3)});
    c.item_ids.resize(c.basket.size());
    c.now = now_;
    add(decide(world.ledger, world.policy, c));
    ids_.push_back(c.order_id);
    const Terms terms = c.broker_id ? world.ledger.broker(*c.broker_id)->terms : Terms{};
    books.orders[c.order_id] = Books::agreed(c.broker_id, terms, world.order(c.order_id));
    CHECK(world.order(c.order_id).total_charged.value == books.orders[c.order_id].total);
  }

  void capture() {
    if (ids_.empty()) return;
    const OrderId& o = pick(2) ? ids_.back() : some_order();
    const BookedOrder& booked = books.orders.at(o);
    if (pick(2) == 0) {
      const auto decided = decide(world.order(o), world.policy, world.ids,
                                  RecordManualPayment{PaymentMethod::CHECK, "r", {}, now_, now_});
      CHECK(decided.has_value() == !booked.paid);
      if (!decided) return;
      add(decided);
      return books.paid(o, world.policy.hold_days > 0, head(), now_);
    }
    const bool wrong = pick(8) == 0;
    const std::string intent = "pi_" + o.str() + (wrong || pick(20) == 0 ? fmt::format("_{}", head()) : "");
    const std::int64_t amount = booked.total + (wrong ? 1 + pick(50) : 0);
    const Effect effect =
        capture_stripe_money(world.order(o), world.policy, world.ids,
                             {Minor(amount), booked.currency,
                              pick(2) ? std::optional("cs_" + intent) : std::nullopt, intent, now_});
    add(effect.events);
    if (names(effect.events) == "payment.captured") {
      CHECK((!booked.paid && !wrong));
      books.paid(o, world.policy.hold_days > 0, head(), now_);
    } else if (names(effect.events) == "payment.unexpected") {
      CHECK((booked.paid || wrong));
      books.unapplied[booked.currency] += amount;
    } else {
      CHECK((booked.paid && !wrong));
    }
  }

  void give_back() {
    if (ids_.empty()) return;
    const OrderId& o = some_order();
    const BookedOrder& booked = books.orders.at(o);
    const std::int64_t left = booked.total - booked.returned;
    const std::int64_t amount = pick(4) == 0 ? left : pick(left / 2 + 2);
    const auto decided =
        decide(world.order(o), world.policy, world.ids, RefundManually{Minor(amount), "r", {}, now_});
    const bool by_hand = booked.paid && world.order(o).payment_method != PaymentMethod::STRIPE;
    CHECK(decided.has_value() == (by_hand && amount >= 1 && amount <= left));
    if (!decided) return;
    add(decided);
    books.returned(o, booked.returned + amount, supplier_pays(), head(), now_);
  }

  /// Any figure up to the total, in any order: only a larger one than the known counts.
  void stripe_refund() {
    if (ids_.empty()) return;
    const OrderId& o = some_order();
    const BookedOrder& booked = books.orders.at(o);
    if (!booked.paid || world.order(o).payment_method != PaymentMethod::STRIPE) return;
    const std::int64_t figure = pick(3) == 0 ? booked.total : pick(booked.total + 2);
    const auto effect =
        reconcile_stripe_refund(world.order(o), world.policy, world.ids,
                                {Minor(figure), world.order(o).stripe_payment_intent, Instant{}, now_});
    CHECK(effect.has_value() == (figure <= booked.total));
    if (!effect) return;
    REQUIRE(effect->has_value());
    CHECK((*effect)->events.empty() == (figure <= booked.returned));
    add((*effect)->events);
    if (figure > booked.returned) books.returned(o, figure, supplier_pays(), head(), now_);
  }

  void release() {
    for (const OrderId& o : ids_) {
      const auto events = decide(world.order(o), ReleaseCommission{now_}).value();
      if (events.empty()) continue;
      add(events);
      books.released(o, head(), events[0].effective_at);
    }
  }

  void run_payouts() {
    const BrokerId who = id<BrokerId>(1 + static_cast<std::uint64_t>(pick(4)));
    Month month = Zone().month_of({now_.micros - pick(3) * 30 * kMicrosPerDay});
    const PayoutRun run = decide(world.payee(who), *world.ledger.broker(who), world.policy, world.ids,
                                 RunPayout{who, Zone().period_of(month), "maker", now_});
    for (const auto& e : run.created) {
      add(e);
      books.payout(e);
      open_.push_back(e);
    }
  }

  void move_payout() {
    if (open_.empty()) return;
    const auto which = static_cast<std::size_t>(pick(std::ssize(open_)));
    const PayoutCreated e = open_[which];
    const PayoutState& p = world.payout(e.payout_id);
    if (p.status == PayoutStatus::PENDING && pick(3) > 0) {
      if (!p.approved_by) add(decide(p, world.ledger, ApprovePayout{p.edit_version, "checker", now_}));
      return add(decide(p, ProcessPayout{now_}));
    }
    const bool pending = p.status == PayoutStatus::PENDING;
    const bool completed = !pending && pick(3) > 0;
    add(pending     ? decide(p, CancelPayout{"r", now_})
        : completed ? decide(p, CompletePayout{"tx", std::nullopt, now_})
                    : decide(p, FailPayout{"r", now_}));
    books.payout_ended(e, completed);
    if (completed) paid_.push_back(e);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(which));
  }

  void return_payout() {
    const auto which = static_cast<std::size_t>(pick(std::ssize(paid_)));
    const PayoutCreated e = paid_[which];
    add(decide(world.payout(e.payout_id), ReturnPayout{"R03", "r", "trace", now_}));
    books.payout_returned(e);
    paid_.erase(paid_.begin() + static_cast<std::ptrdiff_t>(which));
  }

  bool supplier_pays() const { return world.policy.supplier_refunds == SupplierRefunds::proportional; }

  std::mt19937_64 random_;
  Instant now_ = day(0);
  std::vector<OrderId> ids_;
  std::vector<PayoutCreated> open_, paid_;
};

}  // namespace daybook::given
