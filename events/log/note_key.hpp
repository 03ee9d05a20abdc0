#pragma once
// Keys of C2SP signed notes (c2sp.org/signed-note), Ed25519 only (signature type 0x01).
// A key has a name (non-empty UTF-8 without blanks and without '+', best the log's own schema-less URL) and a
// 4-byte id, the start of SHA-256(name || 0x0A || 0x01 || public key). Its public half is shared as one line
// of text, "<name>+<id in hex>+<base64(0x01 || public key)>".
// Keys are immutable: copies share one, and any thread may use it.

#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY, kept out of our includers

namespace daybook::log {

inline constexpr std::size_t kKeyIdBytes = 4;
inline constexpr std::size_t kSignatureBytes = 64;

/// The public half: what an auditor holds.
class Verifier {
 public:
  /// Reads the text form; refuses any other signature type, and an id that is not the one of name and key.
  static Result<Verifier> parse(std::string_view text);

  const std::string& name() const { return name_; }
  /// 4 raw bytes.
  const std::string& key_id() const { return key_id_; }
  /// The text form that `parse` reads.
  std::string text() const;
  /// True when `signature` (64 raw bytes) is this key's for exactly these bytes.
  bool verify(std::string_view message, std::string_view signature) const;

 private:
  friend class Signer;
  Verifier() = default;
  static Result<Verifier> create(std::string_view name, std::string_view public_key);

  std::string name_;
  std::string key_id_;
  std::string public_key_;
  std::shared_ptr<evp_pkey_st> key_;
};

/// The private half: what the log holds.
class Signer {
 public:
  /// `seed`: the 32 raw bytes of the private key as in RFC 8032. Refuses a bad name or another length.
  static Result<Signer> create(std::string_view name, std::string_view seed);

  const std::string& name() const { return verifier_.name(); }
  const Verifier& verifier() const { return verifier_; }
  /// 64 raw bytes; the same for the same message. Throws std::runtime_error when OpenSSL fails.
  std::string sign(std::string_view message) const;

 private:
  Signer(Verifier verifier, std::shared_ptr<evp_pkey_st> key)
      : verifier_(std::move(verifier)), key_(std::move(key)) {}

  Verifier verifier_;
  std::shared_ptr<evp_pkey_st> key_;
};

/// The rule for key names, above.
bool is_key_name(std::string_view name);

}  // namespace daybook::log
