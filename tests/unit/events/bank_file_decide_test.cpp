#include "events/bank/bank_file_decide.hpp"

#include <doctest/doctest.h>

#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

const BrokerId kPayee = id<BrokerId>(1);

BankFileMade file_of(std::uint64_t number, BankFileFormat format, Instant at, std::size_t payouts) {
  BankFileMade e;
  e.file_id = id<BankFileId>(number);
  e.format = format;
  e.created_at = at;
  e.payouts.resize(payouts);
  return e;
}

struct Desk : World {
  Desk() {
    payout.id = id<PayoutId>(7);
    payout.payee = kPayee;
    payout.currency = currency("USD");
    payout.approved_by = "checker";
    propose(PayoutAccountKind::ach, hour(0));
  }
  void propose(PayoutAccountKind kind, Instant payable_from) {
    PayoutAccountProposed proposed;
    proposed.change_id = id<AccountChangeId>(++changes);
    proposed.payee = kPayee;
    proposed.kind = kind;
    happened(proposed);
    happened(PayoutAccountApproved{proposed.change_id, kPayee, "checker", payable_from});
  }
  /// The account's change, or the refusal's words.
  std::string fit(BankFileFormat format = BankFileFormat::nacha, const char* code = "USD") {
    const auto account = account_for_file(payout, ledger, policy, {format, currency(code), hour(1)});
    return account ? std::to_string(account->change.change_id.uuid.bytes[15]) : account.error().detail;
  }
  PayoutState payout;
  std::uint64_t changes = 0;
};

bool says(const std::string& text, const char* what) { return text.find(what) != std::string::npos; }

}  // namespace

TEST_CASE("a file holds what is approved, the bank's to pay, and payable now") {
  Desk desk;
  CHECK(desk.fit() == "1");
  CHECK(desk.fit(BankFileFormat::csv) == "1");
  CHECK(says(desk.fit(BankFileFormat::csv, "EUR"), "it is in USD"));
  desk.payout.payment_method = PayoutMethod::WIRE;
  CHECK(says(desk.fit(), "WIRE"));
  CHECK(desk.fit(BankFileFormat::pain001) == "1");
  desk.payout.payment_method = PayoutMethod::CHECK;
  CHECK(says(desk.fit(BankFileFormat::csv), "not the bank's"));
  desk.payout.payment_method = PayoutMethod::ACH;
  desk.payout.approved_by.reset();
  CHECK(says(desk.fit(), "a second admin must approve"));
  desk.payout.approved_by = "checker";
  desk.payout.status = PayoutStatus::PROCESSING;
  CHECK(says(desk.fit(), "PROCESSING"));
  desk.payout.status = PayoutStatus::PENDING;
  desk.propose(PayoutAccountKind::iban, hour(1));
  CHECK(says(desk.fit(), "IBAN"));
  CHECK(desk.fit(BankFileFormat::pain001) == "2");
  desk.propose(PayoutAccountKind::ach, Instant{hour(1).micros + 1});
  CHECK(says(desk.fit(), "payable from"));
  desk.payout.payee = id<BrokerId>(9);
  CHECK(says(desk.fit(), "no approved payout account"));
}

TEST_CASE("NACHA files are numbered by day, their traces through, other formats not at all") {
  World world;
  const auto next = [&](Instant at, std::int64_t count = 1) {
    const auto n = next_nacha_numbers(world.ledger.bank_files(), at, count);
    return fmt::format("{} {}", n.file_of_day, n.first_trace);
  };
  CHECK(next(day(0)) == "0 1");
  world.happened(file_of(1, BankFileFormat::nacha, day(0), 3));
  world.happened(file_of(2, BankFileFormat::pain001, day(0), 8));
  CHECK(next(day(0)) == "1 4");
  world.happened(file_of(3, BankFileFormat::nacha, day(0), 2));
  CHECK(next(hour(23)) == "2 6");
  CHECK(next(day(1)) == "0 6");
  CHECK(next(day(1), kLastTrace - 5) == "0 6");
  CHECK(next(day(1), kLastTrace - 4) == "0 1");
  const auto& files = world.ledger.bank_files();
  REQUIRE(files.size() == 3);
  CHECK(files[2].file_of_day == 1);
  CHECK(files[2].first_trace == 4);
  CHECK(LedgerState::from_snapshot(world.ledger.snapshot()).snapshot() == world.ledger.snapshot());
}
