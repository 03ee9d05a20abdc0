#include "adapters/export/beancount_account.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <regex>
#include <stdexcept>

namespace daybook::exports {
namespace {

TEST_CASE("beancount accounts: our chart") {
  struct Row {
    const char* ours;
    const char* theirs;
  };
  const Row rows[] = {
      {"assets:stripe", "Assets:Stripe"},
      {"income:platform:brokers", "Income:Platform:Brokers"},
      {"expenses:supplier_not_refunded", "Expenses:Supplier-Not-Refunded"},
      {"equity:x", "Equity:X78"},
      {"liabilities:brokers:0192f0c1-2d3e-7f00-8000-0000000000aa:available:revenue_share",
       "Liabilities:Brokers:0192f0c1-2d3e-7f00-8000-0000000000aa:Available:Revenue-Share"},
      {"liabilities:unapplied:a192f0c1-2d3e-7f00-8000-0000000000aa",
       "Liabilities:Unapplied:A192f0c1-2d3e-7f00-8000-0000000000aa"},
      {"liabilities:supplier:a-b", "Liabilities:Supplier:A-b"},
      {"liabilities:supplier:a_b", "Liabilities:Supplier:A-B"},
      {"liabilities:supplier:a_1", "Liabilities:Supplier:AX5F1"},
      {"liabilities:supplier:a__b", "Liabilities:Supplier:AX5F-B"},
      {"liabilities:supplier:a_", "Liabilities:Supplier:AX5F"},
      {"liabilities:supplier:_a", "Liabilities:Supplier:X5Fa"},
      {"liabilities:supplier:-a", "Liabilities:Supplier:X2Da"},
      {"liabilities:supplier:a_x", "Liabilities:Supplier:AX5Fx"},
      {"liabilities:supplier:max", "Liabilities:Supplier:Max"},
      {"liabilities:supplier:Ab", "Liabilities:Supplier:X41b"},
      {"liabilities:supplier:\xC3\xA9", "Liabilities:Supplier:XC3XA9"},
      {"liabilities:supplier:", "Liabilities:Supplier:X-"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.ours);
    CHECK(beancount_account(row.ours) == row.theirs);
  }
  CHECK_THROWS_AS(beancount_account("assets"), std::invalid_argument);
  CHECK_THROWS_AS(beancount_account("Assets:x"), std::invalid_argument);
  CHECK_THROWS_AS(beancount_account("other:x"), std::invalid_argument);
  CHECK_THROWS_AS(beancount_account(""), std::invalid_argument);
}

/// Beancount 2.3's own rule for the parts after the root, in ASCII.
const std::regex kPart("[A-Z0-9][A-Za-z0-9-]*");

TEST_CASE("beancount accounts: no two names become one, and each is an account") {
  const auto seed = std::random_device{}();
  MESSAGE("seed ", seed);
  std::mt19937 random(seed);
  // What could be confused: letters that escapes use, digits, dashes, underscores, capitals, other bytes.
  const std::string letters = "xa5f2d-_X0B \xC3.";
  std::map<std::string, std::string> ours_of;
  const auto check = [&](const std::string& part) {
    const std::string theirs = beancount_account("assets:" + part);
    const auto [known, is_new] = ours_of.try_emplace(theirs, part);
    if (!is_new && known->second != part)
      FAIL_CHECK("both \"" << part << "\" and \"" << known->second << "\"");
    if (!std::regex_match(theirs.substr(7), kPart)) FAIL_CHECK("no account: " << theirs);
  };
  for (const char a : letters)
    for (const char b : letters)
      for (const char c : letters)
        for (const char d : letters) check({a, b, c, d});
  for (int i = 0; i < 50'000; ++i) {
    std::string part(random() % 9, ' ');
    for (char& c : part) c = letters[random() % letters.size()];
    check(part);
  }
  CHECK(ours_of.size() > 20'000);
}

}  // namespace
}  // namespace daybook::exports
