#pragma once
// Opening personal data for readers: keys by person, cached until the log says that the person was erased.

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "adapters/postgres/pg.hpp"
#include "adapters/vault/vault.hpp"

namespace daybook {

inline constexpr const char* kErased = "[erased]";

/// Looks up one person's key; nothing = erased.
using KeyLookup = std::function<std::optional<SecretKey>(const PersonId&)>;

/// The text, or "[erased]".
std::string reveal(const KeyLookup& keys, const PersonId& person, std::string_view field,
                   const Sealed& sealed);

class PersonKeys {
 public:
  explicit PersonKeys(const Vault& vault) : vault_(vault) {}
  std::optional<SecretKey> key(pg::Connection& connection, const PersonId& person);
  /// A lookup over this connection, for views.
  KeyLookup lookup(pg::Connection& connection);
  /// The person of a normalised address, if there is one that was not erased.
  std::optional<PersonId> find(pg::Connection& connection, const std::string& email);
  void forget(const PersonId& person);

 private:
  const Vault& vault_;
  std::mutex mutex_;
  std::unordered_map<PersonId, SecretKey> keys_;
};

}  // namespace daybook
