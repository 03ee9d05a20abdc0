#pragma once
// Decisions about brokers. Pure: state and command in, events or a refusal out. Source: domain rules, "Life
// cycles: Broker"; limits: "Broker programme" and "Limits".

#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"

namespace daybook {

inline constexpr RatePpm kMinShare{100'000};     // 10%
inline constexpr RatePpm kMaxShare{250'000};     // 25%
inline constexpr RatePpm kMaxMarkup{1'000'000};  // 100%
inline constexpr Minor kMaxFixedMarkup{1'000'000};

struct RegisterBroker {
  BrokerRegistered fact;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const RegisterBroker& command);

enum class BrokerStep { approve, suspend, reactivate, deactivate };
/// PENDING -approve-> ACTIVE -suspend-> SUSPENDED -reactivate-> ACTIVE; any but INACTIVE -deactivate->
/// INACTIVE.
struct MoveBroker {
  BrokerId broker_id;
  BrokerStep step = BrokerStep::approve;
  std::string by;  ///< admin id
  std::optional<std::string> reason;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const MoveBroker& command);

/// New terms and/or profile; unchanged ones append nothing.
struct ChangeBroker {
  BrokerId broker_id;
  std::optional<Terms> terms;
  std::optional<BrokerProfile> profile;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const ChangeBroker& command);

struct RotateKey {
  BrokerId broker_id;
  KeyHash key;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const RotateKey& command);

struct RevokeKey {
  BrokerId broker_id;
  KeyKind kind = KeyKind::publishable;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const RevokeKey& command);

/// rate_out_of_range or validation_failed when the terms leave their limits.
std::optional<Refusal> check_terms(const Terms& terms);

}  // namespace daybook
