#include "core/refusal.hpp"

namespace daybook {
namespace {

struct Wire {
  std::string_view code;
  int status;
};

Wire wire(RefusalCode code) {
  switch (code) {
    case RefusalCode::malformed_json:
      return {"malformed_json", 400};
    case RefusalCode::missing_signature:
      return {"missing_signature", 400};
    case RefusalCode::invalid_signature:
      return {"invalid_signature", 400};
    case RefusalCode::bad_request:
      return {"bad_request", 400};
    case RefusalCode::unauthenticated:
      return {"unauthenticated", 401};
    case RefusalCode::forbidden:
      return {"forbidden", 403};
    case RefusalCode::order_not_found:
      return {"ORDER_NOT_FOUND", 404};
    case RefusalCode::not_found:
      return {"not_found", 404};
    case RefusalCode::method_not_allowed:
      return {"method_not_allowed", 405};
    case RefusalCode::conflict:
      return {"conflict", 409};
    case RefusalCode::already_paid:
      return {"already_paid", 409};
    case RefusalCode::order_not_pending:
      return {"order_not_pending", 409};
    case RefusalCode::duplicate_email:
      return {"duplicate_email", 409};
    case RefusalCode::request_in_progress:
      return {"request_in_progress", 409};
    case RefusalCode::payout_exists:
      return {"payout_exists", 409};
    case RefusalCode::same_person:
      return {"same_person", 409};
    case RefusalCode::stale_version:
      return {"stale_version", 409};
    case RefusalCode::body_too_large:
      return {"body_too_large", 413};
    case RefusalCode::unsupported_media_type:
      return {"unsupported_media_type", 415};
    case RefusalCode::validation_failed:
      return {"validation_failed", 422};
    case RefusalCode::idempotency_key_reused:
      return {"idempotency_key_reused", 422};
    case RefusalCode::unknown_card:
      return {"unknown_card", 422};
    case RefusalCode::out_of_stock:
      return {"out_of_stock", 422};
    case RefusalCode::broker_not_active:
      return {"broker_not_active", 422};
    case RefusalCode::rate_out_of_range:
      return {"rate_out_of_range", 422};
    case RefusalCode::refund_exceeds_capture:
      return {"refund_exceeds_capture", 422};
    case RefusalCode::header_too_large:
      return {"header_too_large", 431};
    case RefusalCode::too_many_requests:
      return {"too_many_requests", 429};
    case RefusalCode::internal_error:
      return {"internal_error", 500};
    case RefusalCode::read_timeout:
      return {"read_timeout", 503};
    case RefusalCode::store_unavailable:
      return {"store_unavailable", 503};
    case RefusalCode::stripe_refused:
      return {"stripe_refused", 502};
    case RefusalCode::stripe_unavailable:
      return {"stripe_unavailable", 503};
    case RefusalCode::stripe_not_configured:
      return {"stripe_not_configured", 503};
  }
  return {"internal_error", 500};
}

}  // namespace

std::string_view wire_code(RefusalCode code) { return wire(code).code; }
int http_status(RefusalCode code) { return wire(code).status; }

}  // namespace daybook
