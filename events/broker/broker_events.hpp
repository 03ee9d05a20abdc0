#pragma once
// Facts about a broker: a payee of the programme `brokers`. Source: domain rules, "Life cycles: Broker".

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/pricing.hpp"
#include "core/uuid.hpp"
#include "events/sealed.hpp"

namespace daybook {

BOOST_DESCRIBE_ENUM(MarkupType, PERCENTAGE, FIXED)
BOOST_DESCRIBE_STRUCT(Terms, (), (revenue_share, markup_type, markup_percent, markup_fixed))

enum class KeyKind { publishable, secret };
BOOST_DESCRIBE_ENUM(KeyKind, publishable, secret)

/// What is kept of an API key: never the key. `prefix` finds it, `sha256` (hex, of the whole key) proves it.
struct KeyHash {
  KeyKind kind = KeyKind::publishable;
  std::string prefix;
  std::string sha256;
};
BOOST_DESCRIBE_STRUCT(KeyHash, (), (kind, prefix, sha256))

/// Who the broker is. E-mail, name and phone are personal data under `person_id`'s key.
struct BrokerProfile {
  PersonId person_id;
  Sealed name;
  std::optional<std::string> business_name;
  Sealed email;
  std::optional<Sealed> phone;
  std::optional<std::string> website;
  std::optional<std::string> notes;
  std::vector<std::string> origins;  ///< allow-list of browser origins for the publishable key
};
BOOST_DESCRIBE_STRUCT(BrokerProfile, (),
                      (person_id, name, business_name, email, phone, website, notes, origins))

struct BrokerRegistered {
  BrokerId broker_id;
  BrokerProfile profile;
  Terms terms;
  Currency currency;  ///< of the fixed markup
  KeyHash publishable_key;
  KeyHash secret_key;
};
BOOST_DESCRIBE_STRUCT(BrokerRegistered, (),
                      (broker_id, profile, terms, currency, publishable_key, secret_key))

struct BrokerApproved {
  BrokerId broker_id;
  std::string approved_by;  ///< admin id
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(BrokerApproved, (), (broker_id, approved_by, reason))

struct BrokerSuspended {
  BrokerId broker_id;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(BrokerSuspended, (), (broker_id, reason))

struct BrokerReactivated {
  BrokerId broker_id;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(BrokerReactivated, (), (broker_id, reason))

struct BrokerDeactivated {
  BrokerId broker_id;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(BrokerDeactivated, (), (broker_id, reason))

struct BrokerTermsChanged {
  BrokerId broker_id;
  std::int64_t terms_version = 0;  ///< the new one; registration is 1
  Terms terms;
};
BOOST_DESCRIBE_STRUCT(BrokerTermsChanged, (), (broker_id, terms_version, terms))

/// The revenue share that should have been in force for orders placed in [from, until). Each order's deltas
/// are facts of their own (commission.corrected). Without `until` it is the rate of new orders too; with it,
/// the terms in force go on as terms_version + 1.
struct BrokerTermsCorrected {
  BrokerId broker_id;
  CorrectionId correction_id;
  std::int64_t terms_version = 0;  ///< of the corrected orders
  RatePpm revenue_share;
  Instant from;
  std::optional<Instant> until;
  std::string reason;
  std::string corrected_by;  ///< admin id
};
BOOST_DESCRIBE_STRUCT(BrokerTermsCorrected, (),
                      (broker_id, correction_id, terms_version, revenue_share, from, until, reason,
                       corrected_by))

struct BrokerProfileChanged {
  BrokerId broker_id;
  BrokerProfile profile;  ///< whole, as it now stands
};
BOOST_DESCRIBE_STRUCT(BrokerProfileChanged, (), (broker_id, profile))

struct BrokerKeyRotated {
  BrokerId broker_id;
  KeyHash key;  ///< replaces the one of its kind
};
BOOST_DESCRIBE_STRUCT(BrokerKeyRotated, (), (broker_id, key))

struct BrokerKeyRevoked {
  BrokerId broker_id;
  KeyKind kind = KeyKind::publishable;
};
BOOST_DESCRIBE_STRUCT(BrokerKeyRevoked, (), (broker_id, kind))

}  // namespace daybook
