#include "adapters/http/api/api_keys.hpp"

#include <doctest/doctest.h>

#include "events/log/hash.hpp"

using namespace daybook;
using namespace daybook::http;

TEST_CASE("a fresh key is found by its prefix and proved by its hash") {
  for (const auto kind : {kPublishablePrefix, kSecretPrefix, kTokenPrefix}) {
    const FreshKey key = make_key(kind);
    CHECK(key.text.starts_with(kind));
    CHECK(key.text.size() == kind.size() + 12 + 32 + 8);
    CHECK(key.prefix == key.text.substr(0, kind.size() + 12));
    CHECK(key.sha256 == log::to_hex(log::sha256(key.text)));
    CHECK(prefix_of(key.text, kind) == key.prefix);
    CHECK(proves(key.text, key.sha256));
    CHECK(looks_like_key(key.text));
    const FreshKey other = make_key(kind);
    CHECK(other.prefix != key.prefix);
    CHECK(!proves(other.text, key.sha256));
  }
}

TEST_CASE("a broker's key keeps its kind and never the key") {
  for (const KeyKind kind : {KeyKind::publishable, KeyKind::secret}) {
    const auto [text, kept] = make_broker_key(kind);
    CHECK(text.starts_with(kind == KeyKind::secret ? "tlm_sk_" : "tlm_pk_"));
    CHECK(kept.kind == kind);
    CHECK(prefix_of(text, text.substr(0, 7)) == kept.prefix);
    CHECK(proves(text, kept.sha256));
    CHECK(kept.prefix.size() + 40 == text.size());
  }
}

TEST_CASE("any typing error is caught before anything is looked up") {
  const std::string key = make_key(kSecretPrefix).text;
  for (std::size_t i = 0; i < key.size(); ++i) {
    std::string wrong = key;
    wrong[i] = wrong[i] == '0' ? '1' : '0';
    CAPTURE(i);
    CHECK(!prefix_of(wrong, kSecretPrefix));
  }
  CHECK(!prefix_of(key.substr(0, key.size() - 1), kSecretPrefix));
  CHECK(!prefix_of(key + "0", kSecretPrefix));
  CHECK(!prefix_of("", kSecretPrefix));
  CHECK(!prefix_of(key, kPublishablePrefix));
  CHECK(!prefix_of(key, kTokenPrefix));
}

TEST_CASE("a hash is compared whole") {
  const FreshKey key = make_key(kTokenPrefix);
  CHECK(!proves(key.text, ""));
  CHECK(!proves(key.text, key.sha256.substr(0, 63)));
  CHECK(!proves(key.text, key.sha256 + "0"));
  CHECK(!proves("", key.sha256));
}

TEST_CASE("keys are recognised anywhere in a text, other texts are not") {
  CHECK(looks_like_key("/api/orders?key=tlm_sk_abc"));
  CHECK(looks_like_key("x dbk_ y"));
  CHECK(!looks_like_key("/api/orders?key=abc"));
  CHECK(!looks_like_key("tlm_ sk_"));
  CHECK(!looks_like_key(""));
}
