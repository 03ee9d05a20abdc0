#pragma once
// Payment files for the tests of the bank formats: one fixed, and random ones whose accounts pass every
// check.

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <random>

#include "adapters/bank/payment_file.hpp"
#include "tests/support/source_dir.hpp"

namespace daybook::test {

using bank::AchOriginator;
using bank::Debtor;
using bank::PaymentFile;
using bank::PaymentLine;

inline std::string bank_golden(const char* name) {
  std::ifstream file(source_dir() / "tests/golden/bank" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline BankAccount us_account(std::string holder, std::string routing, std::string number,
                              AchAccountType type = AchAccountType::checking) {
  return {std::move(holder), "US", AchAccount{std::move(routing), std::move(number), type}};
}
inline BankAccount iban_account(std::string holder, std::string iban, std::string bic = "") {
  std::string country = iban.substr(0, 2);
  return {std::move(holder), std::move(country), IbanAccount{std::move(iban), std::move(bic)}};
}
inline PayoutId payout_id(const char* last_digits) {
  return *PayoutId::parse(std::string("0197a3c0-5d10-7a11-8b22-000000000") + last_digits);
}

inline AchOriginator sample_originator() {
  AchOriginator originator;
  originator.odfi_routing = "121042882";
  originator.odfi_name = "Wells Fargo Bank";
  originator.immediate_origin = "1123456789";
  originator.company_name = "Daybook Commissions";
  originator.company_id = "1123456789";
  return originator;
}

inline Debtor sample_debtor() {
  Debtor debtor;
  debtor.account = iban_account("Daybook & Söhne GmbH", "DE89370400440532013000", "COBADEFFXXX");
  debtor.organisation_id = "DB4711";
  return debtor;
}

inline PaymentFile sample_file(const char* currency) {
  PaymentFile file;
  file.id = *bank::FileId::parse("0197a3c0-5d10-7a11-9c33-0123456789ab");
  file.created_at = *parse_instant("2026-11-30T21:07:45.250000Z");
  file.value_date = "2026-12-02";
  file.currency = *parse_currency(currency);
  return file;
}

inline PaymentFile sample_us_file() {
  PaymentFile file = sample_file("USD");
  file.lines = {
      {payout_id("001"), "Ann Lee", us_account("Ann Lee", "021000021", "000123456789"), Minor(125050),
       "October"},
      {payout_id("002"), "Zoë",
       us_account("Zoë Brömmel-Øster & Co", "322271627", "99887A", AchAccountType::savings), Minor(1), ""},
      {payout_id("003"), "Big",
       us_account("A Very Long Company Name Incorporated", "091400606", "12345678901234567"),
       Minor(9'999'999'999), "Q3 <final> & \"last\""},
  };
  return file;
}

inline PaymentFile sample_sepa_file() {
  PaymentFile file = sample_file("EUR");
  file.lines = {
      {payout_id("011"), "Zoë", iban_account("Zoë Müller", "FR1420041010050500013M02606"), Minor(100),
       "Provision // Okt /"},
      {payout_id("012"), "=cmd",
       iban_account("Łukasz \"Ł\" Nowak", "PL61109010140000071219812874", "BREXPLPWXXX"), Minor(1234567),
       "Commission for <October> & November"},
  };
  return file;
}

using Random = std::mt19937_64;

inline std::string random_digits(Random& random, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>('0' + random() % 10);
  return out;
}

/// A routing number of the first Federal Reserve districts with its check digit.
inline std::string random_routing(Random& random) {
  std::string digits = fmt::format("{:02}", 1 + random() % 12) + random_digits(random, 6);
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += (digits[i] - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1);
  return digits + static_cast<char>('0' + (10 - sum % 10) % 10);
}

/// A German IBAN: 98 less the remainder of "<18 digits>131400" ("DE00" at the end as numbers) modulo 97.
inline std::string random_iban(Random& random) {
  const std::string account = random_digits(random, 18);
  int rest = 0;
  for (const char c : account + "131400") rest = (rest * 10 + (c - '0')) % 97;
  return fmt::format("DE{:02}{}", 98 - rest, account);
}

inline PayoutId random_payout(Random& random) {
  PayoutId id;
  for (auto& byte : id.uuid.bytes) byte = static_cast<std::uint8_t>(random());
  return id;
}

/// One to 40 lines; `us`: to US accounts, else to IBANs.
inline PaymentFile random_file(Random& random, const char* currency, bool us, std::int64_t most) {
  PaymentFile file = sample_file(currency);
  file.first_trace = 1 + static_cast<std::int64_t>(random() % 9'000'000);
  file.file_of_day = static_cast<int>(random() % 36);
  const std::size_t count = 1 + random() % 40;
  for (std::size_t i = 0; i < count; ++i) {
    PaymentLine line;
    line.payout = random_payout(random);
    line.payee_name = line.account.holder_name = fmt::format("Payee {}", random() % 1000);
    line.account =
        us ? us_account(line.payee_name, random_routing(random), random_digits(random, 4 + random() % 14),
                        random() % 2 == 0 ? AchAccountType::checking : AchAccountType::savings)
           : iban_account(line.payee_name, random_iban(random), random() % 2 == 0 ? "DEUTDEFF" : "");
    const auto scale = random() % 3 == 0 ? static_cast<std::uint64_t>(most) : 100'000;
    line.amount = Minor(1 + static_cast<std::int64_t>(random() % scale));
    line.remittance = random() % 2 == 0 ? "" : "Commission <&> \"1\"";
    file.lines.push_back(std::move(line));
  }
  return file;
}

}  // namespace daybook::test
