#pragma once
// In which live payout each line is, as the read models' payouts have it.

#include <doctest/doctest.h>

#include <map>

#include "projections/read_models.hpp"

namespace daybook::test {

inline std::map<std::int64_t, PayoutId> live_payouts(ReadModels& models) {
  std::map<std::int64_t, PayoutId> payouts;
  models.payouts.each([&](const PayoutRow& row) {
    if (!row.state.value.live()) return;
    for (const std::int64_t line : row.state.value.lines) CHECK(payouts.emplace(line, row.id).second);
  });
  return payouts;
}

}  // namespace daybook::test
