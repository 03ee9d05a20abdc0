#pragma once
// What a command sees: state exactly at the log's head, loads on demand, and one place to append. The head is
// either held (its row locked), or it is where this process's own batches in flight will leave it. Lives
// where the writer decides.

#include <optional>
#include <string>
#include <unordered_set>

#include "adapters/postgres/append_batch.hpp"
#include "adapters/postgres/pg.hpp"
#include "adapters/postgres/plan_age.hpp"
#include "adapters/postgres/recent_map.hpp"
#include "adapters/postgres/stored_keys.hpp"
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

/// What commands of a batch are about to load.
struct Hints {
  std::vector<OrderId> orders;
  std::vector<std::string> refs;
  std::vector<Uuid> email_hashes;
};

/// Thrown by what is only right under the head's lock; the batch is run again with it.
struct NeedsHead : std::runtime_error {
  NeedsHead() : std::runtime_error("this command needs the log head's lock") {}
};

class Workspace {
 public:
  /// People that `stored` does not know are taken for new, unless the head is held.
  Workspace(const Vault& vault, const Policy& policy, IdSource& ids, StoredKeys& stored);

  // What decisions read.
  const LedgerState& ledger() const { return ledger_; }
  const OrderState* order(const OrderId& id);
  const PayoutState* payout(const PayoutId& id);
  PayeeLedger payee_ledger(const BrokerId& payee);
  /// The payee's orders that were placed in [from, until), oldest first, `most` at the most.
  std::vector<OrderState> orders_placed(const BrokerId& payee, Instant from, Instant until, std::size_t most);
  /// The events of a stream that nothing keeps in memory, oldest first.
  std::vector<Recorded> stream(const std::string& name);
  /// The stream that an external reference belongs to ("intent:pi_…" -> "order-…").
  std::optional<std::string> ref(const std::string& ref);
  /// The first event behind `after` that is effective before `end`, if there is one.
  std::optional<std::int64_t> effective_behind(std::int64_t after, Instant end);
  /// The person whose normalised address has this hash (Vault::email_hash); made when there is none.
  Person person(const Uuid& email_hash);
  std::optional<Person> find_person(const Uuid& email_hash);
  /// Nothing for an erased person.
  std::optional<SecretKey> person_key(const PersonId& id);
  /// A delivery's body as it came, of an earlier command; nothing when it was not stored or its person is
  /// erased.
  std::optional<std::string> webhook_body(const std::string& external_id);
  /// Version of the stream's last event, 0 when it does not exist.
  std::int64_t stream_version(const std::string& stream);
  Instant now() const { return now_; }
  const Policy& policy() const { return policy_; }
  const Vault& vault() const { return vault_; }
  IdSource& ids() { return ids_; }

  // What decisions leave behind, all in one transaction.
  void append(NewEvents events);
  void add_ref(const std::string& ref, const std::string& stream);
  /// Sealed under the person's key, or the master key while nobody is known; not stored for an erased person.
  void add_webhook_body(const std::string& external_id, const std::string& body,
                        const std::optional<PersonId>& person);
  void erase_person(const PersonId& id);
  void keep_answer(const KeptAnswer& answer) { add_answer(batch_.answer_rows, answer, now_, vault_); }
  /// Position of the last event, appended or not yet.
  std::int64_t position() const { return ledger_.position().value; }

  // For the writer.
  /// A batch under the head's lock: takes it on this connection and reads what others appended; returns that.
  std::vector<Recorded> take_head(pg::Connection& connection);
  /// A batch on top of the one before, which may still be on its way; reads what is missing through this
  /// connection.
  void go_on(pg::Connection& connection);
  void begin_command(const Origin& origin);
  /// The command was refused: the people that it met for the first time are not kept.
  void abandon_command();
  /// Loads in bulk what commands are about to ask for, with `first`, if any, in the same round trip; returns
  /// its rows.
  std::optional<pg::Rows> prefetch(const Hints& hints, std::optional<pg::Query> first);
  /// Then the keys of these orders' customers, whose data their answers show.
  void load_customer_keys(const std::vector<OrderId>& orders);
  bool holds_head() const { return holds_head_; }
  const std::vector<Recorded>& appended() const { return batch_.events; }
  /// How much this batch writes; people aside, whom abandon_command takes back.
  std::size_t left_behind() const {
    return batch_.events.size() + batch_.answer_rows.rows() + batch_.refs.size() + batch_.bodies.size() +
           batch_.erased.size();
  }
  /// Everything appended since the batch began, to be committed.
  AppendBatch take_batch();
  /// Back to a committed state; everything cached is forgotten.
  void reset(LedgerState committed);

 private:
  void begin_batch(pg::Connection& connection);
  template <class F>
  void each_cache(F&& f);
  void append_one(NewEvent fresh, const EventId& id);
  void open_stream(const Event& event, const EventType& type, const std::string& stream);
  void evolve_cached(const Recorded& recorded);
  /// Asks for those that are not known.
  std::optional<pg::Query> orders_query(const std::vector<OrderId>& orders);
  void load_orders(const pg::Rows& rows);
  void load_people(const pg::Rows& rows);
  void needs_head() const {
    if (!holds_head_) throw NeedsHead();
  }

  pg::Connection* connection_ = nullptr;
  pg::PlanAge plans_;  // the connection's; the writer has one for all batches
  bool holds_head_ = false;
  const Vault& vault_;
  const Policy& policy_;
  IdSource& ids_;
  StoredKeys& stored_;

  LedgerState ledger_;
  log::Frontier frontier_;
  Instant now_;
  Origin origin_;

  // Caches, true at the head.
  RecentMap<OrderId, OrderState> orders_{10'000};
  RecentMap<PayoutId, PayoutState> payouts_{1'000};
  RecentMap<std::string, std::int64_t> versions_{10'000};  // of streams that are no order's
  RecentMap<Uuid, Person> people_{10'000};                 // by e-mail hash
  RecentMap<PersonId, std::optional<SecretKey>> person_keys_{10'000};
  RecentMap<std::string, std::optional<std::string>> refs_{10'000};
  std::unordered_set<Uuid> unknown_people_;  // e-mail hashes that this batch knows nobody of

  AppendBatch batch_;
  std::size_t people_before_ = 0;
};

}  // namespace daybook
