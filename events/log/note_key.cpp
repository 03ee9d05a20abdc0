#include "events/log/note_key.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

#include "core/text.hpp"
#include "events/log/hash.hpp"

namespace daybook::log {
namespace {

constexpr char kEd25519 = '\x01';
constexpr std::size_t kKeyBytes = 32;

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string id_of(std::string_view name, std::string_view public_key) {
  std::string text(name);
  text.append({'\n', kEd25519}).append(public_key);
  return std::string(as_bytes(sha256(text)).substr(0, kKeyIdBytes));
}

/// The UTF-8 of every code point that Unicode calls white space.
constexpr std::array<std::string_view, 25> kBlanks = {
    "\t",     "\n",     "\v",     "\f",     "\r",     " ",      "\u0085", "\u00A0", "\u1680",
    "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
    "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000",
};

tl::unexpected<Refusal> refuse_key(const std::string& why) {
  return refuse(RefusalCode::validation_failed, "verifier key: " + why);
}

}  // namespace

bool is_key_name(std::string_view name) {
  if (name.empty() || !utf8_length(name)) return false;
  if (std::any_of(name.begin(), name.end(), [](char c) { return c == '+' || (c >= 0 && c < ' '); })) {
    return false;
  }
  return std::none_of(kBlanks.begin(), kBlanks.end(),
                      [&](std::string_view blank) { return name.find(blank) != std::string_view::npos; });
}

Result<Verifier> Verifier::create(std::string_view name, std::string_view public_key) {
  if (!is_key_name(name)) return refuse_key("the name must be non-empty UTF-8 without blanks and '+'");
  Verifier verifier;
  verifier.name_ = name;
  verifier.public_key_ = public_key;
  verifier.key_id_ = id_of(name, public_key);
  verifier.key_.reset(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, data_of(public_key), public_key.size()),
      &EVP_PKEY_free);
  if (!verifier.key_) {
    ERR_clear_error();
    return refuse_key("not an Ed25519 public key");
  }
  return verifier;
}

Result<Verifier> Verifier::parse(std::string_view text) {
  // Base64 may hold further '+': only the first two separate.
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return refuse_key("expected <name>+<id>+<base64 key>");
  const auto id = from_hex(text.substr(first + 1, second - first - 1));
  if (!id || id->size() != kKeyIdBytes) return refuse_key("the id must be 8 hexadecimal digits");
  const auto key = from_base64(text.substr(second + 1));
  if (!key) return refuse_key("the key is not standard padded base64");
  if (key->empty() || key->front() != kEd25519) return refuse_key("only Ed25519 (type 0x01) is understood");
  if (key->size() != 1 + kKeyBytes) return refuse_key("an Ed25519 key has 32 bytes");
  auto verifier = create(text.substr(0, first), key->substr(1));
  if (verifier && verifier->key_id() != *id) {
    return refuse_key("the id " + to_hex(*id) + " belongs to another name or key; these have " +
                      to_hex(verifier->key_id()));
  }
  return verifier;
}

std::string Verifier::text() const {
  return name_ + "+" + to_hex(key_id_) + "+" + to_base64(std::string(1, kEd25519) + public_key_);
}

bool Verifier::verify(std::string_view message, std::string_view signature) const {
  if (signature.size() != kSignatureBytes) return false;
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1) {
    throw std::runtime_error("OpenSSL failed: EVP_DigestVerifyInit(Ed25519)");
  }
  const bool ok = EVP_DigestVerify(context.get(), data_of(signature), signature.size(), data_of(message),
                                   message.size()) == 1;
  // A refused signature must not be found later in this thread's error queue, by TLS for one.
  if (!ok) ERR_clear_error();
  return ok;
}

Result<Signer> Signer::create(std::string_view name, std::string_view seed) {
  if (seed.size() != kKeyBytes) {
    return refuse(RefusalCode::validation_failed,
                  "signing key: the seed has 32 bytes, got " + std::to_string(seed.size()));
  }
  std::shared_ptr<EVP_PKEY> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, data_of(seed), seed.size()), &EVP_PKEY_free);
  std::array<std::uint8_t, kKeyBytes> public_key{};
  std::size_t length = public_key.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), public_key.data(), &length) != 1) {
    throw std::runtime_error("OpenSSL failed: no Ed25519 key from a seed");
  }
  auto verifier = Verifier::create(name, as_bytes(public_key));
  if (!verifier) return refuse(std::move(verifier.error()));
  return Signer(std::move(*verifier), std::move(key));
}

std::string Signer::sign(std::string_view message) const {
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::string signature(kSignatureBytes, '\0');
  std::size_t length = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                     data_of(message), message.size()) != 1 ||
      length != kSignatureBytes) {
    throw std::runtime_error("OpenSSL failed: Ed25519 signing");
  }
  return signature;
}

}  // namespace daybook::log
