#include "events/ledger/ledger_state.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "events/codec/json_read.hpp"

namespace daybook {
namespace {

template <class Map, class Key>
auto* find_in(Map& map, const Key& key) {
  auto it = map.find(key);
  return it == map.end() ? nullptr : &it->second;
}

}  // namespace

struct LedgerState::Applier {
  LedgerState& s;
  const Envelope& at;

  template <class E>
  void operator()(const E& e) {
    if constexpr (requires(BrokerState & b) { evolve(b, e, at); }) {
      auto& broker = s.brokers_[e.broker_id];
      s.unindex(broker);
      evolve(broker, e, at);
      s.index(broker);
    } else if constexpr (PayeeEvent<E>) {
      evolve(s.payees_[e.payee], e, at);
    } else if constexpr (PeriodEvent<E>) {
      evolve(s.periods_, e, at);
    } else if constexpr (EndpointEvent<E>) {
      evolve(s.endpoints_, e, at);
    }
  }
  void operator()(const AdminCreated& e) {
    s.admins_[e.admin_id] = {e.admin_id, e.person_id, e.email, e.role, e.token_prefix, e.token_sha256, true};
    s.tokens_[e.token_prefix] = e.admin_id;
  }
  void operator()(const AdminRevoked& e) {
    if (auto* admin = find_in(s.admins_, e.admin_id)) {
      admin->active = false;
      s.tokens_.erase(admin->token_prefix);
    }
  }
  void operator()(const CatalogImported& e) {
    std::erase_if(s.cards_, [&](const auto& entry) { return entry.second.source == e.source; });
    for (const auto& card : e.cards) s.cards_[card.card_id] = {card, e.source};
    s.catalog_version_ = e.catalog_version;
  }
  void operator()(const OrderPlaced& e) {
    ++s.orders_placed_;
    for (const auto& item : e.items) s.move_stock({{item.card_id, item.quantity}}, -1);
  }
  void operator()(const OrderCancelled& e) { s.move_stock(e.returned, +1); }
  void operator()(const OrderExpired& e) { s.move_stock(e.returned, +1); }
  void operator()(const OrderRejected& e) { s.move_stock(e.returned, +1); }
  void operator()(const PaymentCaptured& e) { s.move_stock(e.taken, -1); }
  void operator()(const BankFileMade& e) { s.bank_files_.push_back(bank_file_of(s.bank_files_, e, at)); }
  void operator()(const WebhookReceived& e) {
    s.deliveries_[e.external_id] = {e.external_id, e.event_type, "", e.fact};
  }
  void operator()(const WebhookParked& e) {
    if (auto* d = find_in(s.deliveries_, e.external_id)) d->waits_for = e.waits_for;
  }
  void operator()(const WebhookProcessed& e) { s.deliveries_.erase(e.external_id); }
  void operator()(const WebhookFailed& e) {  // until somebody dismisses its task
    if (auto* d = find_in(s.deliveries_, e.external_id)) d->waits_for.clear();
  }
  void operator()(const TaskDismissed& e) {
    if (e.task_id.starts_with("webhook-")) s.deliveries_.erase(e.task_id.substr(8));
  }
};

void LedgerState::apply(const Recorded& recorded) {
  if (recorded.envelope.position != position_.next())
    throw std::logic_error(fmt::format("ledger state at {} was handed position {}", position_.value,
                                       recorded.envelope.position.value));
  std::visit(Applier{*this, recorded.envelope}, recorded.event);
  position_ = recorded.envelope.position;
}

const BrokerState* LedgerState::broker(const BrokerId& id) const { return find_in(brokers_, id); }
const BrokerState* LedgerState::broker_of_person(const PersonId& id) const {
  const auto* broker_id = find_in(people_, id);
  return broker_id ? broker(*broker_id) : nullptr;
}
const PayeeState* LedgerState::payee(const BrokerId& id) const { return find_in(payees_, id); }
const LedgerState::KeyOwner* LedgerState::key_owner(const std::string& prefix) const {
  return find_in(keys_, prefix);
}
const AdminState* LedgerState::admin_by_token(const std::string& prefix) const {
  const auto* id = find_in(tokens_, prefix);
  return id ? find_in(admins_, *id) : nullptr;
}
const AdminState* LedgerState::admin(const AdminId& id) const { return find_in(admins_, id); }
const CardState* LedgerState::card(const std::string& card_id) const { return find_in(cards_, card_id); }

bool LedgerState::is_parked(const std::string& external_id) const {
  return deliveries_.contains(external_id);
}

std::optional<ParkedDelivery> LedgerState::unprocessed(const std::string& external_id) const {
  const auto* delivery = find_in(deliveries_, external_id);
  return delivery ? std::optional(*delivery) : std::nullopt;
}

std::vector<ParkedDelivery> LedgerState::parked_for(const std::string& waits_for) const {
  std::vector<ParkedDelivery> found;
  for (const auto& [id, delivery] : deliveries_)
    if (!waits_for.empty() && delivery.waits_for == waits_for) found.push_back(delivery);
  return found;
}

void LedgerState::index(const BrokerState& broker) {
  people_[broker.profile.person_id] = broker.id;
  for (const auto& key : {broker.publishable_key, broker.secret_key})
    if (key) keys_[key->prefix] = {broker.id, key->kind, key->sha256};
}

void LedgerState::unindex(const BrokerState& broker) {
  people_.erase(broker.profile.person_id);
  for (const auto& key : {broker.publishable_key, broker.secret_key})
    if (key) keys_.erase(key->prefix);
}

void LedgerState::move_stock(const std::vector<CardQuantity>& cards, std::int64_t sign) {
  // A card may have left the catalogue since: nothing is on sale then, nothing to count.
  for (const auto& q : cards)
    if (auto* card = find_in(cards_, q.card_id)) card->card.stock += sign * q.quantity;
}

namespace {

struct NamedPayee {
  BrokerId id;
  PayeeState state;
};
BOOST_DESCRIBE_STRUCT(NamedPayee, (), (id, state))

struct Snapshot {
  std::int64_t position = 0;
  std::vector<BrokerState> brokers;
  std::vector<NamedPayee> payees;
  std::vector<AdminState> admins;
  std::vector<CardState> cards;
  std::vector<ParkedDelivery> deliveries;
  std::vector<BankFileState> bank_files;
  PeriodsState periods;
  std::vector<EndpointState> endpoints;
  std::int64_t catalog_version = 0;
  std::int64_t orders_placed = 0;
};
BOOST_DESCRIBE_STRUCT(Snapshot, (),
                      (position, brokers, payees, admins, cards, deliveries, bank_files, periods, endpoints,
                       catalog_version, orders_placed))

template <class Map>
auto values(const Map& map) {
  std::vector<typename Map::mapped_type> out;
  for (const auto& [key, value] : map) out.push_back(value);
  return out;
}

}  // namespace

std::string LedgerState::snapshot() const {
  std::vector<NamedPayee> payees;
  for (const auto& [id, state] : payees_) payees.push_back({id, state});
  return json::to_json(Snapshot{position_.value, values(brokers_), std::move(payees), values(admins_),
                                values(cards_), values(deliveries_), bank_files_, periods_,
                                values(endpoints_), catalog_version_, orders_placed_});
}

LedgerState LedgerState::from_snapshot(const std::string& text) {
  const auto snapshot = json::read_stored<Snapshot>(text);
  LedgerState s;
  s.position_ = {snapshot.position};
  for (const auto& b : snapshot.brokers) {
    s.brokers_[b.id] = b;
    s.index(b);
  }
  for (const auto& p : snapshot.payees) s.payees_[p.id] = p.state;
  for (const auto& a : snapshot.admins) {
    s.admins_[a.id] = a;
    if (a.active) s.tokens_[a.token_prefix] = a.id;
  }
  for (const auto& c : snapshot.cards) s.cards_[c.card.card_id] = c;
  for (const auto& d : snapshot.deliveries) s.deliveries_[d.external_id] = d;
  s.bank_files_ = snapshot.bank_files;
  s.periods_ = snapshot.periods;
  for (const auto& e : snapshot.endpoints) s.endpoints_[e.id] = e;
  s.catalog_version_ = snapshot.catalog_version;
  s.orders_placed_ = snapshot.orders_placed;
  return s;
}

}  // namespace daybook
