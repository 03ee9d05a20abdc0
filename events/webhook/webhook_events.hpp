#pragma once
// Deliveries from outside and what became of them. The log keeps what Daybook decides on and the digest of
// the raw body; the raw body itself (it may hold personal data) rests sealed beside the log.

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/uuid.hpp"

namespace daybook {

/// The part of a Stripe event that decisions rest on; absent fields were absent there too.
struct StripeFact {
  std::string object_id;                ///< cs_…, pi_…, ch_…, re_…, dp_…, po_…
  std::optional<std::string> order_id;  ///< metadata.order_id, as sent
  std::optional<std::string> session_id;
  std::optional<std::string> payment_intent;
  std::optional<Minor> amount;                ///< amount_total, amount_received
  std::optional<Minor> amount_refunded;       ///< cumulative
  std::optional<std::string> currency;        ///< as Stripe spells it, lower case
  std::optional<std::string> payment_status;  ///< checkout sessions: paid, unpaid, no_payment_required
  std::optional<std::string> failure_code;
  std::optional<Instant> created;                  ///< of the event, whole seconds
  std::optional<bool> livemode;                    ///< of the event
  std::optional<std::string> status;               ///< of a refund, a dispute or a payout
  std::optional<std::string> reason;               ///< Stripe's code for why a customer disputes
  std::optional<std::string> balance_transaction;  ///< txn_…; of a dispute, the one that this event is about
  std::optional<Minor> transaction_amount;         ///< of that transaction, positive; null when not expanded
  std::optional<Minor> fee;                        ///< of that transaction, positive; null when not expanded
  std::optional<std::string> transaction_currency;
};
BOOST_DESCRIBE_STRUCT(StripeFact, (),
                      (object_id, order_id, session_id, payment_intent, amount, amount_refunded, currency,
                       payment_status, failure_code, created, livemode, status, reason, balance_transaction,
                       transaction_amount, fee, transaction_currency))

struct WebhookReceived {
  std::string source;       ///< "STRIPE"
  std::string external_id;  ///< evt_…: unique for ever
  std::string event_type;
  StripeFact fact;
  std::string body_sha256;  ///< hex
};
BOOST_DESCRIBE_STRUCT(WebhookReceived, (), (source, external_id, event_type, fact, body_sha256))

/// It waits for `waits_for` ("order:<id>" or "intent:<pi_…>") and stands on the task list until that arrives.
struct WebhookParked {
  std::string external_id;
  std::string waits_for;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(WebhookParked, (), (external_id, waits_for, detail))

struct WebhookProcessed {
  std::string external_id;
  std::string
      outcome;  ///< for a reader: "captured", "already captured", "stored", "refunded", "late figure" …
  std::optional<OrderId> order_id;
  bool was_parked = false;
};
BOOST_DESCRIBE_STRUCT(WebhookProcessed, (), (external_id, outcome, order_id, was_parked))

struct WebhookFailed {
  std::string external_id;
  std::string error;
};
BOOST_DESCRIBE_STRUCT(WebhookFailed, (), (external_id, error))

}  // namespace daybook
