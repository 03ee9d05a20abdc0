#include "adapters/postgres/person_keys.hpp"

namespace daybook {

std::string reveal(const KeyLookup& keys, const PersonId& person, std::string_view field,
                   const Sealed& sealed) {
  const auto key = keys(person);
  return key ? Vault::open(person, *key, field, sealed) : kErased;
}

std::optional<SecretKey> PersonKeys::key(pg::Connection& connection, const PersonId& person) {
  {
    std::lock_guard lock(mutex_);
    if (auto it = keys_.find(person); it != keys_.end()) return it->second;
  }
  const auto rows = connection.exec("SELECT wrapped_key FROM persons WHERE person_id = $1", {person.str()});
  if (rows.size() == 0 || rows.null(0, 0)) return std::nullopt;
  const SecretKey key = vault_.unwrap(person, rows.bytes(0, 0));
  std::lock_guard lock(mutex_);
  if (keys_.size() > 50'000) keys_.clear();
  keys_[person] = key;
  return key;
}

KeyLookup PersonKeys::lookup(pg::Connection& connection) {
  return [this, &connection](const PersonId& person) { return key(connection, person); };
}

std::optional<PersonId> PersonKeys::find(pg::Connection& connection, const std::string& email) {
  const auto rows = connection.exec("SELECT person_id FROM persons WHERE email_hash = $1",
                                    {pg::bytea(vault_.email_hash(email))});
  if (rows.size() == 0) return std::nullopt;
  return PersonId::parse(rows.text(0, 0));
}

void PersonKeys::forget(const PersonId& person) {
  std::lock_guard lock(mutex_);
  keys_.erase(person);
}

}  // namespace daybook
