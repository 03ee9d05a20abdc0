#include "adapters/vault/vault.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <fstream>
#include <memory>
#include <stdexcept>

#include "adapters/system/clock.hpp"
#include "events/log/hash.hpp"

namespace daybook {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kKey = 32;
constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

/// Looking the cipher up by name costs more than encrypting a name or an address: once per process.
const EVP_CIPHER* cipher() {
  static const std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> found(
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), &EVP_CIPHER_free);
  if (!found) throw std::runtime_error("OpenSSL has no AES-256-GCM");
  return found.get();
}

unsigned char* raw(std::string& s, std::size_t at = 0) {
  return reinterpret_cast<unsigned char*>(s.data() + at);
}
const unsigned char* raw(std::string_view s, std::size_t at = 0) {
  return reinterpret_cast<const unsigned char*>(s.data() + at);
}

/// A context for one direction, which keeps its cipher and its key: either given again would be set up anew.
class Context {
 public:
  explicit Context(bool encrypting) : ctx_(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free) {
    if (!ctx_) throw std::bad_alloc();
    if (EVP_CipherInit_ex2(ctx_.get(), cipher(), nullptr, nullptr, encrypting ? 1 : 0, nullptr) != 1)
      throw std::runtime_error("OpenSSL cannot set up AES-256-GCM");
  }
  ~Context() { OPENSSL_cleanse(key_.data(), key_.size()); }
  Context(Context&&) = default;
  Context& operator=(Context&&) = default;
  bool has(const SecretKey& key) const { return key_ == key; }
  /// Begins with the key and a nonce.
  EVP_CIPHER_CTX* begin(const SecretKey& key, const unsigned char* nonce) {
    if (key.size() != kKey) throw std::logic_error("a key of AES-256 has 32 bytes");
    const unsigned char* another = has(key) ? nullptr : raw(key);
    key_.clear();
    if (EVP_CipherInit_ex2(ctx_.get(), nullptr, another, nonce, -1, nullptr) != 1)
      throw std::runtime_error("OpenSSL cannot begin AES-256-GCM");
    key_ = key;
    return ctx_.get();
  }

 private:
  std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> ctx_;
  SecretKey key_;
};

/// This thread's two contexts for a direction: a person's key comes with the one that wraps it.
template <bool encrypting>
EVP_CIPHER_CTX* begin(const SecretKey& key, const unsigned char* nonce) {
  thread_local Context latest(encrypting), other(encrypting);
  if (!latest.has(key)) std::swap(latest, other);
  return latest.begin(key, nonce);
}

/// version ‖ nonce ‖ ciphertext ‖ tag.
std::string encrypt(const SecretKey& key, std::string_view aad, std::string_view plain) {
  const std::string nonce = random_bytes(kNonce);
  std::string out(1 + kNonce + plain.size() + kTag, kVersion);
  out.replace(1, kNonce, nonce);
  EVP_CIPHER_CTX* ctx = begin<true>(key, raw(nonce));
  int n = 0;
  const bool fine =
      EVP_EncryptUpdate(ctx, nullptr, &n, raw(aad), static_cast<int>(aad.size())) == 1 &&
      EVP_EncryptUpdate(ctx, raw(out, 1 + kNonce), &n, raw(plain), static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(ctx, raw(out, 1 + kNonce + plain.size()), &n) == 1 &&
      EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, kTag, raw(out, 1 + kNonce + plain.size())) == 1;
  if (!fine) throw std::runtime_error("encryption failed");
  return out;
}

std::string decrypt(const SecretKey& key, std::string_view aad, std::string_view record) {
  if (record.size() < 1 + kNonce + kTag || record[0] != kVersion)
    throw std::runtime_error("an encrypted record has an unknown form");
  const std::size_t size = record.size() - 1 - kNonce - kTag;
  std::string out(size + 1, '\0');
  std::string tag(record.substr(1 + kNonce + size));
  EVP_CIPHER_CTX* ctx = begin<false>(key, raw(record, 1));
  int n = 0;
  const bool fine =
      EVP_DecryptUpdate(ctx, nullptr, &n, raw(aad), static_cast<int>(aad.size())) == 1 &&
      EVP_DecryptUpdate(ctx, raw(out), &n, raw(record, 1 + kNonce), static_cast<int>(size)) == 1 &&
      EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, kTag, raw(tag)) == 1 &&
      EVP_DecryptFinal_ex(ctx, raw(out, size), &n) == 1;
  if (!fine) throw std::runtime_error("an encrypted record does not fit its key or its place");
  out.resize(size);
  return out;
}

/// What binds a personal text to where it stands.
std::string place_of(const PersonId& person, std::string_view field) {
  std::string place;
  place.reserve(64);
  append(place, person.uuid);
  (place += ':') += field;
  return place;
}

}  // namespace

Vault::Vault(SecretKey master) {
  if (master.size() != 32) throw std::runtime_error("the master key must have 32 bytes");
  wrapping_ = log::hmac_sha256(master, "daybook person keys v1");
  bytes_ = log::hmac_sha256(master, "daybook records v1");
  email_ = log::hmac_sha256(master, "daybook e-mail hash v1");
  visitor_ = log::hmac_sha256(master, "daybook visitor hash v1");
}

Vault Vault::from_file(const std::string& path) {
  std::ifstream in(path);
  std::string hex;
  if (!(in >> hex)) throw std::runtime_error("cannot read the master key from " + path);
  auto key = log::from_hex(hex);
  if (!key || key->size() != 32) throw std::runtime_error(path + " must hold 64 hex digits: the master key");
  return Vault(*key);
}

SecretKey Vault::new_person_key() const { return random_bytes(kKey); }
std::string Vault::wrap(const PersonId& person, const SecretKey& key) const {
  return encrypt(wrapping_, "person:" + person.str(), key);
}
SecretKey Vault::unwrap(const PersonId& person, std::string_view wrapped) const {
  return decrypt(wrapping_, "person:" + person.str(), wrapped);
}

Sealed Vault::seal(const PersonId& person, const SecretKey& key, std::string_view field,
                   std::string_view text) {
  return {log::to_base64(encrypt(key, place_of(person, field), text))};
}
std::string Vault::open(const PersonId& person, const SecretKey& key, std::string_view field,
                        const Sealed& sealed) {
  auto record = log::from_base64(sealed.text);
  if (!record) throw std::runtime_error("a sealed text is not base64");
  return decrypt(key, place_of(person, field), *record);
}

std::string Vault::seal_bytes(std::string_view place, std::string_view bytes) const {
  return encrypt(bytes_, place, bytes);
}
std::string Vault::open_bytes(std::string_view place, std::string_view sealed) const {
  return decrypt(bytes_, place, sealed);
}

std::string Vault::keyed_hash(std::string_view text) const { return log::hmac_sha256(email_, text); }
std::string Vault::visitor_hash(std::string_view day, std::string_view broker,
                                std::string_view visitor) const {
  const std::string salt = log::hmac_sha256(visitor_, day);
  const std::string hash = log::hmac_sha256(salt, std::string(broker) + "\n" + std::string(visitor));
  return log::to_hex({reinterpret_cast<const std::uint8_t*>(hash.data()), 16});
}

}  // namespace daybook
