#pragma once
// Lines of both sides for tests of projections/reconciliation.hpp.

#include <doctest/doctest.h>

#include "projections/reconciliation.hpp"
#include "tests/support/given.hpp"

namespace daybook::given {

inline const Currency kUsd = currency("USD");
/// November 2026 from its 21st day on, for ten days.
inline std::map<Currency, Span> span(std::int64_t days = 10) { return {{kUsd, {day(0), day(days)}}}; }

inline CashLine our(std::int64_t position, Minor amount, std::int64_t at_day, std::string key = "") {
  CashLine line;
  line.position = position;
  line.at = day(at_day);
  line.amount = amount;
  line.currency = kUsd;
  line.key = std::move(key);
  return line;
}
inline CashLine their(std::string id, Minor amount, std::int64_t at_day, std::string key = "") {
  CashLine line = our(0, amount, at_day, std::move(key));
  line.id = std::move(id);
  return line;
}
inline CashLine by_amount(CashLine line) {
  line.by_amount = true;
  return line;
}
inline CashLine with_ref(CashLine line, std::string ref) {
  line.refs.push_back(std::move(ref));
  return line;
}

/// Feeds both sides in the order of time, as the adapter does.
inline std::vector<Break> reconciled(Reconciler& reconciler, std::vector<CashLine> ours,
                                     std::vector<CashLine> theirs) {
  const auto earlier = [](const CashLine& a, const CashLine& b) { return a.at < b.at; };
  std::stable_sort(ours.begin(), ours.end(), earlier);
  std::stable_sort(theirs.begin(), theirs.end(), earlier);
  std::size_t o = 0, t = 0;
  while (o < ours.size() || t < theirs.size()) {
    if (t == theirs.size() || (o < ours.size() && ours[o].at < theirs[t].at)) {
      reconciler.ours(ours[o++]);
    } else {
      reconciler.theirs(theirs[t++]);
    }
  }
  return reconciler.finish();
}

}  // namespace daybook::given
