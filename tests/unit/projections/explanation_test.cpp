// Every figure of an explanation is worked out from prices, terms and the formula: it agrees with what was
// decided, it is what exact fractions give, and a recorded amount that is off by one shows.

#include "projections/explanation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"

namespace daybook {
namespace {

using namespace given;  // NOLINT: the tests' own vocabulary

/// The facts that a store would give for the event at this position.
ExplanationFacts facts_at(const std::vector<Recorded>& log, std::size_t position) {
  ExplanationFacts facts{log.at(position - 1), {}, {}, {}, {}};
  for (std::size_t i = 0; i < position; ++i) {
    if (log[i].envelope.stream == facts.entry.envelope.stream) facts.stream.push_back(log[i]);
    if (log[i].envelope.stream == "broker-" + kBroker.str()) facts.terms.push_back(log[i]);
  }
  return facts;
}

/// half-up(a x b / c) with nothing of ours but 128-bit integers.
std::int64_t rounded(std::int64_t a, std::int64_t b, std::int64_t c) {
  if (c == 0) return 0;
  const Int128 twice = Int128{a} * b * 2 + c;
  return static_cast<std::int64_t>(twice / (Int128{c} * 2));
}

const ExplainedStep& step(const std::vector<ExplainedStep>& steps, const std::string& name) {
  const auto found =
      std::find_if(steps.begin(), steps.end(), [&](const ExplainedStep& s) { return s.name == name; });
  REQUIRE(found != steps.end());
  return *found;
}

TEST_CASE("explanation: a price, step by step, with the terms and who set them") {
  Shop shop;
  const OrderId order = shop.paid(1, {{"amex", 1}, {"visa", 3}});
  const auto explained = explain_entry(facts_at(shop.log(), shop.log().size()));
  CHECK(explained.agrees());
  CHECK(explained.type == "payment.captured");
  REQUIRE(explained.order);
  CHECK(explained.order->id == order);
  REQUIRE(explained.order->terms);
  CHECK(explained.order->terms->version == 1);
  CHECK(explained.order->terms->revenue_share_percent == "10");
  CHECK(explained.order->terms->set_at_position == 1);
  const auto& price = explained.order->price;
  // 200.01 x 10% = 20.001 -> 20.00; x 5% = 10.0005 -> 10.00; three of each.
  CHECK(step(price, "revenue share of visa").value == Minor(6'000));
  CHECK(step(price, "revenue share of visa").formula == "half-up(20001 x 10%) = 2000, x 3");
  CHECK(step(price, "markup of visa").value == Minor(3'000));
  CHECK(step(price, "subtotal base").value == Minor(70'003));
  CHECK(step(price, "platform gross").value == Minor(35'002));
  CHECK(step(price, "platform net (p)").value == Minor(28'002));
  CHECK(step(price, "supplier cost (c)").value == Minor(35'001));
  CHECK(step(price, "total (T)").value == Minor(73'503));
  const std::string text = explanation_text(explained);
  CHECK(text.find("half-up(20001 x 10%) = 2000, x 3") != std::string::npos);
  CHECK(text.find("Terms, version 1: revenue share 10%, markup 5%") != std::string::npos);
}

TEST_CASE("explanation: random refunds agree with exact fractions at every step, and a unit off does not") {
  const auto seed = std::random_device{}();
  MESSAGE("seed ", seed);
  std::mt19937_64 random(seed);
  const auto upto = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  int returns = 0;
  for (int i = 0; i < 200; ++i) {
    Shop shop;
    const OrderId id = shop.paid(1, {{"amex", upto(1, 4)}, {"visa", upto(1, 3)}},
                                 upto(1, 5) == 1 ? std::nullopt : std::optional(kBroker));
    const Parts parts = shop.order(id).parts;
    for (int n = 0; n < 6 && shop.order(id).returned() < parts.total(); ++n) {
      const std::int64_t left = (parts.total() - shop.order(id).returned()).value;
      RefundManually refund;
      refund.amount = Minor(upto(1, left));
      refund.reason = "back";
      refund.now = day(2);
      shop.happened(decide(shop.order(id), shop.policy, shop.ids, refund));
    }
    const auto explained = explain_entry(facts_at(shop.log(), shop.log().size()));
    REQUIRE(explained.agrees());
    Parts bore;
    for (const ExplainedReturn& r : explained.order->returns) {
      ++returns;
      const std::int64_t total = parts.total().value, back = r.returned_after.value;
      const std::int64_t broker = rounded(back, (parts.share + parts.markup).value, total);
      const std::int64_t share = rounded(broker, parts.share.value, (parts.share + parts.markup).value);
      const std::int64_t platform =
          rounded(back - broker, parts.platform.value, (parts.platform + parts.supplier).value);
      CHECK(step(r.steps, "broker").value == Minor(broker));
      CHECK(step(r.steps, "share").value == Minor(share));
      CHECK(step(r.steps, "markup").value == Minor(broker - share));
      CHECK(step(r.steps, "platform").value == Minor(platform));
      CHECK(step(r.steps, "supplier").value == Minor(back - broker - platform));
      const Parts now{Minor(share), Minor(broker - share), Minor(platform), Minor(back - broker - platform)};
      CHECK(r.posted == now - bore);
      bore = now;
    }
    CHECK(explained.order->standing == parts - bore);

    // One unit moved between two parties in any of the refunds: it still balances, and it shows.
    auto facts = facts_at(shop.log(), shop.log().size());
    const auto which = static_cast<std::size_t>(upto(2, static_cast<std::int64_t>(facts.stream.size()) - 1));
    auto& settled = std::get<RefundSettled>(facts.stream[which].event);
    settled.parts.platform += Minor(1);
    settled.parts.supplier -= Minor(1);
    facts.entry = facts.stream.back();
    CHECK(!explain_entry(facts).agrees());
  }
  CHECK(returns > 200);
}

TEST_CASE("explanation: a recorded price that the terms do not give shows") {
  Shop shop;
  shop.paid();
  auto facts = facts_at(shop.log(), shop.log().size());
  auto& placed = std::get<OrderPlaced>(facts.stream.front().event);
  placed.parts.share += Minor(1);
  placed.parts.platform -= Minor(1);
  const auto explained = explain_entry(facts);
  CHECK(!explained.agrees());
  CHECK(explanation_text(explained).find("NOT what was recorded") != std::string::npos);
}

}  // namespace
}  // namespace daybook
