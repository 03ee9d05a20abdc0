#pragma once
// Deliveries from outside and what became of them. The log keeps what Daybook decides on and the digest of
// the raw body; the raw body itself (it may hold personal data) rests sealed beside the log.

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/money.hpp"
#include "core/uuid.hpp"

namespace daybook {

/// The part of a Stripe event that decisions rest on; absent fields were absent there too.
struct StripeFact {
  std::string object_id;                ///< cs_…, pi_…, ch_…
  std::optional<std::string> order_id;  ///< metadata.order_id, as sent
  std::optional<std::string> session_id;
  std::optional<std::string> payment_intent;
  std::optional<Minor> amount;                ///< amount_total, amount_received
  std::optional<Minor> amount_refunded;       ///< cumulative
  std::optional<std::string> currency;        ///< as Stripe spells it, lower case
  std::optional<std::string> payment_status;  ///< checkout sessions: paid, unpaid, no_payment_required
  std::optional<std::string> failure_code;
};
BOOST_DESCRIBE_STRUCT(StripeFact, (),
                      (object_id, order_id, session_id, payment_intent, amount, amount_refunded, currency,
                       payment_status, failure_code))

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
