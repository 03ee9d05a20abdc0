// Stripe delivers in any order, and at times twice. Whatever comes first, the books end the same, and as what
// truly happened at Stripe says.
//
// Left out, because there the first to arrive decides and the rest is refused or becomes our cost:
//  - refunds that were ever made above the capture: Stripe makes none;
//  - money that comes back after its dispute was lost: it is refused, and needs a person's adjustment;
//  - a figure of the very second in which a refund failed, made after it: nothing tells it from one made
//  before.

#include <doctest/doctest.h>

#include "tests/unit/books/scene.hpp"
#include "tests/unit/core/seed.hpp"

using namespace daybook;
using namespace daybook::books;

namespace {

/// Sold, through a broker or not, and not paid yet; the same for the same seed.
struct SoldScene : Scene {
  explicit SoldScene(std::uint64_t seed) : Scene(seed, nullptr, false) {
    while (books.orders.empty()) place(*this);
  }
};

/// The life of the order's payment there, and all reports of it.
struct Life {
  std::vector<StripeReport> reports;
  std::int64_t returned = 0;

  Life(const SoldScene& sold, RandomSource& random) {
    StripeTruth truth = sold.truths.front();
    Instant at = sold.now;
    const auto left = [&] { return truth.captured() - truth.claimed(); };
    for (std::int64_t events = random.between(2, 6); events > 0; --events) {
      at.micros += 3 * kMicrosPerSecond;
      const std::int64_t dice = random.pick(5);
      if (dice < 2 && left() > 0) truth.refund(random.between(1, left()), random.one_in(2), at);
      if (dice == 2) truth.dispute(random.between(1, truth.captured()), random, at);
      if (dice > 2) truth.go_on(random, at);
    }
    returned = std::min(truth.captured(), truth.refunded() + truth.lost());
    reports = truth.reports;
    StripeReport paid = truth.report(ReportKind::money, sold.now);
    paid.amount = truth.captured();
    for (const bool by_session : {true, false}) {
      paid.names_session = by_session;
      paid.names_intent = !by_session || random.one_in(2);
      reports.push_back(paid);
    }
    for (std::int64_t again = random.pick(3); again > 0; --again)
      reports.push_back(reports[random.index(reports.size())]);
  }
};

/// What everybody has in the end.
struct End {
  std::int64_t returned = 0;
  Parts back;
  CommissionState place = CommissionState::none;
  std::map<std::pair<std::string, std::string>, std::int64_t> accounts;
  auto operator<=>(const End&) const = default;
};

/// The reports as they come. Those that are too early wait for the payment and are then told again.
End told(std::uint64_t seed, const std::vector<StripeReport>& reports) {
  SoldScene s(seed);
  books::Agreement agreement;
  std::vector<StripeReport> waiting;
  const auto tell_one = [&](const StripeReport& r) {
    s.tick(60);
    s.did = fmt::format("delivery {} {} {} {}", static_cast<int>(r.kind), r.id, r.status, r.amount);
    const oracle::Answer answer = s.report(r);
    if (answer == oracle::Answer::refused) throw Fault(s.did + " was refused");
    if (answer == oracle::Answer::waits) waiting.push_back(r);
    agreement.check(s);
  };
  for (const StripeReport& r : reports) {
    tell_one(r);
    if (r.kind == ReportKind::money)
      for (const StripeReport& early : std::exchange(waiting, {})) tell_one(early);
  }
  if (!waiting.empty()) throw Fault("a report waits for ever");
  const OrderState& order = s.order(0);
  return {order.returned().value, order.returned_parts, order.commission, s.program.accounts};
}

void shuffle(std::vector<StripeReport>& reports, RandomSource& random) {
  for (std::size_t i = reports.size(); i > 1; --i) std::swap(reports[i - 1], reports[random.index(i)]);
}

/// Five arrivals of one life, the first of them as it happened.
void live(std::uint64_t seed) {
  RandomSource random(~seed);
  Life life(SoldScene(seed), random);
  std::optional<End> first;
  for (int arrival = 0; arrival < 5; ++arrival) {
    const End end = told(seed, life.reports);
    if (end.returned != life.returned)
      throw Fault(fmt::format("R is {}, at Stripe it is {}", end.returned, life.returned));
    if (first && end != *first) throw Fault("another order of arrival ends in other books");
    first = end;
    shuffle(life.reports, random);
  }
}

}  // namespace

TEST_CASE("property: 20,000 payments end in the same books in whatever order Stripe's reports arrive") {
  const std::uint64_t seed = ::test::seed();
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    try {
      live(seed + i);
    } catch (const std::exception& e) {
      FAIL(std::string(e.what()), "\nrepeat with DAYBOOK_SEED=", seed + i);
    }
  }
}
