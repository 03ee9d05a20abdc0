// A payment belongs to the month in which it was received, in the configured zone, however late it is
// recorded.

#include <doctest/doctest.h>

#include "events/payout/payout_decide.hpp"
#include "tests/support/shop.hpp"
#include "tests/unit/books/month_oracle.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

constexpr std::array kZones{"UTC", "America/New_York", "Asia/Kathmandu"};

Instant starts(int year, int month, const char* zone) { return {oracle::start_of_month(year, month, zone)}; }

/// What the month's run, made in the February after, pays of one payment received then; nothing is 0.
std::int64_t paid_by_run(const char* zone, Month month, Instant received) {
  Shop shop;
  shop.policy.zone = Zone(zone);
  const OrderId order = shop.placed();
  const Instant recorded{starts(2027, 2, zone).micros + kMicrosPerDay};
  shop.happened(decide(shop.order(order), shop.policy, shop.ids,
                       RecordManualPayment{PaymentMethod::CHECK, "late post", {}, received, recorded}));
  const PayoutRun run =
      decide(shop.payee(kBroker), *shop.ledger.broker(kBroker), shop.policy, shop.ids,
             RunPayout{kBroker, shop.policy.zone.period_of(month), "maker", {recorded.micros + 1}});
  return run.created.empty() ? 0 : run.created.front().amounts.total().value;
}

}  // namespace

TEST_CASE("months begin where the law of the place says, in daylight time too") {
  for (const char* zone : kZones)
    for (int month = 1; month <= 24; ++month) {
      const Month of{2026 + (month - 1) / 12, 1 + (month - 1) % 12};
      const Period period = Zone(zone).period_of(of);
      CHECK_MESSAGE(period.start == starts(of.year, of.month, zone), zone, " ", to_string(of));
      CHECK_MESSAGE(period.end == starts(of.year, of.month + 1, zone), zone, " ", to_string(of));
      CHECK(Zone(zone).month_of(period.start) == of);
      CHECK(Zone(zone).month_of({period.end.micros - 1}) == of);
    }
  CHECK(to_string(starts(2026, 11, "America/New_York")) == "2026-11-01T04:00:00.000000Z");
  CHECK(to_string(starts(2026, 12, "America/New_York")) == "2026-12-01T05:00:00.000000Z");
  CHECK(to_string(starts(2026, 12, "Asia/Kathmandu")) == "2026-11-30T18:15:00.000000Z");
}

TEST_CASE("months: a payment recorded late is paid by the run of the month in which it was received") {
  for (const char* zone : kZones)
    for (const int month : {10, 11, 12}) {  // New York leaves daylight time in November
      const Instant end = starts(2026, month + 1, zone);
      const Month this_one{2026, month};
      const Month next = month == 12 ? Month{2027, 1} : Month{2026, month + 1};
      INFO(zone, " ", to_string(this_one));
      CHECK(paid_by_run(zone, this_one, {end.micros - 1}) == 1'500);
      CHECK(paid_by_run(zone, this_one, end) == 0);
      CHECK(paid_by_run(zone, next, end) == 1'500);
      CHECK(paid_by_run(zone, next, {end.micros - 1}) == 1'500);  // carried, not lost
    }
  // One moment, three months: 2026-11-30T23:00Z is November in New York and Greenwich, December in Nepal.
  const Instant evening = parse_instant("2026-11-30T23:00:00Z").value();
  CHECK(paid_by_run("UTC", {2026, 11}, evening) == 1'500);
  CHECK(paid_by_run("Asia/Kathmandu", {2026, 11}, evening) == 0);
  CHECK(paid_by_run("Asia/Kathmandu", {2026, 12}, evening) == 1'500);
  // And 2026-12-01T03:00Z is still November in New York alone.
  const Instant night = parse_instant("2026-12-01T03:00:00Z").value();
  CHECK(paid_by_run("America/New_York", {2026, 11}, night) == 1'500);
  CHECK(paid_by_run("UTC", {2026, 11}, night) == 0);
}
