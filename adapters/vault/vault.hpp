#pragma once
// Keys and encryption: AES-256-GCM records under keys derived from one master key, and per-person keys
// wrapped by it. Source: security checklist 35-37.

#include <optional>
#include <string>
#include <string_view>

#include "adapters/vault/digest_key.hpp"
#include "core/uuid.hpp"
#include "events/sealed.hpp"

namespace daybook {

/// 32 raw bytes.
using SecretKey = std::string;

class Vault {
 public:
  /// `master` is 32 raw bytes; throws std::runtime_error otherwise.
  explicit Vault(SecretKey master);
  /// Reads 64 hex digits from a file; throws std::runtime_error naming the file.
  static Vault from_file(const std::string& path);

  SecretKey new_person_key() const;
  std::string wrap(const PersonId& person, const SecretKey& key) const;
  SecretKey unwrap(const PersonId& person, std::string_view wrapped) const;

  /// A personal text under its person's key; `field` binds it to its place (swapped records fail).
  static Sealed seal(const PersonId& person, const SecretKey& key, std::string_view field,
                     std::string_view text);
  /// Throws std::runtime_error when record, key or place do not fit.
  static std::string open(const PersonId& person, const SecretKey& key, std::string_view field,
                          const Sealed& sealed);

  /// Bytes of our own at rest, bound to `place`.
  std::string seal_bytes(std::string_view place, std::string_view bytes) const;
  std::string open_bytes(std::string_view place, std::string_view sealed) const;

  /// Keyed hash of a text, 32 raw bytes: nobody without the key can test one.
  std::string keyed_hash(std::string_view text) const;
  /// Of a normalised e-mail address, as the store keeps it (digest_key): equal addresses meet.
  Uuid email_hash(std::string_view normalised) const { return digest_key(keyed_hash(normalised)); }
  /// A visitor's hash within one day; other days give unrelated hashes.
  std::string visitor_hash(std::string_view day, std::string_view broker, std::string_view visitor) const;

 private:
  SecretKey wrapping_, bytes_, email_, visitor_;
};

}  // namespace daybook
