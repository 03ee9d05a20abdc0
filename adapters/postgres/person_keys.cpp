#include "adapters/postgres/person_keys.hpp"

namespace daybook {

std::string reveal(const KeyLookup& keys, const PersonId& person, std::string_view field,
                   const Sealed& sealed) {
  const auto key = keys(person);
  return key ? Vault::open(person, *key, field, sealed) : kErased;
}

std::optional<SecretKey> PersonKeys::key(pg::Connection& connection, const PersonId& person,
                                         std::int64_t erasures_seen) {
  {
    std::lock_guard lock(mutex_);
    if (auto it = keys_.find(person); it != keys_.end()) return it->second;
  }
  const auto rows = connection.exec("SELECT wrapped_key FROM persons WHERE person_id = $1", {person.str()});
  if (rows.size() == 0 || rows.null(0, 0)) return std::nullopt;
  SecretKey key = vault_.unwrap(person, rows.bytes(0, 0));
  std::lock_guard lock(mutex_);
  if (erasures_ == erasures_seen) keep(person, key);
  return key;
}

void PersonKeys::keep(const PersonId& person, const SecretKey& key) {
  if (!keys_.try_emplace(person, key).second) return;
  if (kept_.size() < limit_) return kept_.push_back(person);
  keys_.erase(std::exchange(kept_[oldest_], person));
  oldest_ = (oldest_ + 1) % limit_;
}

KeyLookup PersonKeys::lookup(pg::Connection& connection) {
  std::lock_guard lock(mutex_);
  return
      [this, &connection, seen = erasures_](const PersonId& person) { return key(connection, person, seen); };
}

std::optional<PersonId> PersonKeys::find(pg::Connection& connection, const std::string& email) {
  const auto rows = connection.exec("SELECT person_id FROM persons WHERE email_hash = $1",
                                    {to_string(vault_.email_hash(email))});
  if (rows.size() == 0) return std::nullopt;
  return PersonId::parse(rows.text(0, 0));
}

void PersonKeys::forget(const PersonId& person) {
  std::lock_guard lock(mutex_);
  ++erasures_;
  keys_.erase(person);
}

}  // namespace daybook
