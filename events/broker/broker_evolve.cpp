#include "events/broker/broker_state.hpp"

namespace daybook {
namespace {

void touch(BrokerState& s, const Envelope& at) {
  s.updated_at = at.recorded_at;
  s.position = at.position.value;
  s.version = at.version.value;
}

}  // namespace

void evolve(BrokerState& s, const BrokerRegistered& e, const Envelope& at) {
  s.id = e.broker_id;
  s.profile = e.profile;
  s.terms = e.terms;
  s.currency = e.currency;
  s.terms_version = 1;
  s.status = BrokerStatus::PENDING;
  s.publishable_key = e.publishable_key;
  s.secret_key = e.secret_key;
  s.created_at = at.recorded_at;
  touch(s, at);
}

void evolve(BrokerState& s, const BrokerApproved& e, const Envelope& at) {
  s.status = BrokerStatus::ACTIVE;
  s.approved_by = e.approved_by;
  s.approved_at = at.recorded_at;
  touch(s, at);
}

void evolve(BrokerState& s, const BrokerSuspended&, const Envelope& at) {
  s.status = BrokerStatus::SUSPENDED;
  touch(s, at);
}

void evolve(BrokerState& s, const BrokerReactivated&, const Envelope& at) {
  s.status = BrokerStatus::ACTIVE;
  touch(s, at);
}

void evolve(BrokerState& s, const BrokerDeactivated&, const Envelope& at) {
  s.status = BrokerStatus::INACTIVE;
  touch(s, at);
}

void evolve(BrokerState& s, const BrokerTermsChanged& e, const Envelope& at) {
  s.terms = e.terms;
  s.terms_version = e.terms_version;
  touch(s, at);
}

void evolve(BrokerState& s, const BrokerTermsCorrected& e, const Envelope& at) {
  if (!e.until) s.terms.revenue_share = e.revenue_share;
  s.terms_version = e.terms_version + (e.until ? 1 : 0);
  touch(s, at);
}

void evolve(BrokerState& s, const BrokerProfileChanged& e, const Envelope& at) {
  s.profile = e.profile;
  touch(s, at);
}

void evolve(BrokerState& s, const BrokerKeyRotated& e, const Envelope& at) {
  (e.key.kind == KeyKind::secret ? s.secret_key : s.publishable_key) = e.key;
  touch(s, at);
}

void evolve(BrokerState& s, const BrokerKeyRevoked& e, const Envelope& at) {
  (e.kind == KeyKind::secret ? s.secret_key : s.publishable_key).reset();
  touch(s, at);
}

}  // namespace daybook
