#include "adapters/http/handlers/visible_endpoint.hpp"

namespace daybook::http {

const Refusal kNoEndpoint{RefusalCode::not_found, "there is no webhook endpoint with this id", {}, {}};

const EndpointState* visible_endpoint(const LedgerState& ledger, const Call& call) {
  const auto id = path_id<EndpointId>(call);
  if (!id) return nullptr;
  const auto found = ledger.endpoints().find(*id);
  if (found == ledger.endpoints().end()) return nullptr;
  if (call.caller.is_key() && found->second.broker_id != call.caller.broker) return nullptr;
  return &found->second;
}

}  // namespace daybook::http
