#pragma once
// Opening a payment page of Stripe's for an order, in steps that a crash may interrupt anywhere: the request
// is recorded, Stripe is asked (again and again with one idempotency key), and what it opened is recorded
// with the answer.

#include "adapters/http/api/api.hpp"
#include "adapters/stripe/stripe_calls.hpp"

namespace daybook::http {

/// The order and the page that the first step recorded.
struct RequestedPage {
  OrderId order_id;
  std::string checkout_id;
};
std::string page_text(const RequestedPage& page);

/// The call's answer for the page that is open.
using PageAnswer = std::function<Answer(const RequestedPage&, const stripe::CheckoutSession&)>;

struct PageCall {
  Call call;
  Reply reply;
  /// The first step: records the request, and answers page_text.
  std::function<Result<Answer>(Workspace&)> request;
  Hints hints;
  PageAnswer answer;
  /// The order was placed for this page: when Stripe refuses the page, or does not answer a call that cannot
  /// be repeated, the order is cancelled.
  bool cancel_when_refused = false;
};

/// Runs all steps; `api.stripe` must be there. A call that is repeated with its Idempotency-Key goes on where
/// the first one stopped.
void open_page(const Api& api, PageCall page);

}  // namespace daybook::http
