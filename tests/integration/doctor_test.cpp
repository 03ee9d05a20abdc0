// `daybook doctor` on whoever else must answer: it says who does, and what to mend when somebody does not.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/stripe_shop.hpp"
#include "tests/support/supplier_simulator.hpp"

namespace daybook::test {
namespace {

struct Outside {
  StripeStandIn stripe{{"--webhook-secret", Daybook::webhook_secret(), "--api-key", StripeShop::kKey}};
  SupplierSimulator supplier;

  /// What a doctor says of this [stripe] and this supplier's key; no process runs.
  ProcessResult doctor(const std::string& stripe_lines, const std::string& supplier_key) const {
    DaybookOptions options{.kafka = false, .roles = {}};
    options.stripe = stripe_lines;
    options.programme =
        fmt::format("[supplier]\nbase_url = \"{}\"\napi_key = \"{}\"\n", supplier.url(), supplier_key);
    return Daybook(options).run({"doctor"});
  }
};

TEST_CASE_FIXTURE(Outside, "doctor: asks Stripe and the supplier, and says how they answered") {
  const auto healthy = doctor(
      fmt::format("api_key = \"{}\"\nbase_url = \"{}\"\n", StripeShop::kKey, stripe.url()), supplier.key());
  CHECK_MESSAGE(healthy.code == 0, healthy.text);
  for (const char* line : {"ok    Stripe's webhooks: signed with one secret", "in test mode",
                           "its price list has 3 cards", "ok    mail: not configured"})
    CHECK_MESSAGE(healthy.text.find(line) != std::string::npos, line, " is not in: ", healthy.text);
}

TEST_CASE_FIXTURE(Outside,
                  "doctor: a wrong key, the other mode and a live shop without an address are told") {
  struct Row {
    std::string stripe, key;
    const char* said;
  };
  const std::string base = fmt::format("base_url = \"{}\"\n", stripe.url());
  for (const Row& row : {Row{"api_key = \"sk_test_another_key\"\n" + base, supplier.key(), "FAIL  Stripe: "},
                         Row{"mode = \"live\"\n" + base, supplier.key(), "http.public_url is empty"},
                         Row{base, "wrong", "check supplier.base_url and supplier.api_key"}}) {
    CAPTURE(row.stripe);
    const auto result = doctor(row.stripe, row.key);
    CHECK(result.code == 1);
    CHECK_MESSAGE(result.text.find(row.said) != std::string::npos, result.text);
    CHECK(result.text.find("sk_test_another_key") == std::string::npos);
  }
  std::string refusal;
  try {
    doctor("mode = \"sandbox\"\n" + base, supplier.key());
  } catch (const std::runtime_error& e) {  // of the migration before it
    refusal = e.what();
  }
  CHECK_MESSAGE(refusal.find("stripe.mode must be \"test\" or \"live\"") != std::string::npos, refusal);
}

}  // namespace
}  // namespace daybook::test
