#include "adapters/postgres/workspace.hpp"

#include <fmt/format.h>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/system/clock.hpp"

namespace daybook {
namespace {

constexpr std::size_t kOrdersKept = 20'000;
constexpr std::size_t kSmallKept = 100'000;

std::string bytea_array(const std::vector<std::string>& values) {
  std::vector<std::string> hex;
  for (const auto& v : values) hex.push_back(pg::bytea(v));
  return pg::text_array(hex);
}

}  // namespace

Workspace::Workspace(pg::Connection& connection, const Vault& vault, const Policy& policy, IdSource& ids)
    : connection_(connection), vault_(vault), policy_(policy), ids_(ids) {}

void Workspace::reset(LedgerState committed) {
  ledger_ = std::move(committed);
  orders_.clear();
  payouts_.clear();
  versions_.clear();
  people_.clear();
  person_keys_.clear();
  refs_.clear();
  appended_.clear();
  nodes_.clear();
  new_refs_.clear();
  new_people_.clear();
  new_bodies_.clear();
  erased_.clear();
}

void Workspace::forget_if_large() {
  if (orders_.size() > kOrdersKept) orders_.clear();
  if (payouts_.size() > kOrdersKept) payouts_.clear();
  if (versions_.size() > kSmallKept) versions_.clear();
  if (people_.size() > kSmallKept) people_.clear();
  if (person_keys_.size() > kSmallKept) person_keys_.clear();
  if (refs_.size() > kSmallKept) refs_.clear();
}

std::vector<Recorded> Workspace::take_head() {
  appended_.clear();
  nodes_.clear();
  new_refs_.clear();
  new_people_.clear();
  new_bodies_.clear();
  erased_.clear();
  forget_if_large();
  const auto head = connection_.exec("SELECT position, frontier, last_recorded_at FROM log_head FOR UPDATE");
  head_position_ = head.integer(0, 0);
  auto frontier = log::Frontier::parse(head_position_, head.bytes(0, 1));
  if (!frontier) throw std::logic_error("log_head.frontier does not fit its position");
  frontier_ = std::move(*frontier);
  now_ = std::max(system_now(), Instant{pg::micros_of(head.text(0, 2))});
  std::vector<Recorded> tail;
  while (ledger_.position().value < head_position_) {
    const auto rows = connection_.exec(
        fmt::format("SELECT {} FROM events WHERE position > $1 ORDER BY position LIMIT 5000", kEventColumns),
        {std::to_string(ledger_.position().value)});
    if (rows.size() == 0) throw std::logic_error("the log ends before its head");
    for (int i = 0; i < rows.size(); ++i) {
      tail.push_back(decode(envelope_of(rows, i)));
      ledger_.apply(tail.back());
      evolve_cached(tail.back());
    }
    refs_.clear();  // others may have added references
  }
  return tail;
}

void Workspace::evolve_cached(const Recorded& recorded) {
  const auto& stream = recorded.envelope.stream;
  if (auto v = versions_.find(stream); v != versions_.end()) v->second = recorded.envelope.version.value;
  if (const auto order = order_of_stream(stream)) {
    if (auto it = orders_.find(*order); it != orders_.end()) evolve_order(it->second, recorded);
  } else if (const auto payout = payout_of_stream(stream)) {
    if (auto it = payouts_.find(*payout); it != payouts_.end()) evolve_payout(it->second, recorded);
  } else if (const auto* erased = std::get_if<PersonErased>(&recorded.event)) {
    person_keys_[erased->person_id] = std::nullopt;
    std::erase_if(people_, [&](const auto& entry) { return entry.second.id == erased->person_id; });
  }
}

void Workspace::load_orders(const std::vector<std::string>& streams) {
  const auto rows = connection_.exec(
      fmt::format("SELECT {} FROM events WHERE stream = ANY($1::text[]) ORDER BY stream, version",
                  kEventColumns),
      {pg::text_array(streams)});
  for (int i = 0; i < rows.size(); ++i) {
    const Recorded recorded = decode(envelope_of(rows, i));
    const auto id = order_of_stream(recorded.envelope.stream);
    evolve_order(orders_[*id], recorded);
    versions_[recorded.envelope.stream] = recorded.envelope.version.value;
  }
}

const OrderState* Workspace::order(const OrderId& id) {
  auto it = orders_.find(id);
  if (it == orders_.end()) {
    load_orders({"order-" + id.str()});
    it = orders_.find(id);
  }
  return it == orders_.end() ? nullptr : &it->second;
}

const PayoutState* Workspace::payout(const PayoutId& id) {
  auto it = payouts_.find(id);
  if (it == payouts_.end()) {
    const auto rows = connection_.exec(
        fmt::format("SELECT {} FROM events WHERE stream = $1 ORDER BY version", kEventColumns),
        {"payout-" + id.str()});
    for (int i = 0; i < rows.size(); ++i) evolve_payout(payouts_[id], decode(envelope_of(rows, i)));
    it = payouts_.find(id);
  }
  return it == payouts_.end() ? nullptr : &it->second;
}

PayeeLedger Workspace::payee_ledger(const BrokerId& payee) {
  PayeeLedger ledger;
  const auto rows = connection_.exec(
      fmt::format("SELECT {} FROM events WHERE partition_key = $1 ORDER BY position", kEventColumns),
      {payee.str()});
  for (int i = 0; i < rows.size(); ++i) ledger.apply(decode(envelope_of(rows, i)));
  for (const auto& recorded : appended_)
    if (recorded.envelope.partition_key == payee.str()) ledger.apply(recorded);
  return ledger;
}

std::optional<std::string> Workspace::ref(const std::string& ref) {
  if (auto it = refs_.find(ref); it != refs_.end()) return it->second;
  const auto rows = connection_.exec("SELECT stream FROM external_refs WHERE ref = $1", {ref});
  auto& slot = refs_[ref];
  if (rows.size() == 1) slot = std::string(rows.text(0, 0));
  return slot;
}

std::optional<Person> Workspace::find_person(const std::string& email) {
  const std::string hash = vault_.email_hash(email);
  if (auto it = people_.find(hash); it != people_.end()) return it->second;
  const auto rows =
      connection_.exec("SELECT person_id, wrapped_key FROM persons WHERE email_hash = $1", {pg::bytea(hash)});
  if (rows.size() == 0) return std::nullopt;
  Person person{*PersonId::parse(rows.text(0, 0)), {}};
  person.key = vault_.unwrap(person.id, rows.bytes(0, 1));
  people_[hash] = person;
  person_keys_[person.id] = person.key;
  return person;
}

Person Workspace::person(const std::string& email) {
  if (auto known = find_person(email)) return *known;
  const std::string hash = vault_.email_hash(email);
  Person person{PersonId(ids_.next()), vault_.new_person_key()};
  people_[hash] = person;
  person_keys_[person.id] = person.key;
  new_people_.emplace_back(hash, person);
  return person;
}

std::optional<SecretKey> Workspace::person_key(const PersonId& id) {
  if (auto it = person_keys_.find(id); it != person_keys_.end()) return it->second;
  const auto rows = connection_.exec("SELECT wrapped_key FROM persons WHERE person_id = $1", {id.str()});
  auto& slot = person_keys_[id];
  if (rows.size() == 1 && !rows.null(0, 0)) slot = vault_.unwrap(id, rows.bytes(0, 0));
  return slot;
}

void Workspace::prefetch(const std::vector<OrderId>& orders, const std::vector<std::string>& refs,
                         const std::vector<std::string>& emails) {
  std::vector<std::string> streams, missing_refs, hashes;
  for (const auto& id : orders)
    if (!orders_.contains(id)) streams.push_back("order-" + id.str());
  for (const auto& ref : refs)
    if (!refs_.contains(ref)) missing_refs.push_back(ref);
  for (const auto& email : emails) {
    auto hash = vault_.email_hash(email);
    if (!people_.contains(hash)) hashes.push_back(std::move(hash));
  }
  if (streams.size() > 1) load_orders(streams);
  if (missing_refs.size() > 1) {
    const auto rows = connection_.exec("SELECT ref, stream FROM external_refs WHERE ref = ANY($1::text[])",
                                       {pg::text_array(missing_refs)});
    for (const auto& ref : missing_refs) refs_[ref] = std::nullopt;
    for (int i = 0; i < rows.size(); ++i) refs_[std::string(rows.text(i, 0))] = std::string(rows.text(i, 1));
  }
  if (hashes.size() > 1) {
    const auto rows = connection_.exec(
        "SELECT person_id, wrapped_key, email_hash FROM persons WHERE email_hash = ANY($1::bytea[])",
        {bytea_array(hashes)});
    for (int i = 0; i < rows.size(); ++i) {
      Person person{*PersonId::parse(rows.text(i, 0)), {}};
      person.key = vault_.unwrap(person.id, rows.bytes(i, 1));
      people_[rows.bytes(i, 2)] = person;
      person_keys_[person.id] = person.key;
    }
  }
}

std::int64_t Workspace::stream_version(const std::string& stream) {
  auto it = versions_.find(stream);
  if (it == versions_.end()) {
    const auto rows =
        connection_.exec("SELECT coalesce(max(version), 0) FROM events WHERE stream = $1", {stream});
    it = versions_.emplace(stream, rows.integer(0, 0)).first;
  }
  return it->second;
}

void Workspace::begin_command(const Origin& origin) {
  origin_ = origin;
  people_before_ = new_people_.size();
}

void Workspace::abandon_command() {
  for (std::size_t i = people_before_; i < new_people_.size(); ++i) {
    people_.erase(new_people_[i].first);
    person_keys_.erase(new_people_[i].second.id);
  }
  new_people_.resize(people_before_);
}

void Workspace::append(const NewEvents& events) {
  for (const auto& fresh : events) {
    Recorded r{{}, fresh.event};
    Envelope& e = r.envelope;
    const EventType type = type_of(fresh.event);
    e.position = ledger_.position().next();
    e.event_id = EventId(ids_.next());
    e.stream = stream_of(fresh.event);
    if (type.opens_stream) versions_.emplace(e.stream, 0);  // new for sure: nothing to look up
    e.version = {stream_version(e.stream) + 1};
    versions_[e.stream] = e.version.value;
    e.type = type.name;
    e.schema_version = type.schema_version;
    e.recorded_at = now_;
    e.effective_at = fresh.effective_at;
    e.actor = origin_.actor;
    e.correlation_id = origin_.correlation_id;
    e.causation_id = origin_.causation_id;
    e.partition_key = partition_key_of(fresh.event);
    e.payload = encode_payload(fresh.event);
    e.leaf_hash = compute_leaf_hash(e);
    frontier_.append(e.leaf_hash, [&](int level, std::int64_t index, const log::Hash& hash) {
      nodes_.emplace_back(level, index, hash);
    });
    if (const auto* placed = std::get_if<OrderPlaced>(&r.event)) orders_[placed->order_id] = {};
    if (const auto* created = std::get_if<PayoutCreated>(&r.event)) payouts_[created->payout_id] = {};
    ledger_.apply(r);
    evolve_cached(r);
    appended_.push_back(std::move(r));
  }
}

void Workspace::add_ref(const std::string& ref, const std::string& stream) {
  refs_[ref] = stream;
  new_refs_.emplace_back(ref, stream);
}

void Workspace::add_webhook_body(const std::string& external_id, const std::string& body,
                                 const std::optional<PersonId>& person) {
  const auto key = person ? person_key(*person) : std::nullopt;
  if (key) {
    new_bodies_.push_back(
        {external_id, person, Vault::seal(*person, *key, "webhook:" + external_id, body).text});
  } else {
    new_bodies_.push_back({external_id, std::nullopt, vault_.seal_bytes("webhook:" + external_id, body)});
  }
}

void Workspace::erase_person(const PersonId& id) { erased_.push_back(id); }

void Workspace::flush() {
  flush_events();
  flush_side_tables();
}

void Workspace::flush_events() {
  if (appended_.empty()) return;
  std::string rows;
  rows.reserve(appended_.size() * 900);
  const auto field = [&](std::string_view text) {
    pg::copy_field(rows, text);
    rows += '\t';
  };
  const auto plain = [&](const std::string& text) {
    rows += text;
    rows += '\t';
  };
  for (const auto& [e, event] : appended_) {
    plain(std::to_string(e.position.value));
    plain(e.event_id.str());
    field(e.stream);
    plain(std::to_string(e.version.value));
    field(e.type);
    plain(std::to_string(e.schema_version));
    plain(to_string(e.recorded_at));
    plain(to_string(e.effective_at));
    field(e.actor);
    field(e.correlation_id);
    field(e.causation_id);
    field(e.partition_key);
    field(e.payload);
    rows += "\\\\x" + log::to_hex(e.leaf_hash) + '\n';
  }
  connection_.copy_in(fmt::format("COPY events ({}) FROM STDIN", kEventColumns), rows);
  const auto updated = connection_.exec(
      "UPDATE log_head SET position = $1, frontier = $2, last_recorded_at = $3 WHERE position = $4",
      {std::to_string(ledger_.position().value), pg::bytea(frontier_.serialize()), to_string(now_),
       std::to_string(head_position_)});
  if (updated.affected() != 1) throw std::logic_error("the log head moved under its own lock");
}

void Workspace::flush_side_tables() {
  if (!nodes_.empty()) {
    std::string rows;
    for (const auto& [level, index, hash] : nodes_)
      rows += fmt::format("{}\t{}\t\\\\x{}\n", level, index, log::to_hex(hash));
    connection_.copy_in("COPY log_nodes (level, index, hash) FROM STDIN", rows);
  }
  if (!new_refs_.empty()) {
    std::string rows;
    for (const auto& [ref, stream] : new_refs_) {
      pg::copy_field(rows, ref);
      rows += '\t';
      pg::copy_field(rows, stream);
      rows += '\n';
    }
    connection_.copy_in("COPY external_refs (ref, stream) FROM STDIN", rows);
  }
  if (!new_people_.empty()) {
    std::string rows;
    for (const auto& [hash, person] : new_people_)
      rows += fmt::format("{}\t\\{}\t\\{}\n", person.id.str(), pg::bytea(hash),
                          pg::bytea(vault_.wrap(person.id, person.key)));
    connection_.copy_in("COPY persons (person_id, email_hash, wrapped_key) FROM STDIN", rows);
  }
  for (const auto& body : new_bodies_)
    connection_.exec("INSERT INTO webhook_bodies (external_id, person_id, sealed) VALUES ($1, $2, $3)",
                     {body.external_id, body.person ? std::optional(body.person->str()) : std::nullopt,
                      pg::bytea(body.sealed)});
  for (const auto& id : erased_) {
    connection_.exec(
        "UPDATE persons SET email_hash = NULL, wrapped_key = NULL, erased_at = $2 WHERE person_id = $1",
        {id.str(), to_string(now_)});
    connection_.exec("UPDATE idempotency SET body = NULL WHERE person_id = $1", {id.str()});
  }
}

}  // namespace daybook
