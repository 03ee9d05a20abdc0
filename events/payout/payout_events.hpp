#pragma once
// Facts about paying a payee. Every event carries what its posting needs. Source: domain rules, "Payout".

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/uuid.hpp"

namespace daybook {

/// CONNECT: a transfer within Stripe.
enum class PayoutMethod { ACH, WIRE, CHECK, PAYPAL, CASH, MANUAL, CONNECT };
BOOST_DESCRIBE_ENUM(PayoutMethod, ACH, WIRE, CHECK, PAYPAL, CASH, MANUAL, CONNECT)

/// What a payout is made of, by component; one component may be negative, the total never is.
struct PayoutAmounts {
  Minor revenue_share;
  Minor markup;
  Minor adjustments;
  Minor total() const { return revenue_share + markup + adjustments; }
};
BOOST_DESCRIBE_STRUCT(PayoutAmounts, (), (revenue_share, markup, adjustments))

struct PayoutCreated {
  PayoutId payout_id;
  BrokerId payee;
  Instant period_start;
  Instant period_end;
  Currency currency;
  PayoutAmounts amounts;
  PayoutMethod payment_method = PayoutMethod::ACH;
  std::string made_by;              ///< admin id: may not approve it
  std::vector<std::int64_t> lines;  ///< positions of the ledger lines in it
};
BOOST_DESCRIBE_STRUCT(PayoutCreated, (),
                      (payout_id, payee, period_start, period_end, currency, amounts, payment_method, made_by,
                       lines))

struct PayoutEdited {
  PayoutId payout_id;
  BrokerId payee;
  std::int64_t version = 0;  ///< the new one; any approval is void
  PayoutMethod payment_method = PayoutMethod::ACH;
  std::optional<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(PayoutEdited, (), (payout_id, payee, version, payment_method, notes))

/// Binds payee, amount and version.
struct PayoutApproved {
  PayoutId payout_id;
  BrokerId payee;
  Minor total_amount;
  std::int64_t version = 0;
  std::string approved_by;
};
BOOST_DESCRIBE_STRUCT(PayoutApproved, (), (payout_id, payee, total_amount, version, approved_by))

struct PayoutProcessing {
  PayoutId payout_id;
  BrokerId payee;
};
BOOST_DESCRIBE_STRUCT(PayoutProcessing, (), (payout_id, payee))

struct PayoutCompleted {
  PayoutId payout_id;
  BrokerId payee;
  Currency currency;
  PayoutAmounts amounts;
  PayoutMethod payment_method = PayoutMethod::ACH;
  std::string transaction_id;
  std::optional<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(PayoutCompleted, (),
                      (payout_id, payee, currency, amounts, payment_method, transaction_id, notes))

struct PayoutFailed {
  PayoutId payout_id;
  BrokerId payee;
  Currency currency;
  PayoutAmounts amounts;  ///< go back to available; the lines are free again
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PayoutFailed, (), (payout_id, payee, currency, amounts, reason))

struct PayoutCancelled {
  PayoutId payout_id;
  BrokerId payee;
  Currency currency;
  PayoutAmounts amounts;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PayoutCancelled, (), (payout_id, payee, currency, amounts, reason))

/// The bank sent a completed payout's money back.
struct PayoutReturned {
  PayoutId payout_id;
  BrokerId payee;
  Currency currency;
  PayoutAmounts amounts;                            ///< go back to available; the lines are free again
  PayoutMethod payment_method = PayoutMethod::ACH;  ///< names the asset that paid and now has it back
  std::string return_code;                          ///< the bank's: a NACHA code such as "R03", an ISO reason
  std::string reference;                            ///< the bank's: the return entry's trace number
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PayoutReturned, (),
                      (payout_id, payee, currency, amounts, payment_method, return_code, reference, reason))

}  // namespace daybook
