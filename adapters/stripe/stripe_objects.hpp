#pragma once
// What Stripe's API answers, reduced to what decisions rest on. Amounts are in our minor units.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/stripe/stripe_form.hpp"
#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"

namespace daybook::stripe {

struct CheckoutSession {
  std::string id;                  ///< cs_…
  std::optional<std::string> url;  ///< where the customer pays, while it is open
  std::string status;              ///< open, complete, expired
  std::string payment_status;      ///< unpaid, paid, no_payment_required
  std::optional<std::string> payment_intent;
  std::optional<Minor> amount_total;
  std::optional<Currency> currency;
  Instant expires_at{};
  Metadata metadata;
  // Personal data: never into a log.
  std::optional<std::string> customer_email;
  std::optional<std::string> customer_name;
  std::optional<std::string> customer_phone;
};

struct StripeRefund {
  std::string id;      ///< re_…
  std::string status;  ///< pending, requires_action, succeeded, failed, canceled
  std::optional<std::string> payment_intent;
  std::optional<std::string> charge;
  Minor amount;
  Currency currency;
  std::optional<std::string> failure_reason;
  std::optional<std::string> balance_transaction;
  Instant created{};
  Metadata metadata;
};

struct StripeTransfer {
  std::string id;  ///< tr_…
  Minor amount;
  Minor amount_reversed;  ///< cumulative
  bool reversed = false;  ///< wholly
  Currency currency;
  std::optional<std::string> destination;  ///< acct_…
  std::optional<std::string> balance_transaction;
  std::optional<std::string> transfer_group;
  Instant created{};
  Metadata metadata;
};

struct TransferReversal {
  std::string id;  ///< trr_…
  std::string transfer;
  Minor amount;
  Currency currency;
  std::optional<std::string> balance_transaction;
};

struct ConnectedAccount {
  std::string id;  ///< acct_…
  bool charges_enabled = false;
  bool payouts_enabled = false;
  bool details_submitted = false;
  std::optional<std::string> transfers;    ///< the capability: active, inactive, pending
  std::vector<std::string> currently_due;  ///< what Stripe still wants to know
  std::optional<std::string> disabled_reason;
  std::optional<std::string> country;
  std::optional<std::string> default_currency;  ///< lower case, as Stripe says it
  Metadata metadata;
};

struct AccountLink {
  std::string url;  ///< works once, for a few minutes
  Instant expires_at{};
};

/// An event as List Events brings it: the same object that a webhook delivers.
struct ListedEvent {
  std::string id;
  std::string type;
  Instant created{};
  std::optional<std::string> account;
  std::string body;  ///< the whole event, minified
};
struct EventPage {
  std::vector<ListedEvent> events;  ///< newest first
  bool has_more = false;
};

struct BalanceTransaction {
  std::string id;    ///< txn_…
  std::string type;  ///< charge, refund, adjustment, transfer, payout, …
  Minor amount;
  Minor fee;
  Minor net;
  Currency currency;
  std::optional<std::string> source;
  Instant created{};
  std::string status;  ///< pending, available
};
struct BalancePage {
  std::vector<BalanceTransaction> transactions;  ///< newest first
  bool has_more = false;
  std::string body;  ///< the list as the API gave it: read_balance_list reads it
};

struct PaymentIntent {
  std::string id;      ///< pi_…
  std::string status;  ///< requires_payment_method, processing, succeeded, canceled, …
  Minor amount;
  Minor amount_received;
  Currency currency;
  std::optional<std::string> latest_charge;
  Metadata metadata;
};

struct StripeCharge {
  std::string id;  ///< ch_…
  std::optional<std::string> payment_intent;
  Minor amount;
  Minor amount_refunded;  ///< cumulative
  Currency currency;
  bool disputed = false;
  std::optional<std::string> balance_transaction;
  std::optional<Minor> fee;              ///< when the balance transaction came expanded
  std::optional<Currency> fee_currency;  ///< the settlement currency
};

/// A page of a payment's refunds.
struct RefundList {
  std::vector<StripeRefund> refunds;
  bool has_more = false;
};

/// A page of transfers.
struct TransferList {
  std::vector<StripeTransfer> transfers;
  bool has_more = false;
};

/// Reads one answer as one of the structs above; nothing when it is not that object, whole and in a known
/// currency.
template <class T>
std::optional<T> read_object(std::string_view body);

}  // namespace daybook::stripe
