#pragma once
// One delivery of an outgoing webhook: a signed POST, once. Repeating it later is the caller's, with the same
// body and event id, so that an integrator can tell a repetition.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/integrators/integrator_settings.hpp"
#include "adapters/outbound/http_client.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"

namespace daybook {

struct Parcel {
  std::string url;                   ///< of the endpoint
  std::vector<std::string> secrets;  ///< open_endpoint_secrets
  std::string body;                  ///< outgoing_body
  EventId event_id;
  Instant now;  ///< stands in the signature: a new one each attempt
};

enum class DeliveryOutcome {
  delivered,  ///< 2xx
  retry,      ///< anything else; it may have been received
  gone        ///< 410: the endpoint wants no more
};

struct Delivery {
  DeliveryOutcome outcome = DeliveryOutcome::retry;
  int status = 0;      ///< 0: there was no answer
  std::string detail;  ///< for the delivery log: what came back or why nothing did; no bodies, no secrets
};

/// "t=1700000000,v1=…,v1=…": like Stripe's, one v1 a secret.
std::string daybook_signature(const std::vector<std::string>& secrets, std::string_view body, Instant now);

class Deliverer {
 public:
  explicit Deliverer(IntegratorSettings settings) : settings_(std::move(settings)) {}

  /// Blocking, 20 s at most; any number of threads. Follows no redirect, and calls no address that is not
  /// public unless the settings allow it.
  Delivery deliver(const Parcel& parcel);

 private:
  struct Known {
    std::shared_ptr<outbound::HttpClient> client;
    std::int64_t used = 0;
  };
  std::shared_ptr<outbound::HttpClient> client_of(const std::string& origin);

  IntegratorSettings settings_;
  std::mutex mutex_;
  std::map<std::string, Known> clients_;  // by origin: kept connections
  std::int64_t uses_ = 0;
};

}  // namespace daybook
