#include "adapters/bank/make_payment_file.hpp"

#include <doctest/doctest.h>

using namespace daybook;

namespace {

BankSettings settings() {
  BankSettings s;
  s.company_name = "Tradeline Example";
  s.company_id = "1123456789";
  s.odfi_routing = "121042882";
  s.odfi_name = "EXAMPLE BANK";
  s.iban = "DE02120300000000202051";
  return s;
}

bank::PaymentFile one_payment() {
  bank::PaymentFile file;
  file.created_at = {1'795'219'200 * kMicrosPerSecond};
  file.value_date = "2026-11-24";
  file.currency = Currency{{'U', 'S', 'D'}};
  file.lines.push_back({PayoutId(),
                        "Ann",
                        {"Ann Lee", "US", AchAccount{"021000021", "123456789", AchAccountType::checking}},
                        Minor(1'000),
                        ""});
  return file;
}

}  // namespace

TEST_CASE("a payment file names the settings that it lacks") {
  const auto lacks = [](BankFileFormat format, BankSettings s) {
    const auto made = bank::make_payment_file(one_payment(), format, s);
    return made ? "" : made.error().detail.substr(made.error().detail.rfind("add ") + 4);
  };
  CHECK(lacks(BankFileFormat::nacha, {}) ==
        "bank.odfi_routing, bank.odfi_name, bank.company_name, bank.company_id");
  CHECK(lacks(BankFileFormat::pain001, {}) == "bank.company_name, bank.iban");
  CHECK(lacks(BankFileFormat::csv, {}).empty());
  for (const auto format : {BankFileFormat::nacha, BankFileFormat::pain001, BankFileFormat::csv})
    CHECK(lacks(format, settings()).empty());
  BankSettings us_account = settings();
  us_account.iban.clear();
  us_account.account_number = "55501234";
  CHECK(lacks(BankFileFormat::pain001, us_account).empty());
}

TEST_CASE("a payment file is of the version that the bank takes") {
  BankSettings s = settings();
  const auto says = [&](const char* what) {
    const auto made = bank::make_payment_file(one_payment(), BankFileFormat::pain001, s);
    return made && made->bytes.find(what) != std::string::npos;
  };
  CHECK(says("pain.001.001.09\""));
  s.pain001_version = "03";
  CHECK(says("pain.001.001.03\""));
  CHECK(!says("pain.001.001.09"));
}

TEST_CASE("other settings make another file: a recorded digest tells") {
  BankSettings other = settings();
  other.company_name = "Renamed";
  for (const auto format : {BankFileFormat::nacha, BankFileFormat::pain001}) {
    const auto first = bank::make_payment_file(one_payment(), format, settings());
    const auto again = bank::make_payment_file(one_payment(), format, settings());
    const auto changed = bank::make_payment_file(one_payment(), format, other);
    REQUIRE(first);
    REQUIRE(changed);
    CHECK(first->bytes == again->bytes);
    CHECK(first->bytes != changed->bytes);
  }
}
