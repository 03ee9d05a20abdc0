#include "adapters/integrators/endpoint_secret.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace daybook;

namespace {

const EndpointId kId = *EndpointId::parse("01934b5e-6c00-7000-8000-000000000007");

}  // namespace

TEST_CASE("endpoint secret: kept sealed for its endpoint, and two of them for a while") {
  const Vault vault(SecretKey(32, 'm'));
  const std::string first = make_endpoint_secret();
  const std::string second = make_endpoint_secret();
  CHECK(first.size() == 6 + 64);
  CHECK(first.starts_with("whsec_"));
  CHECK(first != second);
  EndpointState endpoint;
  endpoint.id = kId;
  endpoint.sealed_secret = seal_endpoint_secret(vault, kId, second);
  CHECK(endpoint.sealed_secret.find(second) == std::string::npos);
  CHECK(open_endpoint_secrets(vault, endpoint, {100}) == std::vector{second});
  endpoint.previous_secret = seal_endpoint_secret(vault, kId, first);
  endpoint.previous_valid_until = Instant{101};
  CHECK(open_endpoint_secrets(vault, endpoint, {100}) == std::vector{second, first});
  CHECK(open_endpoint_secrets(vault, endpoint, {101}) == std::vector{second});
  EndpointState other = endpoint;
  other.id = *EndpointId::parse("01934b5e-6c00-7000-8000-000000000008");
  CHECK_THROWS_AS(open_endpoint_secrets(vault, other, {100}), std::runtime_error);
  CHECK_THROWS_AS(open_endpoint_secrets(Vault(SecretKey(32, 'n')), endpoint, {100}), std::runtime_error);
}
