#pragma once
// For the tests of the posting rules: the parties, and an entry as plain pairs.

#include <utility>

#include "tests/unit/projections/history.hpp"

namespace daybook::test {

inline const BrokerId kBroker = id_of<BrokerId>(1);
inline const OrderId kOrder = id_of<OrderId>(2);
inline const PayoutId kPayout = id_of<PayoutId>(3);
inline const PaymentId kPayment = id_of<PaymentId>(4);
inline const std::string kPayee = "liabilities:brokers:00000000-0000-0000-0000-000000000001:";
inline const std::string kUnapplied = "liabilities:unapplied:00000000-0000-0000-0000-000000000004";

using Lines = std::vector<std::pair<std::string, std::int64_t>>;

/// What a fact posts, in order: account and debit.
inline Lines posted(Event event) {
  History history;
  Lines lines;
  for (const Posting& p : post(history.add(std::move(event)))) lines.emplace_back(p.account, p.amount.value);
  return lines;
}

}  // namespace daybook::test
