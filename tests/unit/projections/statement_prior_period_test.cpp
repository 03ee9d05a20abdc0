// A line that came after its own month was closed says so, and leaves every other statement's bytes alone.

#include <doctest/doctest.h>

#include "events/codec/json_write.hpp"
#include "tests/unit/projections/statement_given.hpp"

namespace daybook::test {
namespace {

TEST_CASE("statement: a prior-period adjustment names its month, in the computation and in JSON") {
  StatementLine line;
  line.rounding = "as posted";
  CHECK(json::to_json(std::vector<StatementLine>{line}).find("prior_period") == std::string::npos);
  CHECK(json::to_json(std::vector<StatementLine>{line}).ends_with(",\"position\":0}]"));
  line.prior_period = "2026-10";
  CHECK(json::to_json(std::vector<StatementLine>{line})
            .ends_with(",\"position\":0,\"prior_period\":\"2026-10\"}]"));

  const BrokerId payee = id_of<BrokerId>(7);
  AdjustmentApproved e;
  e.adjustment_id = id_of<AdjustmentId>(1);
  e.payee = payee;
  e.postings = {{"assets:bank", Minor(5)},
                {"liabilities:brokers:" + payee.str() + ":available:adjustments", Minor(-5)}};
  Envelope at;
  at.position = {9};
  at.effective_at = at.recorded_at = at_time("2026-11-03T10:00:00Z");
  StatementEntry entry;
  entry.line.kind = StatementKind::adjustment;
  entry.line.position = 9;
  entry.line.at = at.effective_at;
  entry.line.adjustments = Minor(5);
  const auto statement = [&](const StatementEntry& one) {
    StatementEntry explained = one;
    explain(explained, payee, {at, e}, nullptr);
    return make_statement({payee, {2026, 11}, Zone(), 9, kUsd}, {}, {explained});
  };
  CHECK(statement(entry).template_version == kStatementTemplate);
  entry.line.prior_period = "2026-10";
  entry.line.own_date = at_time("2026-10-31T22:00:00Z");
  const Statement late = statement(entry);
  CHECK(late.template_version == kStatementTemplateWithPriorPeriods);
  CHECK(late.currencies.front().lines.front().rounding.starts_with(
      "prior-period adjustment of 2026-10, dated 2026-10-31T22:00:00.000000Z: "));
  CHECK(statement_json(late).find("\"prior_period\":\"2026-10\"") != std::string::npos);
}

}  // namespace
}  // namespace daybook::test
