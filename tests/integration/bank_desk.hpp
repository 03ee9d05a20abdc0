#pragma once
// Payees with bank accounts, their payouts, and the two who pay them: what the tests of files for the bank
// and from it begin with.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>
#include <map>
#include <string>

#include "tests/support/business.hpp"
#include "tests/support/json_schema.hpp"

namespace daybook::test {

/// What the bank agreed with us.
inline const std::string kBank =
    "[bank]\ncompany_name = \"Tradeline Example\"\ncompany_id = \"1123456789\"\nodfi_routing = "
    "\"121042882\"\n"
    "odfi_name = \"EXAMPLE BANK\"\niban = \"DE02120300000000202051\"\nbic = \"BYLADEM1001\"\n";

inline std::string ach(const std::string& number) {
  return fmt::format(R"({{"kind":"ach","holder_name":"Grace Hopper","routing_number":"021000021",)"
                     R"("account_number":"{}","account_type":"checking"}})",
                     number);
}
inline const std::string kIban =
    R"({"kind":"iban","holder_name":"Zoë Müller","iban":"DE89370400440532013000","bic":"COBADEFF"})";

/// The answer of 2xx, fitting its schema.
inline Json checked(const HttpAnswer& answer, const char* schema) {
  CAPTURE(answer.body);
  for (const auto& violation : violations(schema, answer.body)) FAIL_CHECK(violation);
  return must(answer);
}

/// Today, in UTC.
struct Month {
  Month() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    year = utc.tm_year + 1900;
    month = utc.tm_mon + 1;
    day = fmt::format("{:04}-{:02}-{:02}", year, month, utc.tm_mday);
  }
  int year, month;
  std::string day;
};

struct BankDesk {
  explicit BankDesk(const std::string& settings = kBank)
      : daybook({.kafka = false, .programme = "account_change_delay_hours = 1\n" + settings}) {
    import_cards(daybook, 50);
    maker = daybook.admin("ACCOUNTANT", 1);
    checker = daybook.admin("ACCOUNTANT", 2);
  }
  /// A broker with money and, unless empty, an approved account.
  Broker payee(const std::string& email, const std::string& account) {
    const auto broker = approved_broker(daybook, email);
    pay_by_wire(daybook, place_order(daybook, broker));
    if (!account.empty()) give_account(broker, account);
    return broker;
  }
  void give_account(const Broker& broker, const std::string& account) {
    const std::string path = "/api/brokers/" + broker.id + "/payout-account";
    const auto change = must(daybook.call(maker, "PUT", path, account))["pending"]["change_id"].text();
    must(daybook.call(checker, "POST", path + "/approve", fmt::format(R"({{"change_id":"{}"}})", change)));
  }
  /// The month's payouts, all approved; their ids by payee.
  std::map<std::string, std::string> payouts() {
    const auto made =
        must(daybook.call(maker, "POST", "/api/payouts/run",
                          fmt::format(R"({{"year":{},"month":{}}})", today.year, today.month)))["created"];
    std::map<std::string, std::string> out;
    for (std::size_t i = 0; i < made.size(); ++i) {
      const auto id = made[i]["id"].text();
      must(daybook.call(checker, "POST", "/api/payouts/" + id + "/approve", R"({"version":1})"));
      out[made[i]["broker_id"].text()] = id;
    }
    return out;
  }
  HttpAnswer make(const std::string& format, const std::string& which = "") {
    daybook.get(maker, "/api/payouts/pending");  // the read models know of everything
    return daybook.call(
        maker, "POST", "/api/payouts/files",
        fmt::format(R"({{"format":"{}","currency":"USD","value_date":"{}"{}}})", format, today.day, which));
  }
  HttpAnswer returned(const std::string& bytes, const char* type = "text/plain") {
    return daybook.call(maker, "POST", "/api/payouts/returns", bytes, {{"Content-Type", type}});
  }
  std::string status(const std::string& payout) {
    return must(daybook.get(maker, "/api/payouts/" + payout))["status"].text();
  }

  Daybook daybook;
  Month today;
  Caller maker, checker;
};

/// The line of the answer about this payout.
inline Json line_of(const Json& file, const std::string& payout) {
  for (std::size_t i = 0; i < file["payouts"].size(); ++i)
    if (file["payouts"][i]["payout_id"].text() == payout) return file["payouts"][i];
  FAIL("no such payout in the file");
  return {};
}

}  // namespace daybook::test
