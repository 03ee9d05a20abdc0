#pragma once
// webhook.received as it was first written: without what refunds, disputes, fees and Stripe's payouts need.

#include "events/webhook/webhook_events.hpp"

namespace daybook {

struct StripeFactV1 {
  std::string object_id;
  std::optional<std::string> order_id;
  std::optional<std::string> session_id;
  std::optional<std::string> payment_intent;
  std::optional<Minor> amount;
  std::optional<Minor> amount_refunded;
  std::optional<std::string> currency;
  std::optional<std::string> payment_status;
  std::optional<std::string> failure_code;
};
BOOST_DESCRIBE_STRUCT(StripeFactV1, (),
                      (object_id, order_id, session_id, payment_intent, amount, amount_refunded, currency,
                       payment_status, failure_code))

struct WebhookReceivedV1 {
  std::string source;
  std::string external_id;
  std::string event_type;
  StripeFactV1 fact;
  std::string body_sha256;
};
BOOST_DESCRIBE_STRUCT(WebhookReceivedV1, (), (source, external_id, event_type, fact, body_sha256))

/// What was not read then is absent.
inline WebhookReceived upcast(WebhookReceivedV1 v1) {
  StripeFact fact;
  fact.object_id = std::move(v1.fact.object_id);
  fact.order_id = std::move(v1.fact.order_id);
  fact.session_id = std::move(v1.fact.session_id);
  fact.payment_intent = std::move(v1.fact.payment_intent);
  fact.amount = v1.fact.amount;
  fact.amount_refunded = v1.fact.amount_refunded;
  fact.currency = std::move(v1.fact.currency);
  fact.payment_status = std::move(v1.fact.payment_status);
  fact.failure_code = std::move(v1.fact.failure_code);
  return {std::move(v1.source), std::move(v1.external_id), std::move(v1.event_type), std::move(fact),
          std::move(v1.body_sha256)};
}

}  // namespace daybook
