#pragma once
// What each payee is owed, by component: the first four columns equal the payee's accounts (credit positive),
// `paid` is what completed payouts paid out, less those that were returned. Not stored: a payee's open block
// (payee_blocks.hpp) says it.

#include <vector>

#include "projections/payee_blocks.hpp"

namespace daybook {

struct BalanceRow {
  BrokerId payee;
  Currency currency;
  BalanceComponent component = BalanceComponent::revenue_share;
  Minor pending;
  Minor available;
  Minor held;
  Minor in_transit;
  Minor paid;
};
BOOST_DESCRIBE_STRUCT(BalanceRow, (),
                      (payee, currency, component, pending, available, held, in_transit, paid))

/// Of what anything ever happened to, by payee, currency and component.
std::vector<BalanceRow> balances_of(const ReadModels& models);

}  // namespace daybook
