#pragma once
// Opening personal data for readers: keys by person, cached until the log says that the person was erased.

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

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
  /// Keeps at most `limit` keys (about 10 MiB by default), those that were found last.
  explicit PersonKeys(const Vault& vault, std::size_t limit = 50'000) : vault_(vault), limit_(limit) {}
  /// A lookup over this connection, for views. Make it before the snapshot that it reads from is taken: keys
  /// found in a snapshot older than an erasure must not be kept, and erasures are noticed from here on.
  KeyLookup lookup(pg::Connection& connection);
  /// The person of a normalised address, if there is one that was not erased.
  std::optional<PersonId> find(pg::Connection& connection, const std::string& email);
  /// The log says that the person was erased.
  void forget(const PersonId& person);

 private:
  std::optional<SecretKey> key(pg::Connection& connection, const PersonId& person,
                               std::int64_t erasures_seen);
  void keep(const PersonId& person, const SecretKey& key);

  const Vault& vault_;
  const std::size_t limit_;
  std::mutex mutex_;
  std::int64_t erasures_ = 0;
  std::unordered_map<PersonId, SecretKey> keys_;
  std::vector<PersonId> kept_;  // a ring: whose keys were kept, some of them forgotten since
  std::size_t oldest_ = 0;      // the next to go, once the ring is full
};

}  // namespace daybook
