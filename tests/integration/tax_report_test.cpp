// The tax office's totals, over HTTP.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/integration/bank_desk.hpp"

namespace daybook::test {
namespace {

TEST_CASE("1099-NEC: a year's totals as the log stood, without what came back or went through others") {
  BankDesk desk;
  Daybook& daybook = desk.daybook;
  const auto one = desk.payee("one@example.com", ach("7364519820"));
  const auto two = desk.payee("two@example.com", "");
  const auto payouts = desk.payouts();
  must(daybook.call(desk.maker, "PATCH", "/api/payouts/" + payouts.at(two.id),
                    R"({"version":1,"payment_method":"PAYPAL"})"));
  must(daybook.call(desk.checker, "POST", "/api/payouts/" + payouts.at(two.id) + "/approve",
                    R"({"version":2})"));
  for (const auto& [broker, payout] : payouts) {
    must(daybook.call(desk.maker, "POST", "/api/payouts/" + payout + "/process", "{}"));
    must(daybook.call(desk.maker, "POST", "/api/payouts/" + payout + "/complete",
                      R"({"transaction_id":"t"})"));
  }
  must(daybook.call(desk.maker, "PUT", "/api/brokers/" + one.id + "/tax-form",
                    R"({"form":"W9","tin_kind":"EIN","tin":"12-3456789","legal_name":"Hopper, Inc.",)"
                    R"("classification":"c_corporation","signed_on":"2026-01-15"})"));
  const auto at = daybook.position();
  const std::string target = fmt::format("/api/reports/1099-nec?year={}", desk.today.year);
  const auto now = checked(daybook.get(desk.maker, target), "Form1099Nec");
  CHECK(now["reportable"].integer() == 1'986);
  CHECK(now["not_reportable"].integer() == 1'986);
  CHECK(now["threshold"].integer() == (desk.today.year <= 2025 ? 60'000 : 200'000));
  REQUIRE(now["payees"].size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto payee = now["payees"][i];
    const bool first = payee["broker_id"].text() == one.id;
    CHECK(payee["by_method"][first ? "ACH" : "PAYPAL"].integer() == 1'986);
    CHECK(payee["tin"].is_null() == !first);
    if (first) CHECK(payee["tin"].text() == "••-•••6789");
    CHECK(!payee["reported"].boolean());
  }
  must(daybook.call(desk.maker, "POST", "/api/payouts/" + payouts.at(one.id) + "/return",
                    R"({"return_code":"R03","reason":"no account","reference":"091000019000001"})"));
  const auto later = checked(daybook.get(desk.maker, target), "Form1099Nec");
  CHECK(later["reportable"].integer() == 0);
  CHECK(later["returned"].integer() == 1'986);
  const auto then = daybook.get(desk.maker, fmt::format("{}&position={}", target, at));
  CHECK(checked(then, "Form1099Nec")["reportable"].integer() == 1'986);
  CHECK(daybook.get(desk.maker, fmt::format("{}&position={}", target, at)).body == then.body);
  CHECK(must(daybook.get(desk.maker, "/api/reports/1099-nec?year=2001"))["payees"].size() == 0);
  const auto csv = daybook.get(desk.maker, fmt::format("{}&position={}&format=csv", target, at));
  CHECK(csv.body.find("\"Hopper, Inc.\"") != std::string::npos);
  CHECK(csv.body.find("19.86,19.86,0.00,\r\n") != std::string::npos);
  CHECK(daybook.get(desk.maker, "/api/reports/1099-nec").pointer() == "?year");
  CHECK(daybook.get(desk.maker, target + "&position=99999999").pointer() == "?position");
}

}  // namespace
}  // namespace daybook::test
