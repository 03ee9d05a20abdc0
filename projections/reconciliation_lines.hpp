#pragma once
// Both sides in the form that they are compared in: what an imported line is about, and what an entry of ours
// is about.

#include "events/event_catalog.hpp"
#include "projections/reconciliation.hpp"
#include "projections/statement_imports.hpp"

namespace daybook {

inline constexpr std::string_view kStripeAccount = "assets:stripe";
inline constexpr std::string_view kBankAccount = "assets:bank";

/// What Stripe's reporting_category, or its type, is about. Source: Stripe's documentation, "Reporting
/// categories and types".
MoneyKind stripe_kind(const std::string& type);

/// One line, or two: of a charge or a refund, the fee is a line of its own, since we record it as a fact of
/// its own. `order`: whose payment it is, where that is known.
std::vector<CashLine> their_lines(const StatementLineRow& row, const std::optional<OrderId>& order);

/// A posting to the account.
struct OurEntry {
  std::int64_t position = 0;
  Instant at;
  std::string type;  ///< the event's
  std::optional<OrderId> order_id;
  std::optional<std::string> order_number;
  Currency currency;
  Minor amount;
};
/// Whether the event's own payload is needed to know what the entry is about.
bool needs_event(const std::string& type, std::string_view account);
/// `event` may be null where it is not needed. `batch`: the payment file that the event's payout went out in.
CashLine our_line(const OurEntry& entry, std::string_view account, const Event* event,
                  const std::map<PayoutId, BankFileId>& batches);

}  // namespace daybook
