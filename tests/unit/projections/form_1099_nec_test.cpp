#include "projections/form_1099_nec.hpp"

#include <doctest/doctest.h>

#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

TEST_CASE("1099-NEC: thresholds by year, and the operator's own") {
  CHECK(nec_threshold(2019, {}) == Minor(60'000));
  CHECK(nec_threshold(2025, {}) == Minor(60'000));
  CHECK(nec_threshold(2026, {}) == Minor(200'000));
  CHECK(nec_threshold(2027, {{2027, Minor(205'000)}}) == Minor(205'000));
  CHECK(nec_threshold(2028, {{2027, Minor(205'000)}}) == Minor(200'000));
}

TEST_CASE("1099-NEC: what counts, what others report, what came back") {
  const auto a = id<BrokerId>(1), b = id<BrokerId>(2), c = id<BrokerId>(3);
  const auto report = nec_report(2025, Minor(60'000),
                                 {{b, PayoutMethod::PAYPAL, Minor(90'000)},
                                  {a, PayoutMethod::ACH, Minor(40'000)},
                                  {b, PayoutMethod::CHECK, Minor(59'999)},
                                  {a, PayoutMethod::WIRE, Minor(20'000)},
                                  {a, PayoutMethod::ACH, Minor(70'000), true},
                                  {c, PayoutMethod::CASH, Minor(5), true},
                                  {a, PayoutMethod::CONNECT, Minor(7)}});
  REQUIRE(report.payees.size() == 3);
  const NecPayee& first = report.payees[0];
  CHECK(first.payee == a);
  CHECK(first.reportable == Minor(60'000));
  CHECK(first.not_reportable == Minor(7));
  CHECK(first.returned == Minor(70'000));
  CHECK(first.payouts == 3);
  CHECK(first.by_method.at(PayoutMethod::ACH) == Minor(40'000));
  CHECK(first.reported);  // exactly the threshold
  CHECK(!report.payees[1].reported);
  CHECK(report.payees[1].reportable == Minor(59'999));
  CHECK(report.payees[2].payouts == 0);
  CHECK(!report.payees[2].reported);
  CHECK(report.reportable == Minor(119'999));
  CHECK(report.not_reportable == Minor(90'007));
  CHECK(report.returned == Minor(70'005));
}
