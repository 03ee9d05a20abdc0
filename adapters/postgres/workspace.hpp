#pragma once
// What a command sees while its process holds the log head: state exactly at the head, loads on demand, and
// one place to append. Lives on the writer's thread.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "adapters/postgres/pg.hpp"
#include "adapters/vault/vault.hpp"
#include "core/id_source.hpp"
#include "events/ledger/ledger_state.hpp"
#include "events/log/merkle.hpp"
#include "events/order/order_state.hpp"
#include "events/payout/payee_ledger.hpp"
#include "events/payout/payout_state.hpp"
#include "events/policy.hpp"

namespace daybook {

/// Who asks, and what it belongs to; copied into every envelope.
struct Origin {
  std::string actor;           ///< "admin:<id>", "broker:<id>", "stripe", "scheduler", "cli"
  std::string correlation_id;  ///< the request's id
  std::string causation_id;    ///< id of the event that led to this, "" for none
};

struct Person {
  PersonId id;
  SecretKey key;
};

class Workspace {
 public:
  Workspace(pg::Connection& connection, const Vault& vault, const Policy& policy, IdSource& ids);

  // What decisions read.
  const LedgerState& ledger() const { return ledger_; }
  const OrderState* order(const OrderId& id);
  const PayoutState* payout(const PayoutId& id);
  PayeeLedger payee_ledger(const BrokerId& payee);
  /// The stream that an external reference belongs to ("intent:pi_…" -> "order-…").
  std::optional<std::string> ref(const std::string& ref);
  /// The person with this normalised address; made when there is none.
  Person person(const std::string& email);
  std::optional<Person> find_person(const std::string& email);
  /// Nothing for an erased person.
  std::optional<SecretKey> person_key(const PersonId& id);
  /// Version of the stream's last event, 0 when it does not exist.
  std::int64_t stream_version(const std::string& stream);
  Instant now() const { return now_; }
  const Policy& policy() const { return policy_; }
  const Vault& vault() const { return vault_; }
  IdSource& ids() { return ids_; }

  // What decisions leave behind, all in one transaction.
  void append(const NewEvents& events);
  void add_ref(const std::string& ref, const std::string& stream);
  /// Sealed under the person's key, or the master key while nobody is known.
  void add_webhook_body(const std::string& external_id, const std::string& body,
                        const std::optional<PersonId>& person);
  void erase_person(const PersonId& id);
  /// Position of the last event, appended or not yet.
  std::int64_t position() const { return ledger_.position().value; }

  // For the writer.
  /// Takes the head row's lock and reads what others appended since; returns those events.
  std::vector<Recorded> take_head();
  void begin_command(const Origin& origin);
  /// The command was refused: the people that it met for the first time are not kept.
  void abandon_command();
  /// Loads in bulk what commands are about to ask for.
  void prefetch(const std::vector<OrderId>& orders, const std::vector<std::string>& refs,
                const std::vector<std::string>& emails);
  /// Writes everything appended since take_head.
  void flush();
  std::vector<Recorded>& appended() { return appended_; }
  /// Back to a committed state; everything cached is forgotten.
  void reset(LedgerState committed);

 private:
  void forget_if_large();
  void evolve_cached(const Recorded& recorded);
  void load_orders(const std::vector<std::string>& streams);
  void flush_events();
  void flush_side_tables();

  pg::Connection& connection_;
  const Vault& vault_;
  const Policy& policy_;
  IdSource& ids_;

  LedgerState ledger_;
  log::Frontier frontier_;
  Instant now_;
  Origin origin_;

  // Caches, true at the head.
  std::unordered_map<OrderId, OrderState> orders_;
  std::unordered_map<PayoutId, PayoutState> payouts_;
  std::unordered_map<std::string, std::int64_t> versions_;
  std::unordered_map<std::string, Person> people_;  // by e-mail hash
  std::unordered_map<PersonId, std::optional<SecretKey>> person_keys_;
  std::unordered_map<std::string, std::optional<std::string>> refs_;

  // Since take_head.
  std::vector<Recorded> appended_;
  std::vector<std::tuple<int, std::int64_t, log::Hash>> nodes_;
  std::vector<std::pair<std::string, std::string>> new_refs_;
  std::vector<std::pair<std::string, Person>> new_people_;  // e-mail hash, person
  struct Body {
    std::string external_id;
    std::optional<PersonId> person;
    std::string sealed;
  };
  std::vector<Body> new_bodies_;
  std::vector<PersonId> erased_;
  std::int64_t head_position_ = 0;
  std::size_t people_before_ = 0;
};

}  // namespace daybook
