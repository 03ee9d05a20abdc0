#include "events/catalog/price_list_decide.hpp"

#include <algorithm>
#include <random>

#include "tests/support/shop.hpp"

namespace daybook::given {
namespace {

/// The shop's cards as its supplier lists them; pieces as they are when no order is open.
struct Listed : Shop {
  ImportPriceList list{"supplier",
                       {card("amex", 10'000, 10), card("visa", 20'001, 3), card("yen", 5'000, 5, "JPY")},
                       {{"amex", {10, 0}}, {"visa", {3, 0}}, {"yen", {5, 0}}},
                       1,
                       hour(2)};
  void counts(const std::string& card_id, std::int64_t listed, PiecesOfOurs ours) {
    for (auto& c : list.cards)
      if (c.card_id == card_id) c.stock = listed;
    list.pieces[card_id] = ours;
  }
};

TEST_CASE_FIXTURE(Listed, "price list: nothing new is no version") {
  CHECK(outcome(decide(ledger, list)) == "nothing");
}

TEST_CASE_FIXTURE(Listed, "price list: price, texts, new and missing cards are one version") {
  list.cards[0].price = Minor(10'001);
  list.cards[1] = card("master", 7'000, 2);
  const auto fact = only<CatalogImported>(decide(ledger, list));
  CHECK(fact.catalog_version == 2);
  CHECK(fact.changed == 1);
  CHECK(fact.added == 1);
  CHECK(fact.removed == 1);
  CHECK(fact.cards[0].stock == 10);
  CHECK(fact.cards[1].stock == 2);
}

TEST_CASE_FIXTURE(Listed, "price list: a new card's pieces are free less those that open orders still hold") {
  list.cards.push_back(card("back", 7'000, 5));
  list.pieces["back"] = {2, 0};  // it was on sale before, and two of it were ordered
  const auto fact = only<CatalogImported>(decide(ledger, list));
  CHECK(fact.cards[3].stock == 3);
}

struct StockRow {
  const char* what;
  std::int64_t listed, free_and_held, on_the_way;
  std::int64_t free_after;  // of 10; 10 = no version
};

TEST_CASE("price list: what the list's count makes of ten free pieces") {
  for (const StockRow& row : {
           StockRow{"as we knew", 12, 12, 0, 10},
           {"the supplier sold two elsewhere", 10, 12, 0, 8},
           {"the supplier got five more", 17, 12, 0, 15},
           {"an order of two on its way is counted already", 10, 12, 2, 10},
           {"or is not", 12, 12, 2, 10},
           {"or half of it", 11, 12, 2, 10},
           {"more is gone than was on its way: the careful count", 9, 12, 2, 7},
           {"more is there than ever: the least that is sure", 13, 12, 2, 11},
           {"they have less than our orders hold", 0, 12, 0, 0},
           {"a count beyond what a catalogue takes", 10'000'000, 0, 0, 10'000'000},
       }) {
    CAPTURE(row.what);
    Listed shop;
    shop.counts("amex", row.listed, {row.free_and_held, row.on_the_way});
    const auto events = decide(shop.ledger, shop.list);
    REQUIRE(events);
    if (row.free_after == 10) {
      CHECK(names(*events) == "nothing");
    } else {
      CHECK(only<CatalogImported>(*events).cards[0].stock == row.free_after);
    }
  }
}

TEST_CASE_FIXTURE(Listed, "price list: orders placed while it was read keep their pieces") {
  placed({{"amex", 4}});
  counts("amex", 9, {10, 0});
  const auto fact = only<CatalogImported>(decide(ledger, list));
  CHECK(fact.cards[0].stock == 5);
}

TEST_CASE_FIXTURE(Listed,
                  "price list: an empty list removes nothing, and a catalogue that moved is counted anew") {
  list.cards.clear();
  CHECK(outcome(decide(ledger, list)) == "refused conflict");
  list.source = "another";
  CHECK(outcome(decide(ledger, list)) == "nothing");
  list.catalog_version = 0;
  CHECK(outcome(decide(ledger, list)) == "refused conflict");
}

TEST_CASE_FIXTURE(Listed, "price list: a card of another source is refused") {
  list.source = "another";
  CHECK(outcome(decide(ledger, list)) == "refused validation_failed /cards/0/card_id");
}

/// A shop and its supplier, whose orders and lists cross each other in any way.
class Trade {
 public:
  Trade(std::uint64_t seed, bool others_buy) : random_(seed), others_buy_(others_buy) {}

  void act() {
    if (quiet_) return;
    switch (random_() % (others_buy_ ? 7 : 6)) {
      case 0:
        if (shop_.stock("amex") > 0) orders_.push_back({shop_.placed({{"amex", 1}})});
        return;
      case 1:
        if (auto* o = any(Step::placed)) {
          shop_.happened(decide(shop_.order(o->id), CancelOrder{"changed their mind", hour(3)}));
          o->step = Step::gone;
        }
        return;
      case 2:
        if (auto* o = any(Step::placed)) {
          shop_.happened(shop_.pay(o->id, 1));
          o->step = Step::paid;
        }
        return;
      case 3:
        if (auto* o = any(Step::paid); o && theirs_ > 0) {
          --theirs_;
          o->step = Step::sent;
        }
        return;
      case 4:
        if (auto* o = any(Step::sent)) {
          shop_.happened(decide(shop_.order(o->id), FulfilOrder{"T-1", hour(4)}));
          o->step = Step::recorded;
        }
        return;
      case 5:
        return;
      case 6:
        theirs_ = std::max<std::int64_t>(0, theirs_ + static_cast<std::int64_t>(random_() % 5) - 2);
        return;
    }
  }
  void act_some() {
    for (auto n = random_() % 6; n > 0; --n) act();
  }
  /// Whether it made a version.
  bool sync() {
    ImportPriceList list{"supplier", {}, {}, shop_.ledger.catalog_version(), hour(5)};
    PiecesOfOurs ours{shop_.stock("amex"), 0};
    std::vector<OrderId> taken;
    for (const auto& o : orders_) {
      if (o.step == Step::placed || o.step == Step::paid || o.step == Step::sent) ++ours.free_and_held;
      if (o.step == Step::recorded) taken.push_back(o.id);
    }
    act_some();
    list.cards = {card("amex", 10'000, theirs_)};
    act_some();
    for (const auto& o : orders_)
      if (o.step >= Step::paid && std::find(taken.begin(), taken.end(), o.id) == taken.end())
        ++ours.on_the_way;
    list.pieces["amex"] = ours;
    act_some();
    return shop_.happened(decide(shop_.ledger, list)) > 0;
  }
  /// Everything paid arrives, and is known to have.
  void settle() {
    for (auto& o : orders_) {
      if (o.step == Step::paid && theirs_ > 0) --theirs_, o.step = Step::sent;
      if (o.step == Step::paid) {
        shop_.happened(decide(shop_.order(o.id), RejectOrder{"sold out", hour(6)}));
        o.step = Step::gone;
      }
      if (o.step == Step::sent) {
        shop_.happened(decide(shop_.order(o.id), FulfilOrder{"T-1", hour(6)}));
        o.step = Step::recorded;
      }
    }
  }
  std::int64_t theirs() const { return theirs_; }
  std::int64_t free() const { return shop_.stock("amex"); }
  std::int64_t held() const {
    return std::count_if(orders_.begin(), orders_.end(),
                         [](const Order& o) { return o.step == Step::placed; });
  }
  void calm() { quiet_ = true; }

 private:
  enum class Step { placed, gone, paid, sent, recorded };
  struct Order {
    OrderId id;
    Step step = Step::placed;
  };
  Order* any(Step step) {
    std::vector<Order*> fitting;
    for (auto& o : orders_)
      if (o.step == step) fitting.push_back(&o);
    return fitting.empty() ? nullptr : fitting[random_() % fitting.size()];
  }

  Shop shop_;
  std::mt19937_64 random_;
  bool others_buy_;
  bool quiet_ = false;
  std::int64_t theirs_ = 10;
  std::vector<Order> orders_;
};

TEST_CASE("price list: our own sales never make a version, however orders and lists cross") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    Trade trade(seed, false);
    trade.sync();  // the shop's other cards are not on this list
    for (int i = 0; i < 30; ++i) {
      trade.act_some();
      REQUIRE_FALSE(trade.sync());
    }
  }
}

TEST_CASE("price list: when nothing is on its way any more, the next list sets the count right") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    Trade trade(seed, true);
    for (int i = 0; i < 20; ++i) {
      trade.act_some();
      trade.sync();
    }
    trade.settle();
    trade.calm();
    trade.sync();
    trade.settle();
    trade.sync();
    const bool right = trade.free() == std::max<std::int64_t>(0, trade.theirs() - trade.held());
    CHECK_MESSAGE(right, trade.free(), " free, ", trade.theirs(), " theirs, ", trade.held(), " held");
    CHECK_FALSE(trade.sync());
  }
}

}  // namespace
}  // namespace daybook::given
