#pragma once
// What of the log is sent to integrators: which types of events, to whom, and their bodies, without personal
// data. Default-deny: a type that outgoing.cpp does not name is sent to nobody.

#include <optional>
#include <string>
#include <vector>

#include "events/endpoint/endpoint_state.hpp"

namespace daybook {

/// The types that an owner may hear of, in the catalogue's order: the business of more than a broker.
const std::vector<std::string>& outgoing_types(bool of_broker);

/// Whether this fact goes to this endpoint. A broker's gets facts of its own partition key alone.
bool goes_to(const EndpointState& endpoint, const Recorded& recorded);
/// All that it goes to.
std::vector<EndpointId> endpoints_for(const Endpoints& endpoints, const Recorded& recorded);

/// {"id","type","schema_version","position","created","effective_at","data":{…}}; nothing when nobody may
/// hear of it. Deterministic: each attempt sends the same bytes. `data` is the payload without what is
/// sealed, who did it and what was noted for ourselves.
std::optional<std::string> outgoing_body(const Recorded& recorded);

}  // namespace daybook
