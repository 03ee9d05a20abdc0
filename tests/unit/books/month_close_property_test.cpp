// Random months: facts on time and late, months closed and opened again, in two zones, against an oracle that
// keeps its own list of facts and its own calendar.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>

#include "adapters/audit/period_seals.hpp"
#include "events/log/encoding.hpp"
#include "events/log/merkle.hpp"
#include "events/period/late_posting.hpp"
#include "events/period/period_decide.hpp"
#include "tests/support/given.hpp"
#include "tests/unit/books/month_oracle.hpp"
#include "tests/unit/books/random_source.hpp"
#include "tests/unit/core/seed.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

constexpr int kFirstMonth = 8;  // of 2026; months count on beyond 12
constexpr const char* kCurrencies[] = {"USD", "JPY", "BHD"};

std::string month_name(int month) {
  return fmt::format("{}-{:02}", 2026 + (month - 1) / 12, 1 + (month - 1) % 12);
}
Month month_of(int month) { return {2026 + (month - 1) / 12, 1 + (month - 1) % 12}; }

/// What the oracle knows of a fact: no posting rule, no envelope.
struct KnownFact {
  std::int64_t counts_at = 0;  ///< when it is to take effect, by the oracle's calendar
  bool late = false;
  bool supplier = false;
  std::int64_t amount = 0;
  std::string currency;
  EventId event_id;
};

struct Oracle {
  std::string zone;
  std::vector<KnownFact> facts;
  int closed_through = 0;

  std::int64_t start(int month) const { return oracle::start_of_month(2026, month, zone); }

  KnownFact& happens(std::int64_t own, std::int64_t now) {
    const bool late = closed_through != 0 && own < start(closed_through + 1);
    KnownFact fact;
    fact.counts_at = late ? now : own;
    fact.late = late;
    return facts.emplace_back(fact);
  }
  /// The text of the seal, written by hand from the documentation.
  std::string trial_balance(int month, std::int64_t position) const {
    std::map<std::string, std::int64_t> lines;
    for (const KnownFact& f : facts) {
      if (f.counts_at >= start(month + 1)) continue;
      const std::string debit = f.supplier ? "liabilities:supplier:acme" : "assets:bank";
      const std::string credit = f.supplier ? "assets:bank" : "assets:stripe";
      lines[debit + "\t" + f.currency] += f.amount;
      lines[credit + "\t" + f.currency] -= f.amount;
    }
    std::string text = fmt::format("daybook trial balance v1\nmonth {}\nzone {}\nbefore {}\nposition {}\n",
                                   month_name(month), zone, to_string(Instant{start(month + 1)}), position);
    for (const auto& [account, sum] : lines)
      if (sum != 0) text += fmt::format("{}\t{}\n", account, sum);
    return text;
  }
};

/// The system: a log as the write path makes it.
class System {
 public:
  explicit System(const std::string& zone_name) : zone(zone_name) {
    for (const std::uint64_t n : {1U, 2U}) {
      AdminCreated e;
      e.admin_id = id<AdminId>(n);
      e.person_id = id<PersonId>(100 + n);
      e.token_prefix = "dbk_" + std::to_string(n);
      admins.push_back(e.admin_id.str());
      record({e, Instant{}}, Instant{});
    }
  }

  /// The event id of the fact.
  EventId record(NewEvent fact, Instant now) {
    const EventId event_id(ids.next());
    if (auto late = post_late(ledger.periods(), zone, fact, ledger.position(), now)) {
      late->late_event_id = event_id;
      add({std::move(*late), now}, EventId(ids.next()), now);
    }
    add(std::move(fact), event_id, now);
    return event_id;
  }
  bool record(const Result<NewEvents>& decided, Instant now) {
    if (!decided) return false;
    for (const NewEvent& e : *decided) record(e, now);
    return true;
  }
  PeriodBalances balances(Instant end) const {
    PeriodBalances sums;
    for (const Recorded& r : log)
      if (r.envelope.effective_at < end)
        for (const Posting& p : post(r)) sums[{p.account, p.currency}] += p.amount;
    return sums;
  }
  PeriodClosed seal(int month) const {
    const Period period = zone.period_of(month_of(month));
    const std::int64_t position = ledger.position().value;
    PeriodClosed e{month_name(month), zone.name(), period.start, period.end, position, "", "", 0, {}, {},
                   admins[0]};
    const PeriodBalances sums = balances(period.end);
    e.log_root = log::to_hex(frontier.root());
    e.trial_balance_sha256 = period_seal_digest({e.month, e.zone, e.end, position}, sums);
    e.totals = period_totals(sums);
    e.accounts = accounts_with_balance(sums);
    return e;
  }

  Zone zone;
  CountingIds ids;
  LedgerState ledger;
  log::Frontier frontier;
  std::vector<Recorded> log;
  std::vector<std::string> admins;

 private:
  void add(NewEvent fact, const EventId& event_id, Instant now) {
    Recorded r{{}, std::move(fact.event)};
    Envelope& e = r.envelope;
    const EventType type = type_of(r.event);
    e.position = ledger.position().next();
    e.event_id = event_id;
    e.stream = stream_of(r.event);
    e.type = type.name;
    e.schema_version = type.schema_version;
    e.recorded_at = now;
    e.effective_at = fact.effective_at;
    e.partition_key = partition_key_of(r.event);
    e.payload = encode_payload(r.event);
    e.leaf_hash = compute_leaf_hash(e);
    frontier.append(e.leaf_hash);
    ledger.apply(r);
    log.push_back(std::move(r));
  }
};

EventView view_of(const Envelope& e) {
  EventView v;
  v.position = e.position.value;
  v.event_id = e.event_id;
  v.stream = e.stream;
  v.type = e.type;
  v.schema_version = e.schema_version;
  v.effective_at = e.effective_at;
  v.payload = e.payload;
  return v;
}

/// What the audit says of the log: nothing, or the first thing that is wrong.
std::string audited(const std::vector<Recorded>& log) {
  std::vector<audit::Seal> seals;
  for (const Recorded& r : log)
    if (const auto* closed = std::get_if<PeriodClosed>(&r.event))
      seals.push_back({r.envelope.position.value, *closed});
  audit::SealCheck check(seals);
  log::Frontier frontier;
  // Three shards, added up in another order than the log's.
  std::vector<audit::SealSums> shards(3, audit::SealSums(seals));
  try {
    for (const Recorded& r : log) {
      frontier.append(compute_leaf_hash(r.envelope));
      check.take(view_of(r.envelope), frontier);
      const auto postings = post(r);
      if (postings.empty()) continue;
      shards[static_cast<std::size_t>(r.envelope.position.value) % 3].take(r.envelope, postings);
    }
    check.finish();
  } catch (const audit::Damaged& e) {
    return e.what();
  }
  audit::SealSums sums;
  for (auto shard = shards.rbegin(); shard != shards.rend(); ++shard) sums.add(*shard);
  const auto wrong = sums.first_wrong(seals);
  return wrong ? wrong->what() : "";
}

struct Story {
  Story(std::uint64_t seed, const char* zone) : random(seed), oracle{zone, {}, 0}, system(zone) {
    now = oracle.start(kFirstMonth) + random.pick(20) * kMicrosPerDay;
  }

  void fact() {
    // Up to three months back, and now and then on the very edge of a month.
    std::int64_t own = now - random.pick(95) * kMicrosPerDay - random.pick(kMicrosPerDay);
    if (random.one_in(5))
      own = oracle.start(static_cast<int>(random.between(kFirstMonth, 13))) - random.pick(2);
    own = std::min(own, now);
    KnownFact& known = oracle.happens(own, now);
    known.supplier = random.one_in(3);
    known.amount = random.between(1, 1'000);
    known.currency = kCurrencies[random.index(3)];
    const Currency code = currency(known.currency.c_str());
    const Event event =
        known.supplier
            ? Event(SupplierSettled{id<SettlementId>(1), "acme", Minor(known.amount), code, "ref", "me"})
            : Event(StripePaidOut{"po_" + std::to_string(random.pick(9)), Minor(known.amount), code});
    known.event_id = system.record({event, {own}}, {now});
  }
  void close() {
    const int month = static_cast<int>(random.between(kFirstMonth, 16));
    const auto& periods = system.ledger.periods();
    const bool closed = system.record(
        decide(periods, ClosePeriod{system.seal(month), {}, periods.closed_until, {}, {now}}), {now});
    CHECK(closed == (month > oracle.closed_through && now >= oracle.start(month + 1) && !proposed));
    if (!closed) return;
    oracle.closed_through = month;
    const auto& sealed = std::get<PeriodClosed>(system.log.back().event);
    const std::string text = oracle.trial_balance(month, sealed.position);
    CHECK(log::to_hex(log::sha256(text)) == sealed.trial_balance_sha256);
    ++closings;
  }
  void reopen() {
    const int month = std::max(kFirstMonth, oracle.closed_through - static_cast<int>(random.pick(2)));
    const bool last = oracle.closed_through == month;
    const auto& periods = system.ledger.periods();
    if (!proposed) {
      const auto decided =
          decide(periods, ProposeReopening{month_of(month), "late", system.admins[0], {now}});
      CHECK(system.record(decided, {now}) == last);
      if (last) proposed = month;
      return;
    }
    const auto& who = system.admins[random.index(2)];
    const auto decided = decide(system.ledger, ApproveReopening{month_of(month), who, system.zone, {now}});
    const bool opened = system.record(decided, {now});
    CHECK(opened == (last && month == proposed && who == system.admins[1]));
    if (!opened) return;
    oracle.closed_through = month - 1;
    proposed = 0;
    ++reopenings;
  }
  void step() {
    now += random.pick(5 * kMicrosPerDay);
    switch (random.pick(8)) {
      case 0:
        return close();
      case 1:
        return reopen();
      default:
        return fact();
    }
  }
  /// What stands sealed is what the books say of those months now, and it is what the oracle says.
  void check_closed() {
    for (const ClosedPeriod& period : system.ledger.periods().closed) {
      const PeriodClosed& seal = sealed_at(period.position);
      const auto digest =
          period_seal_digest({seal.month, seal.zone, seal.end, seal.position}, system.balances(seal.end));
      CHECK(digest == seal.trial_balance_sha256);
    }
  }
  const PeriodClosed& sealed_at(std::int64_t position) const {
    return std::get<PeriodClosed>(system.log[static_cast<std::size_t>(position - 1)].event);
  }
  void check_late() {
    std::map<EventId, int> announced;
    for (const Recorded& r : system.log)
      if (const auto* late = std::get_if<LateFactPosted>(&r.event)) {
        ++announced[late->late_event_id];
        const Envelope& fact = system.log[static_cast<std::size_t>(late->position - 1)].envelope;
        CHECK(fact.event_id == late->late_event_id);
        CHECK(fact.effective_at == fact.recorded_at);
        CHECK(late->effective_at < fact.effective_at);
      }
    std::size_t late = 0;
    for (const KnownFact& fact : oracle.facts) {
      CHECK(announced[fact.event_id] == (fact.late ? 1 : 0));
      late += fact.late ? 1U : 0U;
    }
    late_facts += late;
  }

  books::RandomSource random;
  Oracle oracle;
  System system;
  std::int64_t now = 0;
  int proposed = 0;
  int closings = 0;
  int reopenings = 0;
  std::size_t late_facts = 0;
};

}  // namespace

TEST_CASE("random months: what is closed never changes, and every late fact counts once, in an open month") {
  const std::uint64_t seed = test::seed();
  CAPTURE(seed);
  int closings = 0, reopenings = 0;
  std::size_t late_facts = 0;
  for (const char* zone : {"America/New_York", "Asia/Kathmandu"})
    for (std::uint64_t i = 0; i < 60; ++i) {
      Story story(seed + i, zone);
      CAPTURE(i);
      CAPTURE(zone);
      for (int step = 0; step < 90; ++step) {
        story.step();
        if (step % 6 == 0) story.check_closed();
      }
      story.check_closed();
      story.check_late();
      CHECK(audited(story.system.log) == "");
      closings += story.closings;
      reopenings += story.reopenings;
      late_facts += story.late_facts;
    }
  CHECK(closings > 200);
  CHECK(reopenings > 30);
  CHECK(late_facts > 500);
}

TEST_CASE("the audit names a seal that is not the log's, and a posting into a closed month") {
  Story story(7, "Asia/Kathmandu");
  while (story.closings < 3 || story.late_facts == 0) {
    story.step();
    story.late_facts = 0;
    story.check_late();
  }
  const std::vector<Recorded> good = story.system.log;
  REQUIRE(audited(good) == "");
  std::size_t seal = 0;
  while (!std::holds_alternative<PeriodClosed>(good[seal].event)) ++seal;
  const std::string named = fmt::format("position {}: ", seal + 1);

  auto bad = good;
  std::get<PeriodClosed>(bad[seal].event).trial_balance_sha256[0] ^= 1;
  CHECK(audited(bad).starts_with(named));
  bad = good;
  auto& totals = std::get<PeriodClosed>(bad[seal].event).totals;
  totals.push_back({currency("EUR"), Minor(1), Minor(1)});
  CHECK(audited(bad).starts_with(named));
  bad = good;
  std::get<PeriodClosed>(bad[seal].event).log_root[3] ^= 1;
  CHECK(audited(bad).starts_with(named));

  bad = good;  // a late fact with its own date, as if nothing had been closed
  std::size_t late = 0;
  while (!std::holds_alternative<LateFactPosted>(good[late].event)) ++late;
  bad[late + 1].envelope.effective_at = std::get<LateFactPosted>(bad[late].event).effective_at;
  CHECK(audited(bad).starts_with(fmt::format("position {}: ", late + 2)));
  CHECK(audited(bad).find("in a month that was closed when it was recorded") != std::string::npos);
}
