#pragma once
// What operators and tools ask of the server itself.

#include "adapters/http/api/api.hpp"

namespace daybook::http {

/// /openapi.json
void openapi_document(const Api& api, Call call, Reply reply);
/// /problems/{code}: a page per problem type.
void problem_page(const Api& api, Call call, Reply reply);
void livez(const Api& api, Call call, Reply reply);
/// 200 once the store answers and the read models are there; 503 otherwise.
void readyz(const Api& api, Call call, Reply reply);
/// Prometheus text format.
void metrics(const Api& api, Call call, Reply reply);
void front_page(const Api& api, Call call, Reply reply);
/// Where Stripe's payment page leads when the broker has no page of its own.
void success_page(const Api& api, Call call, Reply reply);
void cancel_page(const Api& api, Call call, Reply reply);
void account_linked_page(const Api& api, Call call, Reply reply);
void link_expired_page(const Api& api, Call call, Reply reply);

}  // namespace daybook::http
