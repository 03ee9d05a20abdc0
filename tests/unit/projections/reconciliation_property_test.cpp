// Random months of both sides, made from one list of facts that knows which breaks were put in. The oracle
// keeps plain sums of its own in 128 bits and knows nothing of keys, groups or windows.

#include <algorithm>
#include <random>
#include <set>

#include "tests/unit/projections/reconciliation_given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

using Found = std::multiset<std::pair<BreakCause, std::int64_t>>;

struct RandomMonth {
  std::vector<CashLine> ours, theirs;
  Found injected;
  Int128 our_sum = 0, their_sum = 0;  // up to the end
};

class MonthMaker {
 public:
  explicit MonthMaker(std::uint64_t seed) : random_(seed) {}

  RandomMonth make() {
    const int facts = pick(0, 120);
    for (int i = 0; i < facts; ++i) fact();
    std::shuffle(month_.ours.begin(), month_.ours.end(), random_);
    std::shuffle(month_.theirs.begin(), month_.theirs.end(), random_);
    return std::move(month_);
  }

 private:
  int pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  Instant moment(std::int64_t low_day, std::int64_t high_day) {
    return {day(low_day).micros + std::uniform_int_distribution<std::int64_t>(
                                      0, (high_day - low_day) * kMicrosPerDay - 1)(random_)};
  }
  std::int64_t amount() {
    // Unlike any other's, so that what the machine may match by amount is known here.
    last_ += pick(1, 9);
    return pick(0, 1) ? last_ : -last_;
  }
  void add_ours(std::int64_t value, Instant at, const std::string& key, bool loose = false) {
    CashLine line = our(++position_, Minor{value}, 0, key);
    line.at = at;
    line.by_amount = loose;
    if (at < kEnd) month_.our_sum += value;
    month_.ours.push_back(std::move(line));
  }
  void add_theirs(std::int64_t value, Instant at, const std::string& key, bool loose = false,
                  MoneyKind kind = MoneyKind::other) {
    CashLine line = their("t" + std::to_string(++position_), Minor{value}, 0, key);
    line.at = at;
    line.by_amount = loose;
    line.kind = kind;
    if (at < kEnd) month_.their_sum += value;
    month_.theirs.push_back(std::move(line));
  }

  void fact() {
    const std::string key = "k:" + std::to_string(++keys_);
    const std::int64_t value = amount();
    const Instant at = moment(0, 30);
    const auto broken = [&](BreakCause cause, std::int64_t by) { month_.injected.emplace(cause, by); };
    switch (pick(0, 10)) {
      case 0:
        add_ours(value, at, key);
        return broken(BreakCause::not_in_statement, value);
      case 1:
        add_theirs(value, at, key);
        return broken(BreakCause::not_in_ledger, -value);
      case 2:
        add_theirs(value, at, "", false, MoneyKind::fee);
        return broken(BreakCause::fee_not_recorded, -value);
      case 3: {
        const std::int64_t other = amount();
        add_ours(value, at, key);
        add_theirs(other, moment(0, 30), key);
        return broken(BreakCause::amount_differs, value - other);
      }
      case 4:
        add_ours(value, moment(28, 30), key);
        add_theirs(value, moment(30, 40), key);
        return broken(BreakCause::in_transit, value);
      case 5:
        add_theirs(value, moment(28, 30), key);
        add_ours(value, moment(30, 40), key);
        return broken(BreakCause::in_transit, -value);
      case 6: {  // one amount, three places that it could belong to
        const Instant near{at.micros / kMicrosPerDay * kMicrosPerDay};
        add_ours(value, near, "", true);
        add_ours(value, near, "", true);
        add_theirs(value, near, "", true);
        return broken(BreakCause::several_candidates, value);
      }
      case 7:  // by its amount alone
        add_ours(value, at, "", true);
        return add_theirs(value, {std::min(at.micros + 2 * kMicrosPerDay, kEnd.micros - 1)}, "", true);
      case 8: {  // one of ours is several of theirs
        const std::int64_t part = value / 3;
        add_ours(value, at, key);
        add_theirs(part, moment(0, 30), key);
        return add_theirs(value - part, moment(0, 30), key);
      }
      default:
        add_ours(value, at, key);
        return add_theirs(value, moment(0, 30), key);
    }
  }

  const Instant kEnd = day(30);
  std::mt19937_64 random_;
  RandomMonth month_;
  std::int64_t position_ = 0, keys_ = 0, last_ = 100;
};

}  // namespace

TEST_CASE("reconciliation property: the breaks are those put in, and sum to the difference") {
  const std::uint64_t first = std::random_device{}();
  for (std::uint64_t seed = first; seed < first + 300; ++seed) {
    CAPTURE(seed);
    const RandomMonth month = MonthMaker(seed).make();
    Reconciler reconciler(span(30));
    Found found;
    Int128 sum = 0;
    for (const auto& broken : reconciled(reconciler, month.ours, month.theirs)) {
      found.emplace(broken.cause, broken.amount.value);
      sum += broken.amount.value;
    }
    CHECK(found == month.injected);
    CHECK(sum == month.our_sum - month.their_sum);
    if (month.ours.empty()) continue;
    const auto result = reconciler.result().at(kUsd);
    CHECK(Int128{result.ours.value} == month.our_sum);
    CHECK(Int128{result.lines.value} == month.their_sum);
  }
}

TEST_CASE("reconciliation property: whatever is fed, every line is in the sum once") {
  // No meaning at all: colliding keys, references, amounts and hands.
  const std::uint64_t first = std::random_device{}();
  for (std::uint64_t seed = first; seed < first + 300; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    std::vector<CashLine> sides[2];
    Int128 sums[2] = {0, 0};
    for (int i = 0; i < 150; ++i) {
      const int side = pick(2);
      CashLine line = our(i + 1, Minor{pick(9) - 4}, pick(50) - 10);
      line.id = "t" + std::to_string(i);
      if (pick(2)) line.key = money_key(MoneyKind::charge, std::to_string(pick(9)));
      if (pick(3) == 0) line.refs.push_back("R" + std::to_string(pick(9)));
      if (pick(5) == 0) line.hand = "h" + std::to_string(pick(4));
      if (side == 0 && pick(4) == 0) line.batch = "b" + std::to_string(pick(3));
      if (side == 0 && pick(4) == 0) line.order = std::to_string(pick(9));
      line.kind = static_cast<MoneyKind>(pick(7));
      line.by_amount = pick(2);
      if (line.at < day(30)) sums[side] += line.amount.value;
      sides[side].push_back(line);
    }
    Reconciler reconciler(span(30));
    Int128 sum = 0;
    for (const auto& broken : reconciled(reconciler, sides[0], sides[1])) sum += broken.amount.value;
    const auto result = reconciler.result().at(kUsd);
    CHECK(sum + result.before.value == sums[0] - sums[1]);
  }
}
