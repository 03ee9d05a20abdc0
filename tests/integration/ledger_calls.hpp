#pragma once
// Looking at the ledger and posting to its routes, for tests of adjust_ledger_test.cpp and
// settle_accounts_test.cpp.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>

#include "tests/support/business.hpp"

namespace daybook::test {

inline std::string adjustments_of(const Broker& broker) {
  return "liabilities:brokers:" + broker.id + ":available:adjustments";
}

/// What an account holds in USD; every currency's sum must be 0.
inline std::int64_t account(Daybook& daybook, const std::string& name) {
  const auto balance = must(daybook.get(daybook.admin("AUDITOR"), "/api/ledger/trial-balance"));
  std::int64_t held = 0;
  for (std::size_t i = 0; i < balance["currencies"].size(); ++i) {
    const auto currency = balance["currencies"][i];
    CHECK(currency["difference"].integer() == 0);
    for (std::size_t j = 0; j < currency["accounts"].size(); ++j)
      if (currency["currency"].text() == "USD" && currency["accounts"][j]["account"].text() == name)
        held = currency["accounts"][j]["balance"].integer();
  }
  return held;
}

inline HttpAnswer post_ledger(Daybook& daybook, const Caller& who, const std::string& end,
                              const std::string& body, const std::string& key = "") {
  std::multimap<std::string, std::string> headers;
  if (!key.empty()) headers.emplace("Idempotency-Key", key);
  return daybook.call(who, "POST", "/api/ledger/" + end, body, headers);
}

/// {year, month}, in UTC.
inline std::pair<int, int> this_month() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return {utc.tm_year + 1900, utc.tm_mon + 1};
}

}  // namespace daybook::test
