#pragma once
// Why a call to Stripe brought no result, in the words that decide what happens next.

#include <chrono>
#include <optional>
#include <string>

namespace daybook::stripe {

enum class FailureKind {
  unavailable,      ///< nothing was done: try again later, with the same idempotency key
  unknown_outcome,  ///< it may have been done: look it up, or ask again with the same key within 24 h
  refused           ///< Stripe (or this client) said no: asking again helps only after something changed
};

struct StripeFailure {
  FailureKind kind = FailureKind::unavailable;
  int http_status = 0;       ///< 0 = no answer
  std::string code{};        ///< Stripe's: "charge_already_refunded"
  std::string type{};        ///< "invalid_request_error"
  std::string request_id{};  ///< "req_…", to be found in Stripe's dashboard
  std::string message{};     ///< for operators; none of Stripe's own prose: it may name people
  std::optional<std::chrono::seconds> retry_after{};  ///< Stripe's or this client's wish
};

}  // namespace daybook::stripe
