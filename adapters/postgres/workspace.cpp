#include "adapters/postgres/workspace.hpp"

#include <fmt/format.h>

#include "adapters/postgres/binary_format.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/order_states.hpp"
#include "adapters/system/clock.hpp"
#include "events/period/late_posting.hpp"

namespace daybook {
namespace {

const std::string kEventsOf = fmt::format("SELECT {} FROM events WHERE ", kEventColumns);

const pg::Statement kLoadRefs{"load_refs",
                              "SELECT ref, stream FROM external_refs WHERE ref = ANY($1::text[])"};
const pg::Statement kLoadPeople{
    "load_people",
    "SELECT person_id, wrapped_key, email_hash FROM persons WHERE email_hash = ANY($1::uuid[])"};
const pg::Statement kLoadPersonKeys{
    "load_person_keys", "SELECT person_id, wrapped_key FROM persons WHERE person_id = ANY($1::uuid[])"};
const pg::Statement kStreamVersion{
    "stream_version",
    "SELECT coalesce(max(version), 0) FROM events WHERE stream = $1::text AND position <= $2::bigint"};

}  // namespace

Workspace::Workspace(const Vault& vault, const Policy& policy, IdSource& ids, StoredKeys& stored)
    : vault_(vault), policy_(policy), ids_(ids), stored_(stored) {}

void Workspace::reset(LedgerState committed) {
  ledger_ = std::move(committed);
  batch_ = {};
  each_cache([](auto& cache) { cache.clear(); });
}

template <class F>
void Workspace::each_cache(F&& f) {
  f(orders_);
  f(payouts_);
  f(versions_);
  f(people_);
  f(person_keys_);
  f(refs_);
}

void Workspace::begin_batch(pg::Connection& connection) {
  connection_ = &connection;
  batch_ = {};
  unknown_people_.clear();
  each_cache([](auto& cache) { cache.begin_batch(); });
}

void Workspace::go_on(pg::Connection& connection) {
  plans_.replan(connection, ledger_.position().value);
  begin_batch(connection);
  holds_head_ = false;
  batch_.decided_at = ledger_.position();
  now_ = batch_.now = std::max(system_now(), now_);
}

std::vector<Recorded> Workspace::take_head(pg::Connection& connection) {
  begin_batch(connection);
  holds_head_ = true;
  const auto head = connection.exec(
      "BEGIN; SELECT position, frontier, last_recorded_at FROM log_head WHERE one_row FOR UPDATE");
  const std::int64_t position = head.integer(0, 0);
  plans_.replan(connection, position);
  auto frontier = log::Frontier::parse(position, head.bytes(0, 1));
  if (!frontier) throw std::logic_error("log_head.frontier does not fit its position");
  frontier_ = std::move(*frontier);
  now_ = std::max(system_now(), Instant{pg::micros_of(head.text(0, 2))});
  std::vector<Recorded> tail;
  while (ledger_.position().value < position) {
    // Both ends written out: planned for the log's partitions between them.
    const auto rows =
        connection.exec(fmt::format("{}position > {} AND position <= {} ORDER BY position LIMIT 5000",
                                    kEventsOf, ledger_.position().value, position));
    if (rows.size() == 0) throw std::logic_error("the log ends before its head");
    for (int i = 0; i < rows.size(); ++i) {
      tail.push_back(decode(envelope_of(rows, i)));
      ledger_.apply(tail.back());
      evolve_cached(tail.back());
    }
    refs_.clear();  // others may have added references
  }
  batch_.decided_at = ledger_.position();
  batch_.now = now_;
  return tail;
}

AppendBatch Workspace::take_batch() {
  if (!batch_.events.empty()) batch_.frontier = frontier_.serialize();
  return std::exchange(batch_, {});
}

void Workspace::evolve_cached(const Recorded& recorded) {
  const auto& stream = recorded.envelope.stream;
  if (auto* version = versions_.find(stream)) *version = recorded.envelope.version.value;
  if (const auto id = order_of_stream(stream)) {
    if (auto* order = orders_.find(*id)) evolve_order(*order, recorded);
  } else if (const auto payout_id = payout_of_stream(stream)) {
    if (auto* payout = payouts_.find(*payout_id)) evolve_payout(*payout, recorded);
  } else if (const auto* erased = std::get_if<PersonErased>(&recorded.event)) {
    person_keys_[erased->person_id] = std::nullopt;
    people_.erase_if([&](const Person& person) { return person.id == erased->person_id; });
  }
}

std::optional<pg::Query> Workspace::orders_query(const std::vector<OrderId>& orders) {
  std::vector<Uuid> unknown;
  for (const auto& id : orders)
    if (!orders_.contains(id)) unknown.push_back(id.uuid);
  if (unknown.empty()) return std::nullopt;
  return order_facts(unknown, ledger_.position().value);
}

void Workspace::load_orders(const pg::Rows& rows) {
  for (int i = 0; i < rows.size(); ++i) evolve_order(orders_[order_of_fact(rows, i)], order_fact(rows, i));
}

void Workspace::load_people(const pg::Rows& rows) {
  for (int i = 0; i < rows.size(); ++i) {
    Person person{PersonId(rows.binary_uuid(i, 0)), {}};
    person.key = vault_.unwrap(person.id, rows.text(i, 1));
    person_keys_[person.id] = person.key;
    const Uuid hash = rows.binary_uuid(i, 2);
    stored_.add(hash);  // it may be another process's
    people_[hash] = std::move(person);
  }
}

void Workspace::load_customer_keys(const std::vector<OrderId>& orders) {
  std::vector<Uuid> unknown;
  for (const auto& id : orders)
    if (const OrderState* order = orders_.find(id))
      if (!person_keys_.contains(order->customer.person_id))
        unknown.push_back(order->customer.person_id.uuid);
  if (unknown.empty()) return;
  const pg::Query query{&kLoadPersonKeys, {pg::binary_uuids(unknown)}};
  const auto rows = connection_->pipeline({&query, 1}).front();
  for (int i = 0; i < rows.size(); ++i) {
    const PersonId id(rows.binary_uuid(i, 0));
    try {
      auto key = rows.null(i, 1) ? std::nullopt : std::optional(vault_.unwrap(id, rows.text(i, 1)));
      person_keys_[id] = std::move(key);
    } catch (const std::exception&) {  // a damaged key fails the command that asks for it, not its batch
    }
  }
}

const OrderState* Workspace::order(const OrderId& id) {
  if (const auto* known = orders_.find(id)) return known;
  const pg::Query query = order_facts({&id.uuid, 1}, ledger_.position().value);
  load_orders(connection_->pipeline({&query, 1}).front());
  return orders_.find(id);
}

const PayoutState* Workspace::payout(const PayoutId& id) {
  if (const auto* known = payouts_.find(id)) return known;
  for (const auto& recorded : read_stream(*connection_, "payout-" + id.str()))
    evolve_payout(payouts_[id], recorded);
  return payouts_.find(id);
}

PayeeLedger Workspace::payee_ledger(const BrokerId& payee) {
  needs_head();
  PayeeLedger ledger;
  // Not a payee's placed orders, nor what became of them: most of its events, and all of the large ones.
  const auto rows =
      connection_->exec(kEventsOf + "partition_key = $1 AND type = ANY($2::text[]) ORDER BY position",
                        {payee.str(), pg::text_array(PayeeLedger::event_types())});
  for (int i = 0; i < rows.size(); ++i) ledger.apply(decode(envelope_of(rows, i)));
  for (const auto& recorded : batch_.events)
    if (recorded.envelope.partition_key == payee.str()) ledger.apply(recorded);
  return ledger;
}

std::vector<OrderState> Workspace::orders_placed(const BrokerId& payee, Instant from, Instant until,
                                                 std::size_t most) {
  needs_head();
  const auto rows = connection_->exec(
      "SELECT stream FROM events WHERE partition_key = $1 AND type = 'order.placed' AND recorded_at >= $2 "
      "AND recorded_at < $3 ORDER BY position LIMIT $4",
      {payee.str(), to_string(from), to_string(until), std::to_string(most)});
  std::vector<OrderId> placed_then;
  for (int i = 0; i < rows.size(); ++i)
    if (const auto id = order_of_stream(std::string(rows.text(i, 0)))) placed_then.push_back(*id);
  for (const auto& recorded : batch_.events) {
    const auto* placed = std::get_if<OrderPlaced>(&recorded.event);
    const Instant at = recorded.envelope.recorded_at;
    if (placed && placed->broker_id == payee && at >= from && at < until && placed_then.size() < most)
      placed_then.push_back(placed->order_id);
  }
  if (const auto missing = orders_query(placed_then))
    load_orders(connection_->pipeline({&*missing, 1}).front());
  std::vector<OrderState> orders;
  for (const OrderId& id : placed_then) orders.push_back(*order(id));
  return orders;
}

std::vector<Recorded> Workspace::stream(const std::string& name) {
  needs_head();  // a batch in flight may have added to it
  std::vector<Recorded> events = read_stream(*connection_, name);
  for (const auto& recorded : batch_.events)
    if (recorded.envelope.stream == name) events.push_back(recorded);
  return events;
}

std::optional<std::string> Workspace::ref(const std::string& ref) {
  if (const auto* known = refs_.find(ref)) return *known;
  const auto rows = connection_->exec("SELECT stream FROM external_refs WHERE ref = $1", {ref});
  auto& slot = refs_[ref];
  if (rows.size() == 1) slot = std::string(rows.text(0, 0));
  return slot;
}

std::optional<Person> Workspace::find_person(const Uuid& email_hash) {
  if (!people_.contains(email_hash) && !unknown_people_.contains(email_hash)) {
    const pg::Query query{&kLoadPeople, {pg::binary_uuids({&email_hash, 1})}};
    load_people(connection_->pipeline({&query, 1}).front());
    unknown_people_.insert(email_hash);
  }
  const Person* known = people_.find(email_hash);
  return known ? std::optional(*known) : std::nullopt;
}

Person Workspace::person(const Uuid& email_hash) {
  if (auto known = find_person(email_hash)) return *known;
  Person person{PersonId(ids_.next()), vault_.new_person_key()};
  people_[email_hash] = person;
  stored_.add(email_hash);
  person_keys_[person.id] = person.key;
  batch_.people.push_back({person.id, email_hash, vault_.wrap(person.id, person.key)});
  return person;
}

std::optional<SecretKey> Workspace::person_key(const PersonId& id) {
  if (const auto* known = person_keys_.find(id)) return *known;
  const auto rows = connection_->exec("SELECT wrapped_key FROM persons WHERE person_id = $1", {id.str()});
  auto& slot = person_keys_[id];
  if (rows.size() == 1 && !rows.null(0, 0)) slot = vault_.unwrap(id, rows.bytes(0, 0));
  return slot;
}

std::optional<pg::Rows> Workspace::prefetch(const Hints& hints, std::optional<pg::Query> first) {
  std::vector<std::string> refs;
  std::vector<Uuid> hashes;
  auto orders = orders_query(hints.orders);
  for (const auto& ref : hints.refs)
    if (!refs_.contains(ref)) refs.push_back(ref);
  for (const auto& hash : hints.email_hashes)
    if (!people_.contains(hash) && !unknown_people_.contains(hash)) {
      if (holds_head_ || stored_.may_hold(hash))
        hashes.push_back(hash);
      else
        unknown_people_.insert(hash);
    }
  std::vector<pg::Query> queries;
  if (first) queries.push_back(std::move(*first));
  const bool with_orders = orders.has_value();
  if (orders) queries.push_back(std::move(*orders));
  if (!refs.empty()) queries.push_back({&kLoadRefs, {pg::binary_texts(refs)}});
  if (!hashes.empty()) queries.push_back({&kLoadPeople, {pg::binary_uuids(hashes)}});
  if (queries.empty()) return std::nullopt;
  auto results = connection_->pipeline(queries);
  auto next = results.begin() + (first ? 1 : 0);
  if (with_orders) load_orders(*next++);
  if (!refs.empty()) {
    for (const auto& ref : refs) refs_[ref] = std::nullopt;
    for (int i = 0; i < next->size(); ++i)
      refs_[std::string(next->text(i, 0))] = std::string(next->text(i, 1));
    ++next;
  }
  if (!hashes.empty()) load_people(*next);
  unknown_people_.insert(hashes.begin(), hashes.end());  // those who are not in people_ now
  return first ? std::optional(std::move(results.front())) : std::nullopt;
}

std::int64_t Workspace::stream_version(const std::string& stream) {
  if (const auto id = order_of_stream(stream))
    if (const OrderState* known = order(*id)) return known->version;
  if (const auto* known = versions_.find(stream)) return *known;
  std::string head;
  pg::append_be(head, ledger_.position().value);
  const pg::Query query{&kStreamVersion, {stream, std::move(head)}};
  return versions_[stream] = connection_->pipeline({&query, 1}).front().binary_integer(0, 0);
}

void Workspace::begin_command(const Origin& origin) {
  origin_ = origin;
  people_before_ = batch_.people.size();
}

void Workspace::abandon_command() {
  for (std::size_t i = people_before_; i < batch_.people.size(); ++i) {
    people_.erase(batch_.people[i].email_hash);
    person_keys_.erase(batch_.people[i].id);
  }
  batch_.people.resize(people_before_);
}

/// What is new for sure: nothing to look up.
void Workspace::open_stream(const Event& event, const EventType& type, const std::string& stream) {
  if (const auto* placed = std::get_if<OrderPlaced>(&event)) {
    orders_[placed->order_id] = {};
    return;
  }
  if (const auto* created = std::get_if<PayoutCreated>(&event)) payouts_[created->payout_id] = {};
  if (type.opens_stream) versions_[stream] = 0;
}

void Workspace::append(NewEvents events) {
  for (auto& fresh : events) {
    const EventId id(ids_.next());
    if (auto late = post_late(ledger_.periods(), policy_.zone, fresh, ledger_.position(), now_)) {
      late->late_event_id = id;
      append_one({std::move(*late), now_}, EventId(ids_.next()));
    }
    append_one(std::move(fresh), id);
  }
}

void Workspace::append_one(NewEvent fresh, const EventId& id) {
  Recorded r{{}, std::move(fresh.event)};
  Envelope& e = r.envelope;
  const EventType type = type_of(r.event);
  e.position = ledger_.position().next();
  e.event_id = id;
  e.stream = stream_of(r.event);
  open_stream(r.event, type, e.stream);
  e.version = {stream_version(e.stream) + 1};
  e.type = type.name;
  e.schema_version = type.schema_version;
  e.recorded_at = now_;
  e.effective_at = fresh.effective_at;
  e.actor = origin_.actor;
  e.correlation_id = origin_.correlation_id;
  e.causation_id = origin_.causation_id;
  e.partition_key = partition_key_of(r.event);
  e.payload = encode_payload(r.event);
  e.leaf_hash = compute_leaf_hash(e);
  frontier_.append(e.leaf_hash, [&](int level, std::int64_t index, const log::Hash& hash) {
    batch_.nodes.emplace_back(level, index, hash);
  });
  ledger_.apply(r);
  evolve_cached(r);
  add_event(batch_.event_rows, e);
  batch_.events.push_back(std::move(r));
}

std::optional<std::int64_t> Workspace::effective_behind(std::int64_t after, Instant end) {
  needs_head();  // a batch in flight may hold one
  for (const auto& recorded : batch_.events)
    if (recorded.envelope.position.value > after && recorded.envelope.effective_at < end)
      return recorded.envelope.position.value;
  const auto rows = connection_->exec(
      fmt::format("SELECT position FROM events WHERE position > {} AND effective_at < $1 ORDER BY position "
                  "LIMIT 1",
                  after),
      {to_string(end)});
  return rows.size() == 0 ? std::nullopt : std::optional(rows.integer(0, 0));
}

void Workspace::add_ref(const std::string& ref, const std::string& stream) {
  refs_[ref] = stream;
  batch_.refs.emplace_back(ref, stream);
}

void Workspace::add_webhook_body(const std::string& external_id, const std::string& body,
                                 const std::optional<PersonId>& person) {
  const auto key = person ? person_key(*person) : std::nullopt;
  if (person && !key) return;  // erased: nothing of theirs is stored again
  const std::string place = "webhook:" + external_id;
  if (key) {
    batch_.bodies.push_back({external_id, person, Vault::seal(*person, *key, place, body).text});
  } else {
    batch_.bodies.push_back({external_id, std::nullopt, vault_.seal_bytes(place, body)});
  }
}

std::optional<std::string> Workspace::webhook_body(const std::string& external_id) {
  needs_head();  // a batch in flight may hold it
  const auto rows =
      connection_->exec("SELECT person_id, sealed FROM webhook_bodies WHERE external_id = $1", {external_id});
  if (rows.size() == 0) return std::nullopt;
  const std::string place = "webhook:" + external_id;
  if (rows.null(0, 0)) return vault_.open_bytes(place, rows.bytes(0, 1));
  const auto person = PersonId::parse(rows.text(0, 0));
  const auto key = person ? person_key(*person) : std::nullopt;
  if (!key) return std::nullopt;
  return Vault::open(*person, *key, place, Sealed{std::string(rows.bytes(0, 1))});
}

void Workspace::erase_person(const PersonId& id) {
  needs_head();  // a batch in flight may still use the person's key
  batch_.erased.push_back(id);
}

}  // namespace daybook
