// Random histories of adjustments and write-offs in currencies with 0, 2, 3 and 9 decimals, proposed and
// approved by three admins of two people, against plain sums kept beside them.

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "events/adjustment/adjustment_accounts.hpp"
#include "events/adjustment/adjustment_decide.hpp"
#include "projections/posting.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

constexpr const char* kCodes[] = {"JPY", "USD", "BHD", "ICP"};

/// What the rules say, written down a second time: no state structs, no folds.
struct Oracle {
  struct Proposal {
    int person;
    bool write_off;
    const char* code;
    std::int64_t gain;  ///< of the payee
    bool open = true;
  };
  std::map<std::string, std::int64_t> balance;  ///< the payee's, by currency
  std::vector<Proposal> proposals;

  std::int64_t debt(const std::string& code) { return std::max<std::int64_t>(0, -balance[code]); }
  std::string approve(std::size_t i, int person) {
    Proposal& p = proposals[i];
    if (!p.open) return "refused conflict";
    if (p.person == person) return "refused same_person";
    if (p.write_off && p.gain > debt(p.code)) return "refused conflict";
    p.open = false;
    balance[p.code] += p.gain;
    return "adjustment.approved";
  }
  std::string withdraw(std::size_t i) {
    if (!proposals[i].open) return "refused conflict";
    proposals[i].open = false;
    return "adjustment.withdrawn";
  }
};

class Histories : Shop {
 public:
  explicit Histories(std::uint64_t seed) : random_(seed), most_(seed % 2 ? 2'000 : 5) {
    for (const auto& [number, person] : {std::pair{31, 0}, {32, 0}, {33, 1}}) {
      AdminCreated e;
      e.admin_id = id<AdminId>(static_cast<std::uint64_t>(number));
      e.person_id = id<PersonId>(900 + static_cast<std::uint64_t>(person));
      e.token_prefix = "dbk_" + std::to_string(number);
      happened(e);
      admins_.emplace_back(e.admin_id.str(), person);
    }
  }

  void step() {
    const auto& [admin, person] = admins_[below(admins_.size())];
    const auto what = states_.empty() ? below(2) : below(5);
    if (what < 2) return propose(admin, person, what == 1);
    const std::size_t i = below(states_.size());
    if (what == 4)
      return took(decide(states_[i], WithdrawAdjustment{"r", admin, hour(1)}), oracle_.withdraw(i), i);
    took(decide(states_[i], ledger, &payee(kBroker), ApproveAdjustment{admin, hour(1)}),
         oracle_.approve(i, person), i);
  }
  void check() {
    for (const char* code : kCodes) {
      CHECK(payee(kBroker).available(currency(code)).value == oracle_.balance[code]);
      CHECK(-books_[code][adjustments_account(kBroker)] == oracle_.balance[code]);
      std::int64_t sum = 0;
      for (const auto& [account, amount] : books_[code]) sum += amount;
      CHECK(sum == 0);
    }
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  void propose(const std::string& admin, int person, bool write_off) {
    const char* code = kCodes[below(4)];
    const std::int64_t debt = oracle_.debt(code);
    const std::int64_t amount =
        static_cast<std::int64_t>(below(write_off ? static_cast<std::size_t>(debt) + 3 : most_));
    const AdjustmentId next = id<AdjustmentId>(states_.size() + 1);
    Result<NewEvents> decided;
    std::int64_t gain = amount;
    std::string expected = amount == 0 || (write_off && amount > debt) ? "refused" : "adjustment.proposed";
    if (write_off) {
      decided = decide(payee(kBroker),
                       ProposeWriteOff{next, kBroker, currency(code), Minor(amount), "r", admin, hour(1)});
    } else {
      if (below(3) != 0) gain = -gain;
      decided = decide(ledger, ProposeAdjustment{next,
                                                 kBroker,
                                                 currency(code),
                                                 {{"assets:bank", Minor(gain)},
                                                  {adjustments_account(kBroker), Minor(-gain)}},
                                                 "r",
                                                 admin,
                                                 hour(1)});
    }
    CHECK((decided ? "adjustment.proposed" : "refused") == expected);
    if (!decided) return;
    oracle_.proposals.push_back({person, write_off, code, gain});
    states_.emplace_back();
    took(decided, "adjustment.proposed", states_.size() - 1);
  }

  void took(const Result<NewEvents>& decided, const std::string& expected, std::size_t i) {
    CHECK(outcome(decided) == expected);
    if (!decided) return;
    for (const auto& fresh : *decided) {
      const Recorded& recorded = happened(fresh.event, fresh.effective_at);
      REQUIRE(evolve_adjustment(states_[i], recorded));
      for (const Posting& p : post(recorded)) books_[states_[i].currency.str()][p.account] += p.amount.value;
    }
  }

  std::mt19937_64 random_;
  std::size_t most_;  ///< of an adjustment, exclusive; small ones meet the bounds often
  std::vector<std::pair<std::string, int>> admins_;
  std::vector<AdjustmentState> states_;
  std::map<std::string, std::map<std::string, std::int64_t>> books_;
  Oracle oracle_;
};

}  // namespace

TEST_CASE(
    "write-offs and adjustments: random histories agree with plain sums, and two people stand behind each") {
  const std::uint64_t first = std::random_device{}();
  for (std::uint64_t seed = first; seed < first + 10'000; ++seed) {
    CAPTURE(seed);
    Histories histories(seed);
    for (int i = 0; i < 25; ++i) {
      histories.step();
      histories.check();
    }
  }
}
