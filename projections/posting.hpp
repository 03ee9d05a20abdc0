#pragma once
// The posting rules: which accounts a fact debits and credits. Source: domain rules, "Chart of accounts".
// They are part of an event version's meaning: to change one, add an event version.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "events/envelope.hpp"

namespace daybook {

enum class BalanceComponent { revenue_share, markup, adjustments };
BOOST_DESCRIBE_ENUM(BalanceComponent, revenue_share, markup, adjustments)

enum class PayeeAccount { pending, available, held, in_transit };
BOOST_DESCRIBE_ENUM(PayeeAccount, pending, available, held, in_transit)

/// Which of a payee's accounts a posting touches: liabilities:brokers:<payee>:<account>:<component>.
struct PayeePart {
  BrokerId payee;
  PayeeAccount account = PayeeAccount::available;
  BalanceComponent component = BalanceComponent::revenue_share;
};

struct Posting {
  std::string account;
  Minor amount;  ///< debit positive, credit negative; never zero
  Currency currency;
  std::optional<PayeePart> payee_part;  ///< set for a payee's accounts only
};

/// The entry of one fact, in one currency; empty when it moves no money. Throws std::logic_error when it does
/// not sum to zero: the fact is poisoned.
std::vector<Posting> post(const Recorded& recorded);
/// The types of events that may move money.
const std::vector<std::string>& posting_types();

}  // namespace daybook
