#pragma once
// Reading Stripe's event objects: only what decisions rest on. Unknown fields are Stripe's business.

#include <string>
#include <string_view>
#include <vector>

#include "core/currency.hpp"
#include "core/result.hpp"
#include "events/webhook/webhook_events.hpp"

namespace daybook::stripe {

/// What account.updated says of a connected account.
struct AccountTold {
  bool payouts_enabled = false;
  std::vector<std::string> requirements;  ///< currently due
};

struct StripeEvent {
  std::string id;    ///< evt_…
  std::string type;  ///< "charge.refunded"
  StripeFact fact;   ///< amounts in our minor units, currency in upper case
  // Beside what is recorded of it:
  std::optional<std::string> account;        ///< acct_…: it happened in this connected account
  std::optional<std::string> customer_name;  ///< of a completed session, as the customer typed it
  std::optional<std::string> customer_phone;
  std::optional<AccountTold> account_told{};  ///< account.updated
  std::optional<std::string> payout_id{};     ///< that a transfer's metadata names
};

/// Refusals: malformed_json; validation_failed for thin events (v2) and for bodies that are no event.
Result<StripeEvent> read_event(std::string_view body);

/// Stripe's amount in our minor units; nothing when it does not come out whole. Source: Stripe reference,
/// "Currencies" (MGA has no decimals there and two in ISO 4217; ISK and UGX are sent times 100).
std::optional<Minor> from_stripe_amount(std::int64_t amount, Currency currency);

/// The other way round; nothing for amounts that Stripe cannot hold: parts of a whole ariary, and a last
/// digit other than 0 in the currencies with three decimals.
std::optional<std::int64_t> to_stripe_amount(Minor amount, Currency currency);

}  // namespace daybook::stripe
