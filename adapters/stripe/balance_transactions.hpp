#pragma once
// Stripe's balance transactions as lines of a statement: the API's list, and the CSV of Stripe's reports.
// Descriptions, customers and metadata are not read. Source: Stripe's API reference, "Balance transactions";
// the report types balance_change_from_activity.itemized and ending_balance_reconciliation.itemized, and the
// Dashboard's export of balance history.

#include <string_view>

#include "core/period.hpp"
#include "core/result.hpp"
#include "events/reconciliation/import_statement.hpp"

namespace daybook::stripe {

/// The body of GET /v1/balance_transactions: {"object":"list","data":[…]}, a page or all pages' data in one
/// list. Sources may be ids or, with expand[]=data.source, objects: only these name the payment intent, by
/// which a charge or refund finds its order for sure. Amounts are in Stripe's minor units. Refusals point
/// into the body ("/data/3/net").
Result<std::vector<ReadStatement>> read_balance_list(std::string_view body, const Zone& zone, Instant now);

/// Columns, by name: balance_transaction_id (or id); created_utc, or created in the zone; currency; gross (or
/// amount), fee, net, as decimals; reporting_category (or type); source_id (or source); payment_intent_id and
/// charge_id where the report has them. Refusals are of a line (refuse_line).
Result<std::vector<ReadStatement>> read_balance_csv(std::string_view bytes, const Zone& zone, Instant now);

/// What both readers end with: the lines in the order of time, over whole days of the zone, and not beyond
/// `now`.
ReadStatement stripe_statement(std::vector<ImportedLine> lines, const Zone& zone, Instant now);

/// An id of Stripe's: 1 to 100 of letters, digits and "_".
bool is_stripe_id(std::string_view text);
/// A type or a reporting category: 1 to 64 of a-z and "_".
bool is_stripe_word(std::string_view text);

}  // namespace daybook::stripe
