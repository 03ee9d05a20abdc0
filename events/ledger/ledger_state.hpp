#pragma once
// What every decision may need at once and what stays small: brokers, keys, payees' accounts, admins,
// catalogue and stock, parked deliveries, the files given to the bank, the months that are closed, the
// endpoints of outgoing webhooks. Orders and payouts are loaded one by one. A fold of the log; any process
// has it at some position.

#include <boost/describe.hpp>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "events/bank/bank_file_state.hpp"
#include "events/broker/broker_state.hpp"
#include "events/endpoint/endpoint_state.hpp"
#include "events/envelope.hpp"
#include "events/payee/payee_state.hpp"
#include "events/period/period_state.hpp"

namespace daybook {

/// A card on sale; `card.stock` is what is free to sell now.
struct CardState {
  Card card;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(CardState, (), (card, source))

struct AdminState {
  AdminId id;
  PersonId person_id;
  Sealed email;
  Role role = Role::STAFF;
  std::string token_prefix;
  std::string token_sha256;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(AdminState, (), (id, person_id, email, role, token_prefix, token_sha256, active))

/// A delivery that waits for a fact that has not arrived.
struct ParkedDelivery {
  std::string external_id;
  std::string event_type;
  std::string waits_for;
  StripeFact fact;
};
BOOST_DESCRIBE_STRUCT(ParkedDelivery, (), (external_id, event_type, waits_for, fact))

class LedgerState {
 public:
  /// Applies the next event; its position must be the next one.
  void apply(const Recorded& recorded);

  const BrokerState* broker(const BrokerId& id) const;
  /// The broker whose e-mail belongs to this person.
  const BrokerState* broker_of_person(const PersonId& id) const;
  /// Null for a payee without an account or a tax form.
  const PayeeState* payee(const BrokerId& id) const;
  /// Who has the key of this prefix now; revoked and replaced keys are gone.
  struct KeyOwner {
    BrokerId broker_id;
    KeyKind kind = KeyKind::publishable;
    std::string sha256;
  };
  const KeyOwner* key_owner(const std::string& prefix) const;
  const AdminState* admin_by_token(const std::string& prefix) const;
  const AdminState* admin(const AdminId& id) const;
  const CardState* card(const std::string& card_id) const;
  const std::map<BrokerId, BrokerState>& brokers() const { return brokers_; }
  const std::map<AdminId, AdminState>& admins() const { return admins_; }
  const std::map<std::string, CardState>& cards() const { return cards_; }
  const std::vector<BankFileState>& bank_files() const { return bank_files_; }
  const PeriodsState& periods() const { return periods_; }
  const Endpoints& endpoints() const { return endpoints_; }
  bool is_parked(const std::string& external_id) const;
  /// A delivery that waits or failed; nothing once it is processed, or its task was dismissed.
  std::optional<ParkedDelivery> unprocessed(const std::string& external_id) const;
  std::vector<ParkedDelivery> parked_for(const std::string& waits_for) const;

  GlobalPosition position() const { return position_; }
  std::int64_t catalog_version() const { return catalog_version_; }
  std::int64_t orders_placed() const { return orders_placed_; }

  /// Everything as JSON, and back: the snapshot that a fresh process starts from.
  std::string snapshot() const;
  static LedgerState from_snapshot(const std::string& text);
  static constexpr int kSnapshotFormat = 4;

 private:
  struct Applier;
  void index(const BrokerState& broker);
  void unindex(const BrokerState& broker);
  void move_stock(const std::vector<CardQuantity>& cards, std::int64_t sign);

  GlobalPosition position_;
  std::map<BrokerId, BrokerState> brokers_;
  std::map<BrokerId, PayeeState> payees_;
  std::map<AdminId, AdminState> admins_;
  std::map<std::string, CardState> cards_;
  std::map<std::string, ParkedDelivery> deliveries_;  // by external id: received or parked, not processed
  std::vector<BankFileState> bank_files_;             // in order
  PeriodsState periods_;
  Endpoints endpoints_;
  std::int64_t catalog_version_ = 0;
  std::int64_t orders_placed_ = 0;
  // Derived from the above:
  std::unordered_map<std::string, KeyOwner> keys_;
  std::unordered_map<PersonId, BrokerId> people_;
  std::unordered_map<std::string, AdminId> tokens_;
};

}  // namespace daybook
