#include "adapters/integrators/endpoint_secret.hpp"

#include <stdexcept>

#include "adapters/system/clock.hpp"
#include "events/log/encoding.hpp"

namespace daybook {
namespace {

constexpr std::size_t kSecretBytes = 32;

std::string place_of(const EndpointId& id) { return "webhook_endpoint/" + id.str(); }

std::string open(const Vault& vault, const EndpointId& id, const std::string& sealed) {
  const auto bytes = log::from_base64(sealed);
  if (!bytes) throw std::runtime_error("the secret of webhook endpoint " + id.str() + " is no base64");
  return vault.open_bytes(place_of(id), *bytes);
}

}  // namespace

std::string make_endpoint_secret() { return "whsec_" + log::to_hex(random_bytes(kSecretBytes)); }

std::string seal_endpoint_secret(const Vault& vault, const EndpointId& id, const std::string& secret) {
  return log::to_base64(vault.seal_bytes(place_of(id), secret));
}

std::vector<std::string> open_endpoint_secrets(const Vault& vault, const EndpointState& endpoint,
                                               Instant now) {
  std::vector<std::string> secrets{open(vault, endpoint.id, endpoint.sealed_secret)};
  if (endpoint.previous_secret && endpoint.previous_valid_until && now < *endpoint.previous_valid_until)
    secrets.push_back(open(vault, endpoint.id, *endpoint.previous_secret));
  return secrets;
}

}  // namespace daybook
