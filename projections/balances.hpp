#pragma once
// What each payee is owed, by component: the first four columns equal the payee's accounts (credit positive),
// `paid` is what completed payouts paid out, less those that were returned.

#include "projections/posting.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct BalanceRow {
  static constexpr std::string_view table = "balances";
  static constexpr int key_columns = 3;
  static constexpr Keep keep = Keep::add;
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

void fold_balances(const Recorded& recorded, const std::vector<Posting>& entry, ReadModels& models);

}  // namespace daybook
