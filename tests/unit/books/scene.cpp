#include "tests/unit/books/scene.hpp"

#include "events/broker/correct_terms.hpp"
#include "tests/support/shop.hpp"

namespace daybook::books {
namespace {

using namespace given;

/// Two, zero, three and nine decimals.
constexpr std::array<const char*, 4> kCurrencies{"USD", "JPY", "BHD", "ICP"};
constexpr std::array<const char*, 3> kZones{"UTC", "America/New_York", "Asia/Kathmandu"};

/// The tz database is searched once: a hundred thousand histories are made.
const Zone& zone(std::size_t which) {
  static const std::array<Zone, 3> zones{Zone(kZones[0]), Zone(kZones[1]), Zone(kZones[2])};
  return zones[which];
}

Policy policy_of(RandomSource& random) {
  Policy policy;
  policy.zone = zone(random.index(kZones.size()));
  policy.hold_days = random.one_in(2) ? 0 : random.between(1, 20);
  policy.supplier_refunds = random.one_in(3) ? SupplierRefunds::none : SupplierRefunds::proportional;
  if (random.one_in(3)) policy.minimum_payout = Minor{random.pick(5'000)};
  if (random.one_in(3)) policy.minimum_payouts[given::currency("JPY")] = Minor{random.pick(5'000)};
  return policy;
}

Terms random_terms(RandomSource& random) {
  Terms terms;
  terms.revenue_share = {random.between(100'000, 250'000)};
  terms.markup_percent = {random.one_in(3) ? 0 : random.pick(1'000'001)};
  if (random.one_in(4)) {
    terms.markup_type = MarkupType::FIXED;
    terms.markup_fixed = Minor{random.pick(2'000)};
  }
  return terms;
}

oracle::Rates rates_of(const Terms& terms) {
  oracle::Rates rates{terms.revenue_share.ppm, terms.markup_percent.ppm, {}};
  if (terms.markup_type == MarkupType::FIXED) rates.markup_fixed = terms.markup_fixed.value;
  return rates;
}

}  // namespace

Scene::Scene(std::uint64_t seed, Seen* seen, bool read_models)
    : random(seed), program(policy_of(random), seen, read_models) {
  books.hold = program.policy.hold_days * kMicrosPerDay;
  books.supplier_pays = program.policy.supplier_refunds == SupplierRefunds::proportional;
  books.zone = program.policy.zone.name();
  books.minimum["USD"] = program.policy.minimum_payout.value;
  for (const auto& [code, least] : program.policy.minimum_payouts) books.minimum[code.str()] = least.value;
  // Late October: months end soon, and New York leaves daylight time.
  now = {oracle::start_of_month(2026, 11, books.zone) - random.pick(10 * kMicrosPerDay)};
  now.micros -= now.micros % kMicrosPerSecond;
  for (std::uint64_t i = 1; i <= 2; ++i) {
    brokers.push_back(id<BrokerId>(i));
    const Terms terms = random_terms(random);
    program.record(registration(brokers.back(), 100 + i, terms), now, now);
    program.record(BrokerApproved{brokers.back(), "admin", std::nullopt}, now, now);
    books.payees[brokers.back().str()] = {rates_of(terms), false};
  }
  const std::size_t first = random.index(kCurrencies.size());
  const std::array<std::int64_t, 4> dearest{30, 700, 60'000, 9'999'999};
  std::vector<Card> on_sale;
  for (std::size_t i = 0; i < 4; ++i) {
    const char* code = kCurrencies[(first + i / 2) % kCurrencies.size()];
    cards.push_back({"c" + std::to_string(i), code, 1 + random.pick(dearest[random.index(4)])});
    on_sale.push_back(card(cards.back().id, cards.back().price, 1'000'000, code));
  }
  program.record(decide(program.ledger, ImportCatalog{"supplier", on_sale, now}).value(), now);
}

std::size_t Scene::broker_index(const std::string& payee) const { return payee == brokers[0].str() ? 0 : 1; }

void Scene::agree(bool accepted, const Result<NewEvents>& decided) {
  if (decided.has_value() != accepted)
    throw Fault(fmt::format("{}: the oracle {} it, the program {}", did, accepted ? "accepts" : "refuses",
                            decided ? "does it: " + names(*decided) : "says: " + decided.error().detail));
  if (decided) program.record(*decided, now);
}

oracle::Answer Scene::report(const StripeReport& report) {
  constexpr std::array<const char*, 3> kWords{"refused", "waits", "taken"};
  const auto expected = static_cast<std::size_t>(tell(books, report, now));
  const auto got = static_cast<std::size_t>(deliver(program, report, now));
  if (got != expected)
    throw Fault(fmt::format("{}: the oracle says {}, the program {}", did, kWords[expected], kWords[got]));
  return static_cast<oracle::Answer>(got);
}

void let_time_pass(Scene& s) {
  const std::int64_t dice = s.random.pick(8);
  if (dice < 4) return s.tick(60 + s.random.pick(7'200));
  if (dice < 7) return s.tick(60 + s.random.pick(6 * 86'400));
  // To the neighbourhood of the next month.
  const Month month = s.program.policy.zone.month_of(s.now);
  const Instant next{oracle::start_of_month(month.year, month.month + 1, s.books.zone)};
  const Instant near{next.micros + (s.random.pick(7'200) - 3'600) * kMicrosPerSecond};
  s.now = std::max(near, Instant{s.now.micros + 60 * kMicrosPerSecond});
}

void change_terms(Scene& s) {
  const BrokerId& broker = s.brokers[s.random.index(2)];
  const Terms terms = random_terms(s.random);
  s.did = "change of terms";
  s.books.payees[broker.str()].rates = rates_of(terms);
  s.agree(true, decide(s.program.ledger, ChangeBroker{broker, terms, std::nullopt, s.now}));
}

/// The share should have been another one, for a while or ever since.
void correct_terms(Scene& s) {
  const BrokerId& broker = s.brokers[s.random.index(2)];
  const oracle::Order& o = s.books.orders[s.some_order()];
  CorrectTerms c;
  c.correction_id = given::id<CorrectionId>(static_cast<std::uint64_t>(s.now.micros));
  c.revenue_share = {s.random.between(99'000, 251'000)};
  if (s.random.one_in(4)) c.revenue_share.ppm = o.rates.share_ppm;
  // Often exactly when an order was placed: from is included, until is not.
  c.from = {o.placed_at + (s.random.one_in(4) ? 1 : 0)};
  if (s.random.one_in(3))
    c.until = Instant{s.random.one_in(2) ? s.books.orders.back().placed_at : s.now.micros + s.random.pick(2)};
  c.reason = "reason";
  c.corrected_by = "anna";
  c.now = s.now;
  std::vector<OrderState> orders;
  for (std::size_t n = 0; n < s.books.orders.size(); ++n) {
    const oracle::Order& other = s.books.orders[n];
    if (other.payee == broker.str() && other.placed_at >= c.from.micros &&
        (!c.until || other.placed_at < c.until->micros))
      orders.push_back(s.order(n));
  }
  s.did = "correction of terms";
  const auto decided = decide(*s.program.ledger.broker(broker), orders, s.program.policy, c);
  s.agree(s.books.correct(broker.str(), c.revenue_share.ppm, c.from.micros,
                          c.until ? std::optional(c.until->micros) : std::nullopt, c.now.micros),
          decided);
}

void suspend_or_reactivate(Scene& s) {
  const BrokerId& broker = s.brokers[s.random.index(2)];
  bool& suspended = s.books.payees[broker.str()].suspended;
  const BrokerStep step = suspended ? BrokerStep::reactivate : BrokerStep::suspend;
  suspended = !suspended;
  s.did = suspended ? "suspension" : "reactivation";
  s.agree(true, decide(s.program.ledger, MoveBroker{broker, step, "admin", "reason", s.now}));
}

}  // namespace daybook::books
