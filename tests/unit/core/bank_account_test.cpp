#include "core/bank_account.hpp"

#include <doctest/doctest.h>

#include <map>

#include "core/iban.hpp"

namespace daybook {
namespace {

BankAccountDraft ach_draft() {
  BankAccountDraft draft;
  draft.holder_name = "Ann Lee";
  draft.routing_number = "021000021";
  draft.account_number = "000123456789";
  draft.account_type = AchAccountType::checking;
  return draft;
}

BankAccountDraft iban_draft() {
  BankAccountDraft draft;
  draft.kind = BankAccountKind::iban;
  draft.holder_name = "Zoë Müller";
  draft.iban = "DE89 3704 0044 0532 0130 00";
  draft.bic = "cobadeff";
  return draft;
}

/// Pointer and code of each fault.
std::map<std::string, std::string> faults(const BankAccountDraft& draft, std::string_view base = "") {
  const auto result = checked_bank_account(draft, base);
  std::map<std::string, std::string> out;
  if (!result)
    for (const FieldError& error : result.error().errors) out[error.pointer] = error.code;
  return out;
}
using Faults = std::map<std::string, std::string>;

TEST_CASE("bank account: an ach account, as typed and as kept") {
  BankAccountDraft draft = ach_draft();
  draft.holder_name = "  Ann Lee ";
  draft.account_number = "00-123 456a";
  draft.account_type = AchAccountType::savings;
  const auto account = checked_bank_account(draft);
  REQUIRE(account);
  CHECK(account->holder_name == "Ann Lee");
  CHECK(account->country == "US");
  CHECK(std::get<AchAccount>(account->details) ==
        AchAccount{"021000021", "00123456A", AchAccountType::savings});
  CHECK(masked(*account) == "••••456A");
  CHECK(checked_bank_account(draft_of(*account)) == *account);
}

TEST_CASE("bank account: an iban account, as typed and as kept") {
  const auto account = checked_bank_account(iban_draft());
  REQUIRE(account);
  CHECK(account->country == "DE");
  CHECK(std::get<IbanAccount>(account->details) == IbanAccount{"DE89370400440532013000", "COBADEFF"});
  CHECK(masked(*account) == "••••3000");
  CHECK(checked_bank_account(draft_of(*account)) == *account);
  BankAccountDraft bare = iban_draft();
  bare.bic.reset();
  REQUIRE(checked_bank_account(bare));
  CHECK_FALSE(draft_of(*checked_bank_account(bare)).bic);
}

TEST_CASE("bank account: a short number's mask does not give it away") {
  BankAccountDraft draft = ach_draft();
  draft.account_number = "1234";
  CHECK(masked(*checked_bank_account(draft)) == "••••34");
  draft.account_number = "1234567";
  CHECK(masked(*checked_bank_account(draft)) == "••••567");
  draft.account_number = "12345678";
  CHECK(masked(*checked_bank_account(draft)) == "••••5678");
}

TEST_CASE("bank account: bad rows name their field") {
  struct Row {
    const char* name;
    BankAccountDraft draft;
    void (*spoil)(BankAccountDraft&);
    Faults expected;
  };
  using D = BankAccountDraft;
  const Row rows[] = {
      {"no name", ach_draft(), [](D& d) { d.holder_name = "  "; }, {{"/holder_name", "invalid"}}},
      {"name too long",
       ach_draft(),
       [](D& d) { d.holder_name = std::string(71, 'a'); },
       {{"/holder_name", "invalid"}}},
      {"line break", ach_draft(), [](D& d) { d.holder_name = "a\nb"; }, {{"/holder_name", "invalid"}}},
      {"no UTF-8", ach_draft(), [](D& d) { d.holder_name = "a\xff"; }, {{"/holder_name", "invalid"}}},
      {"routing absent",
       ach_draft(),
       [](D& d) { d.routing_number.reset(); },
       {{"/routing_number", "required"}}},
      {"routing checksum",
       ach_draft(),
       [](D& d) { d.routing_number = "021000022"; },
       {{"/routing_number", "invalid"}}},
      {"routing short",
       ach_draft(),
       [](D& d) { d.routing_number = "02100002"; },
       {{"/routing_number", "invalid"}}},
      {"number absent",
       ach_draft(),
       [](D& d) { d.account_number.reset(); },
       {{"/account_number", "required"}}},
      {"number short",
       ach_draft(),
       [](D& d) { d.account_number = "1 2-3"; },
       {{"/account_number", "invalid"}}},
      {"number long",
       ach_draft(),
       [](D& d) { d.account_number = std::string(18, '1'); },
       {{"/account_number", "invalid"}}},
      {"number zero",
       ach_draft(),
       [](D& d) { d.account_number = "00000"; },
       {{"/account_number", "invalid"}}},
      {"number markup",
       ach_draft(),
       [](D& d) { d.account_number = "12<45"; },
       {{"/account_number", "invalid"}}},
      {"type absent", ach_draft(), [](D& d) { d.account_type.reset(); }, {{"/account_type", "required"}}},
      {"abroad", ach_draft(), [](D& d) { d.country = "DE"; }, {{"/country", "invalid"}}},
      {"both kinds",
       ach_draft(),
       [](D& d) { d.iban = "x", d.bic = "y"; },
       {{"/iban", "invalid"}, {"/bic", "invalid"}}},
      {"iban absent", iban_draft(), [](D& d) { d.iban.reset(), d.country.reset(); }, {{"/iban", "required"}}},
      {"iban digit", iban_draft(), [](D& d) { d.iban = "DE89370400440532013001"; }, {{"/iban", "invalid"}}},
      {"bic", iban_draft(), [](D& d) { d.bic = "COBADEF"; }, {{"/bic", "invalid"}}},
      {"bic empty", iban_draft(), [](D& d) { d.bic = ""; }, {{"/bic", "invalid"}}},
      {"other country", iban_draft(), [](D& d) { d.country = "FR"; }, {{"/country", "invalid"}}},
      {"us members",
       iban_draft(),
       [](D& d) { d.routing_number = "021000021"; },
       {{"/routing_number", "invalid"}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    BankAccountDraft draft = row.draft;
    row.spoil(draft);
    CHECK(faults(draft) == row.expected);
  }
  BankAccountDraft empty;
  CHECK(faults(empty, "/account").size() == 4);
  CHECK(faults(empty, "/account").contains("/account/routing_number"));
}

TEST_CASE("bank account: a refusal never repeats the number") {
  BankAccountDraft draft = ach_draft();
  draft.routing_number = "987654321";
  draft.account_number = "55512340000000000000";
  const auto result = checked_bank_account(draft);
  REQUIRE_FALSE(result);
  CHECK(result.error().detail.find("98765") == std::string::npos);
  CHECK(result.error().detail.find("5551") == std::string::npos);
}

TEST_CASE("routing numbers: any one changed digit and any two swapped unequal neighbours are noticed") {
  for (const char* good : {"021000021", "011401533", "121042882", "091400606", "322271627", "110000000"})
    CHECK(is_routing_number(good));
  for (const char* bad : {"000000000", "001000007", "801000003", "02100002A", "0210000210", ""})
    CHECK_FALSE(is_routing_number(bad));
  const std::string good = "121042882";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string other = good;
      other[i] = c;
      CHECK(is_routing_number(other) == (c == good[i]));
    }
  }
}

TEST_CASE("iban: the registry's examples pass; a changed digit, a swap, a length and a structure do not") {
  for (const char* good : {"AL47212110090000000235698741",
                           "AT611904300234573201",
                           "BE68539007547034",
                           "BR1800360305000010009795493C1",
                           "CH9300762011623852957",
                           "CR05015202001026284066",
                           "DE89370400440532013000",
                           "DK5000400440116243",
                           "EE382200221020145685",
                           "ES9121000418450200051332",
                           "FI2112345600000785",
                           "FR1420041010050500013M02606",
                           "GB29NWBK60161331926819",
                           "GR1601101250000000012300695",
                           "IE29AIBK93115212345678",
                           "IT60X0542811101000000123456",
                           "LU280019400644750000",
                           "MT84MALT011000012345MTLCAST001S",
                           "NL91ABNA0417164300",
                           "NO9386011117947",
                           "PL61109010140000071219812874",
                           "PT50000201231234567890154",
                           "SA0380000000608010167519",
                           "SE4550000000058398257466",
                           "TR330006100519786457841326"}) {
    CAPTURE(good);
    CHECK_FALSE(iban_fault(good));
  }
  for (const char* bad : {"", "DE", "XX8937040044053201300", "US89370400440532013000",
                          "DE8937040044053201300", "DE893704004405320130000", "DE8937040044053201300A",
                          "GB29123460161331926819", "DE98370400440532013000", "NL91ABNA0417164301",
                          "de89370400440532013000", "GB29NWBK60161331926\xc3\xa9"}) {
    CAPTURE(bad);
    CHECK(iban_fault(bad));
  }
  const std::string good = "DE89370400440532013000";
  for (std::size_t i = 2; i < good.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string other = good;
      other[i] = c;
      CHECK(iban_fault(other).has_value() == (c != good[i]));
    }
    if (i + 1 < good.size() && good[i] != good[i + 1]) {
      std::string swapped = good;
      std::swap(swapped[i], swapped[i + 1]);
      CHECK(iban_fault(swapped));
    }
  }
}

TEST_CASE("bic") {
  for (const char* good : {"DEUTDEFF", "DEUTDEFF500", "NEDSZAJJXXX"}) CHECK(is_bic(good));
  for (const char* bad :
       {"", "DEUTDEF", "DEUTDEFFX", "DEUTDEFF50", "DEUT1EFF", "deutdeff", "DEUTDE0F", "DEUTDEFO"})
    CHECK_FALSE(is_bic(bad));
}

}  // namespace
}  // namespace daybook
