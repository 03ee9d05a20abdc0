#pragma once
// Whose webhook endpoints a caller may see: a broker's key its own alone, an admin all.

#include "adapters/http/api/api.hpp"

namespace daybook::http {

extern const Refusal kNoEndpoint;

/// The endpoint of the path that this caller may see; null otherwise.
const EndpointState* visible_endpoint(const LedgerState& ledger, const Call& call);

}  // namespace daybook::http
