#pragma once
// The statement of the golden files: four currencies with 0, 2, 3 and 9 decimals, every kind of line that
// facts make today, a line recorded late, a negative closing balance.

#include "tests/unit/projections/statement_given.hpp"

namespace daybook::test {

inline Statement sample_statement() {
  const Currency yen = parse_currency("JPY").value();
  const Currency dinar = parse_currency("BHD").value();
  const Currency nine = parse_currency("ICP").value();
  Terms percent;
  percent.revenue_share = {173'500};
  percent.markup_percent = {25'000};
  Terms fixed = percent;
  fixed.markup_type = MarkupType::FIXED;
  fixed.markup_fixed = Minor(99);
  const Deal dollars = deal(1, kUsd, percent, {{Minor(10'005), 1}, {Minor(2'675), 2}});
  const Deal yens = deal(2, yen, fixed, {{Minor(5'000), 3}});
  const Deal dinars = deal(3, dinar, percent, {{Minor(1'234'567), 1}});
  const Deal nines = deal(4, nine, percent, {{Minor(1'234'567'891'234), 1}});
  const auto day = [](int n) { return at_time(fmt::format("2026-11-{:02}T17:30:00Z", n).c_str()); };
  PayeeFacts facts;
  facts.captured(dollars, at_time("2026-10-15T12:00:00Z"), at_time("2026-10-15T12:00:01Z"));
  facts.captured(yens, day(1), day(2));
  facts.refunded(dollars, Minor(0), Minor(300), day(3), day(3));
  facts.refunded(dollars, Minor(300), Minor(5'000), day(4), day(4));
  facts.captured(dollars, day(5), day(28));
  facts.payout({Minor(1'500), Minor(200), Minor(0)}, kUsd, day(6), day(6));
  facts.payout_failed({Minor(1'500), Minor(200), Minor(0)}, kUsd, day(7), day(7));
  facts.released(dinars, dinars.parts.share - Minor(7), dinars.parts.markup, day(8), day(8));
  facts.payout({dinars.parts.share, dinars.parts.markup, Minor(500)}, dinar, day(9), day(9));
  facts.captured(nines, day(10), day(10));
  facts.captured(dollars, at_time("2026-12-01T05:00:00Z"),
                 at_time("2026-12-01T05:00:00Z"));  // December there
  facts.payout({Minor(100), Minor(0), Minor(0)}, kUsd, day(30), day(30));
  facts.captured(dollars, day(11), day(11));  // behind the position
  return facts.statement({2026, 11}, Zone("America/New_York"), 12);
}

}  // namespace daybook::test
