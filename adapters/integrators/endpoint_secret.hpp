#pragma once
// What outgoing webhooks are signed with: shown to the integrator once, kept sealed under our master key.

#include <string>
#include <vector>

#include "adapters/vault/vault.hpp"
#include "events/endpoint/endpoint_state.hpp"

namespace daybook {

/// "whsec_" and 256 random bits as hex.
std::string make_endpoint_secret();

/// As the log has it; opens for this endpoint alone.
std::string seal_endpoint_secret(const Vault& vault, const EndpointId& id, const std::string& secret);

/// What a delivery at this time is signed with, the newest first; never empty. Throws std::runtime_error when
/// the master key is another one.
std::vector<std::string> open_endpoint_secrets(const Vault& vault, const EndpointState& endpoint,
                                               Instant now);

}  // namespace daybook
