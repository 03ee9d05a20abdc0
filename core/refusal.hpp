#pragma once
// A business refusal is a value: bad input and forbidden state changes come back as one of these, never as
// an exception, and change nothing. Codes: the wire contract's error list.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace daybook {

enum class RefusalCode {
  malformed_json,
  missing_signature,
  invalid_signature,
  bad_request,
  unauthenticated,
  forbidden,
  order_not_found,
  not_found,
  method_not_allowed,
  conflict,
  already_paid,
  order_not_pending,
  duplicate_email,
  request_in_progress,
  payout_exists,
  same_person,
  stale_version,
  body_too_large,
  unsupported_media_type,
  validation_failed,
  idempotency_key_reused,
  unknown_card,
  out_of_stock,
  broker_not_active,
  rate_out_of_range,
  refund_exceeds_capture,
  header_too_large,
  too_many_requests,
  internal_error,
  read_timeout,
  store_unavailable,
  stripe_refused,
  stripe_unavailable,
  stripe_not_configured,
};

/// One faulty field. `pointer` is a JSON Pointer into the body ("/items/0/quantity"), or "?name" for a query
/// parameter.
struct FieldError {
  std::string pointer;
  std::string code;
  std::string detail;
};

struct Refusal {
  RefusalCode code = RefusalCode::validation_failed;
  std::string detail;                     ///< For a tired reader: what is wrong and how to mend it.
  std::vector<FieldError> errors;         ///< Per field, may be empty.
  std::optional<std::int64_t> available;  ///< Pieces left, with out_of_stock only.
};

/// A validation_failed refusal about one field of the body.
inline Refusal invalid_field(std::string pointer, std::string detail) {
  Refusal refusal;
  refusal.detail = pointer + ": " + detail;
  refusal.errors.push_back({std::move(pointer), "invalid", std::move(detail)});
  return refusal;
}

/// The code as the wire spells it ("validation_failed", "ORDER_NOT_FOUND").
std::string_view wire_code(RefusalCode code);
/// The HTTP status that carries the code. One switch for the whole program.
int http_status(RefusalCode code);

}  // namespace daybook
