#pragma once
// A broker as it stands, folded from its stream.

#include <boost/describe.hpp>

#include "core/position.hpp"
#include "events/broker/broker_events.hpp"
#include "events/envelope.hpp"

namespace daybook {

enum class BrokerStatus { PENDING, ACTIVE, SUSPENDED, INACTIVE };
BOOST_DESCRIBE_ENUM(BrokerStatus, PENDING, ACTIVE, SUSPENDED, INACTIVE)

struct BrokerState {
  BrokerId id;
  BrokerProfile profile;
  Terms terms;
  Currency currency;
  std::int64_t terms_version = 0;
  BrokerStatus status = BrokerStatus::PENDING;
  std::optional<std::string> approved_by;
  std::optional<Instant> approved_at;
  std::optional<KeyHash> publishable_key;  ///< absent: revoked
  std::optional<KeyHash> secret_key;
  Instant created_at;
  Instant updated_at;
  std::int64_t position = 0;  ///< of its last event
  std::int64_t version = 0;   ///< of its stream
};
BOOST_DESCRIBE_STRUCT(BrokerState, (),
                      (id, profile, terms, currency, terms_version, status, approved_by, approved_at,
                       publishable_key, secret_key, created_at, updated_at, position, version))

void evolve(BrokerState& s, const BrokerRegistered& e, const Envelope& at);
void evolve(BrokerState& s, const BrokerApproved& e, const Envelope& at);
void evolve(BrokerState& s, const BrokerSuspended& e, const Envelope& at);
void evolve(BrokerState& s, const BrokerReactivated& e, const Envelope& at);
void evolve(BrokerState& s, const BrokerDeactivated& e, const Envelope& at);
void evolve(BrokerState& s, const BrokerTermsChanged& e, const Envelope& at);
void evolve(BrokerState& s, const BrokerTermsCorrected& e, const Envelope& at);
void evolve(BrokerState& s, const BrokerProfileChanged& e, const Envelope& at);
void evolve(BrokerState& s, const BrokerKeyRotated& e, const Envelope& at);
void evolve(BrokerState& s, const BrokerKeyRevoked& e, const Envelope& at);

}  // namespace daybook
