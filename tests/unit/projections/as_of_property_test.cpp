// The as-of index against sums over every fact: random histories whose facts take effect late, at random
// positions and days.

#include <doctest/doctest.h>

#include <array>
#include <random>

#include "tests/unit/projections/random_history.hpp"

using namespace daybook;
using namespace daybook::test;

namespace {

struct Block {
  std::int64_t first_position = 0, min_day = 0, max_day = 0;
  BlockState state;
};
template <class Row>
Block block_of(const Row& row) {
  return {row.first_position, row.min_day, row.max_day, row.state.value};
}

/// The choice of blocks, as adapters/postgres/payees_as_of.cpp makes it in SQL.
PayeeSums sums_of(const std::vector<Block>& blocks, const AsOf& limit, std::size_t& read) {
  const Block* first = nullptr;
  for (const Block& block : blocks)
    if (block.first_position <= limit.position) first = &block;
  for (const Block& block : blocks)
    if (block.max_day > limit.day) {
      if (first && block.first_position < first->first_position) first = &block;
      break;
    }
  PayeeSums sums;
  for (const Block& block : blocks) {
    if (!first || block.first_position < first->first_position || block.first_position > limit.position)
      continue;
    if (&block == first) {
      add_opening(sums, block.state);
    } else if (block.min_day > limit.day) {
      continue;
    }
    add_facts(sums, block.first_position, block.state, limit);
    ++read;
  }
  return sums;
}

using PayeeKey = std::pair<BrokerId, Currency>;

std::map<PayeeKey, std::vector<Block>> blocks_of(ReadModels& models) {
  std::map<PayeeKey, std::vector<Block>> blocks;
  for (const PayeeBlockRow& row : models.payee_blocks.rows())
    blocks[{row.payee, row.currency}].push_back(block_of(row));
  models.payee_open_blocks.each([&](const PayeeOpenBlockRow& row) {
    blocks[{row.payee, row.currency}].push_back(block_of(row));
  });
  return blocks;
}

/// What the index says of all accounts but payees': whole stretches, then the journal.
std::map<std::pair<std::string, Currency>, std::int64_t> accounts_by_index(
    ReadModels& models, const std::vector<Recorded>& events, const AsOf& limit, Instant end) {
  std::map<std::pair<std::string, Currency>, std::int64_t> sums;
  const std::int64_t upto = limit.position + 1;
  const std::int64_t whole = upto >> kStretchBits[1] << kStretchBits[1];
  models.account_days.each([&](const AccountDayRow& row) {
    const int bits = kStretchBits[static_cast<std::size_t>(row.level)];
    const bool counts = row.level == 1 ? row.stretch < upto >> bits
                                       : row.stretch >= whole >> bits && row.stretch < upto >> bits;
    if (counts && row.day <= limit.day) sums[{row.account, row.currency}] += row.amount.value;
  });
  for (const Recorded& r : events) {
    const std::int64_t position = r.envelope.position.value;
    if (position < upto >> kStretchBits[0] << kStretchBits[0] || position >= upto ||
        r.envelope.effective_at >= end)
      continue;
    for (const Posting& p : post(r))
      if (!p.payee_part) sums[{p.account, p.currency}] += p.amount.value;
  }
  return sums;
}

/// Brute force: every fact looked at.
struct Truth {
  std::map<PayeeKey, std::map<int, std::int64_t>> payees;
  std::map<std::pair<std::string, Currency>, std::int64_t> accounts;
};
Truth truth_at(const std::vector<Recorded>& events, std::int64_t position, Instant end) {
  Truth truth;
  for (const Recorded& r : events) {
    if (r.envelope.position.value > position || r.envelope.effective_at >= end) continue;
    for (const Posting& p : post(r)) {
      if (p.payee_part) {
        const int part =
            static_cast<int>(p.payee_part->account) * 3 + static_cast<int>(p.payee_part->component);
        truth.payees[{p.payee_part->payee, p.currency}][part] -= p.amount.value;
      } else {
        truth.accounts[{p.account, p.currency}] += p.amount.value;
      }
    }
    const auto paid = [&](const auto& e, std::int64_t sign) {
      const auto add = [&](int component, Minor amount) {
        if (amount != Minor{}) truth.payees[{e.payee, e.currency}][12 + component] += sign * amount.value;
      };
      add(0, e.amounts.revenue_share), add(1, e.amounts.markup), add(2, e.amounts.adjustments);
    };
    if (const auto* e = std::get_if<PayoutCompleted>(&r.event)) paid(*e, 1);
    if (const auto* e = std::get_if<PayoutReturned>(&r.event)) paid(*e, -1);
  }
  return truth;
}

/// The same facts, minutes to hours apart, a part of them in effect up to 40 days before they were recorded,
/// or a little after; positions far apart, for histories that fill long stretches.
std::vector<Recorded> with_late_facts(const History& history, std::mt19937_64& random) {
  std::vector<Recorded> events = history.events();
  Instant at = *parse_instant("2026-02-20T00:00:00Z");  // over New York's change of clocks
  for (Recorded& r : events) {
    r.envelope.position.value *= 29;
    at.micros += static_cast<std::int64_t>(random() % (60 * 60 * 1'000'000ULL));
    r.envelope.recorded_at = r.envelope.effective_at = at;
    if (random() % 20 == 0)
      r.envelope.effective_at.micros -= static_cast<std::int64_t>(random() % 40) * kMicrosPerDay;
    if (random() % 100 == 0) r.envelope.effective_at.micros += kMicrosPerDay;
  }
  return events;
}

void check_point(const std::map<PayeeKey, std::vector<Block>>& blocks, ReadModels& models,
                 const std::vector<Recorded>& events, const AsOf& limit, Instant end, std::size_t& read) {
  const Truth truth = truth_at(events, limit.position, end);
  for (const auto& [key, of_payee] : blocks) {
    const PayeeSums sums = sums_of(of_payee, limit, read);
    const auto expected = truth.payees.find(key);
    for (int part = 0; part < kPayeeParts; ++part) {
      CAPTURE(part);
      const bool moved = expected != truth.payees.end() && expected->second.contains(part);
      CHECK(sums.moved(part) == moved);
      CHECK(sums.at(part).value == (moved ? expected->second.at(part) : 0));
    }
  }
  CHECK(accounts_by_index(models, events, limit, end) == truth.accounts);
}

}  // namespace

TEST_CASE("property: the as-of index gives what every fact adds up to, at any position and day") {
  const char* const seed_text = std::getenv("DAYBOOK_SEED");
  const std::uint64_t base = seed_text ? std::stoull(seed_text) : std::random_device{}();
  std::size_t full_blocks = 0, read = 0, points = 0;
  for (std::uint64_t round = 0; round < 4; ++round) {
    const std::uint64_t seed = base + round;
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const Zone zone(round % 2 == 0 ? "America/New_York" : "Asia/Kolkata");
    const auto events = with_late_facts(random_history(seed, 15'000), random);
    ReadModels models{zone};
    for (const Recorded& r : events) models.apply(r);
    const auto blocks = blocks_of(models);
    full_blocks += models.payee_blocks.rows().size();
    const std::int64_t last = events.back().envelope.position.value;
    REQUIRE(last > 1 << kStretchBits[1]);
    for (int i = 0; i < 30; ++i, ++points) {
      AsOf limit{static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(last)) + 1, INT64_MAX};
      if (i % 5 == 0) limit.position |= 511;  // a stretch's last position
      if (i % 10 == 0) limit.position |= 65'535;
      limit.position = std::min(limit.position, last);
      Instant end{INT64_MAX};
      if (i % 3 != 0) {
        const Day day = zone.day_of(events[random() % events.size()].envelope.effective_at);
        limit.day = day_number(day).value();
        end = zone.end_of(day).value();
      }
      CAPTURE(limit.position);
      CAPTURE(limit.day);
      check_point(blocks, models, events, limit, end, read);
    }
  }
  CHECK(full_blocks > 4 * 30);  // or nothing was tried
  MESSAGE(full_blocks, " full blocks; read ", read, " for 6 payees and currencies at ", points, " points");
}

TEST_CASE(
    "property: a payee's lines are in its blocks, each with its day, and are told from their facts alike") {
  std::mt19937_64 random(9);
  const Zone zone("America/New_York");
  const auto events = with_late_facts(random_history(9, 5'000), random);
  ReadModels models{zone};
  for (const Recorded& r : events) models.apply(r);
  using Line = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;
  std::map<PayeeKey, std::vector<Line>> in_blocks, posted;
  for (const auto& [key, blocks] : blocks_of(models))
    for (const Block& block : blocks)
      for (const AvailableMove& m : available_moves(block.first_position, block.state))
        in_blocks[key].emplace_back(m.position, m.day, m.gain.revenue_share.value, m.gain.markup.value,
                                    m.gain.adjustments.value);
  std::size_t lines = 0, payouts = 0;
  for (const Recorded& r : events) {
    std::map<PayeeKey, std::array<std::int64_t, 3>> gains;
    for (const Posting& p : post(r))
      if (p.payee_part && p.payee_part->account == PayeeAccount::available)
        gains[{p.payee_part->payee, p.currency}][static_cast<std::size_t>(p.payee_part->component)] -=
            p.amount.value;
    std::erase_if(gains, [](const auto& one) { return one.second == std::array<std::int64_t, 3>{}; });
    const auto line = available_line(r);
    const std::int64_t position = r.envelope.position.value;
    if (gains.empty()) {
      CHECK(!line);
      continue;
    }
    REQUIRE(gains.size() == 1);
    const auto& [key, gain] = *gains.begin();
    posted[key].emplace_back(position, day_number(zone.day_of(r.envelope.effective_at)).value(), gain[0],
                             gain[1], gain[2]);
    StatementLine said;
    identify(said, r);
    CHECK(said.at == r.envelope.effective_at);
    if (!line) {  // what a payout takes, or gives back
      CHECK(said.kind >= StatementKind::payout_created);
      ++payouts;
      continue;
    }
    ++lines;
    CHECK(said.kind == line->kind);
    CHECK(line->position == position);
    CHECK((line->payee == key.first && line->currency == key.second));
    CHECK(line->effective_at == r.envelope.effective_at);
    CHECK(std::array{line->revenue_share.value, line->markup.value, line->adjustments.value} == gain);
  }
  CHECK(in_blocks == posted);
  CHECK(lines > 100);
  CHECK(payouts > 10);
}

TEST_CASE("property: a list of entries in effect by a day need look at no other stretch") {
  std::mt19937_64 random(7);
  const Zone zone("America/New_York");
  const auto events = with_late_facts(random_history(7, 2'500), random);
  ReadModels models{zone};
  for (const Recorded& r : events) models.apply(r);
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> expected, found;
  for (const Recorded& r : events)
    if (!post(r).empty())
      ++expected[{r.envelope.position.value / 512, day_number(zone.day_of(r.envelope.effective_at)).value()}];
  models.entry_days.each([&](const EntryDayRow& row) { found[{row.stretch, row.day}] = row.entries; });
  CHECK(found == expected);
}

TEST_CASE("broken bytes of a block are refused, not read as figures") {
  BlockState block;
  block.moves = std::string("\x01\x02\x01\x0f\x02", 5);  // part 15
  PayeeSums sums;
  CHECK_THROWS_AS(add_facts(sums, 1, block, {}), std::runtime_error);
  block.moves = std::string("\x01\x02\x02\x00\x02", 5);  // two moves, one there
  CHECK_THROWS_AS(add_facts(sums, 1, block, {}), std::runtime_error);
}
