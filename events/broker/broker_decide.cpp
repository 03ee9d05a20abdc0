#include "events/broker/broker_decide.hpp"

#include <fmt/format.h>

#include "events/codec/json_write.hpp"

namespace daybook {
namespace {

template <class T>
bool same(const T& a, const T& b) {
  return json::to_json(a) == json::to_json(b);
}

Refusal out_of_range(std::string pointer, std::string detail) {
  Refusal refusal = invalid_field(std::move(pointer), std::move(detail));
  refusal.code = RefusalCode::rate_out_of_range;
  refusal.errors.front().code = "rate_out_of_range";
  return refusal;
}

std::optional<Refusal> unknown(const LedgerState& ledger, const BrokerId& id) {
  if (ledger.broker(id)) return std::nullopt;
  Refusal refusal;
  refusal.code = RefusalCode::not_found;
  refusal.detail = "there is no broker with this id";
  return refusal;
}

}  // namespace

std::optional<Refusal> check_terms(const Terms& t) {
  if (t.revenue_share < kMinShare || t.revenue_share > kMaxShare)
    return out_of_range("/revenue_share_percent", "must be between 10 and 25 percent");
  if (t.markup_percent.ppm < 0 || t.markup_percent > kMaxMarkup)
    return out_of_range("/markup_percent", "must be between 0 and 100 percent");
  if (t.markup_fixed < Minor{} || t.markup_fixed > kMaxFixedMarkup)
    return invalid_field("/markup_fixed", "must be between 0 and 1000000 minor units");
  return std::nullopt;
}

Result<NewEvents> decide(const LedgerState& ledger, const RegisterBroker& c) {
  if (auto bad = check_terms(c.fact.terms)) return refuse(*bad);
  if (ledger.broker_of_person(c.fact.profile.person_id))
    return refuse(RefusalCode::duplicate_email, "a broker with this e-mail address exists already");
  return NewEvents{{c.fact, c.now}};
}

Result<NewEvents> decide(const LedgerState& ledger, const MoveBroker& c) {
  if (auto bad = unknown(ledger, c.broker_id)) return refuse(*bad);
  const BrokerStatus status = ledger.broker(c.broker_id)->status;
  const auto wrong = [&](const char* verb, const char* from) {
    return refuse(RefusalCode::conflict, fmt::format("cannot {} a broker that is {}: it must be {}", verb,
                                                     boost::describe::enum_to_string(status, "?"), from));
  };
  switch (c.step) {
    case BrokerStep::approve:
      if (status != BrokerStatus::PENDING) return wrong("approve", "PENDING");
      return NewEvents{{BrokerApproved{c.broker_id, c.by, c.reason}, c.now}};
    case BrokerStep::suspend:
      if (status != BrokerStatus::ACTIVE) return wrong("suspend", "ACTIVE");
      return NewEvents{{BrokerSuspended{c.broker_id, c.reason}, c.now}};
    case BrokerStep::reactivate:
      if (status != BrokerStatus::SUSPENDED) return wrong("reactivate", "SUSPENDED");
      return NewEvents{{BrokerReactivated{c.broker_id, c.reason}, c.now}};
    case BrokerStep::deactivate:
      if (status == BrokerStatus::INACTIVE) return wrong("deactivate", "PENDING, ACTIVE or SUSPENDED");
      return NewEvents{{BrokerDeactivated{c.broker_id, c.reason}, c.now}};
  }
  return NewEvents{};
}

Result<NewEvents> decide(const LedgerState& ledger, const ChangeBroker& c) {
  if (auto bad = unknown(ledger, c.broker_id)) return refuse(*bad);
  const BrokerState& broker = *ledger.broker(c.broker_id);
  NewEvents events;
  if (c.terms && *c.terms != broker.terms) {
    if (auto bad = check_terms(*c.terms)) return refuse(*bad);
    events.push_back({BrokerTermsChanged{c.broker_id, broker.terms_version + 1, *c.terms}, c.now});
  }
  if (c.profile && !same(*c.profile, broker.profile)) {
    const BrokerState* other = ledger.broker_of_person(c.profile->person_id);
    if (other && other->id != c.broker_id)
      return refuse(RefusalCode::duplicate_email, "another broker has this e-mail address");
    events.push_back({BrokerProfileChanged{c.broker_id, *c.profile}, c.now});
  }
  return events;
}

Result<NewEvents> decide(const LedgerState& ledger, const RotateKey& c) {
  if (auto bad = unknown(ledger, c.broker_id)) return refuse(*bad);
  if (ledger.broker(c.broker_id)->status == BrokerStatus::INACTIVE)
    return refuse(RefusalCode::broker_not_active, "an INACTIVE broker gets no new keys");
  return NewEvents{{BrokerKeyRotated{c.broker_id, c.key}, c.now}};
}

Result<NewEvents> decide(const LedgerState& ledger, const RevokeKey& c) {
  if (auto bad = unknown(ledger, c.broker_id)) return refuse(*bad);
  const BrokerState& broker = *ledger.broker(c.broker_id);
  if (!(c.kind == KeyKind::secret ? broker.secret_key : broker.publishable_key))
    return refuse(RefusalCode::conflict, "the broker has no key of this kind: it was revoked before");
  return NewEvents{{BrokerKeyRevoked{c.broker_id, c.kind}, c.now}};
}

}  // namespace daybook
