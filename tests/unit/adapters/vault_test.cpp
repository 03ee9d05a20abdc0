#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "adapters/vault/vault.hpp"
#include "events/log/encoding.hpp"
#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

const PersonId kAnna = id<PersonId>(1);
const PersonId kBen = id<PersonId>(2);
Vault vault(char fill = 'k') { return Vault(SecretKey(32, fill)); }

}  // namespace

TEST_CASE("a sealed text opens under its key and in its place only") {
  const Vault v = vault();
  const SecretKey key = v.new_person_key();
  CHECK(key.size() == 32);
  CHECK(v.new_person_key() != key);
  for (const std::string text : {"", "anna@example.test", "caf\xC3\xA9", "line\nline"}) {
    const Sealed sealed = Vault::seal(kAnna, key, "email", text);
    CHECK(Vault::open(kAnna, key, "email", sealed) == text);
    CHECK_THROWS_AS(Vault::open(kAnna, key, "name", sealed), std::runtime_error);
    CHECK_THROWS_AS(Vault::open(kBen, key, "email", sealed), std::runtime_error);
    CHECK_THROWS_AS(Vault::open(kAnna, v.new_person_key(), "email", sealed), std::runtime_error);
  }
}

TEST_CASE("sealing twice gives different bytes, and the text shows in none of them") {
  const SecretKey key = vault().new_person_key();
  const Sealed first = Vault::seal(kAnna, key, "name", "Anna Example");
  CHECK(first != Vault::seal(kAnna, key, "name", "Anna Example"));
  CHECK(log::from_base64(first.text).value().find("Anna") == std::string::npos);
}

TEST_CASE("no byte of a record may change, none may be missing") {
  const SecretKey key = vault().new_person_key();
  const std::string record = log::from_base64(Vault::seal(kAnna, key, "name", "Anna").text).value();
  for (std::size_t i = 0; i < record.size(); ++i) {
    std::string changed = record;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_THROWS_AS(Vault::open(kAnna, key, "name", {log::to_base64(changed)}), std::runtime_error);
    CHECK_THROWS_AS(Vault::open(kAnna, key, "name", {log::to_base64(record.substr(0, i))}),
                    std::runtime_error);
  }
  CHECK_THROWS_AS(Vault::open(kAnna, key, "name", {"!!"}), std::runtime_error);
  CHECK_THROWS_AS(Vault::open(kAnna, key, "name", {""}), std::runtime_error);
}

TEST_CASE("keys may take turns in any order, records that do not fit between them") {
  const Vault v = vault();
  const SecretKey keys[] = {v.new_person_key(), v.new_person_key(), v.new_person_key()};
  std::string wrapped[3];
  Sealed sealed[3];
  for (std::size_t i = 0; i < 3; ++i) {
    wrapped[i] = v.wrap(kAnna, keys[i]);
    sealed[i] = Vault::seal(kAnna, keys[i], "name", "Anna");
  }
  for (std::size_t step = 0; step < 200; ++step) {
    const std::size_t a = step * 7 % 3, b = step / 3 % 3;
    CHECK(v.unwrap(kAnna, wrapped[a]) == keys[a]);
    if (step % 2 == 0) CHECK_THROWS_AS(Vault::open(kBen, keys[a], "name", sealed[a]), std::runtime_error);
    CHECK(Vault::open(kAnna, keys[b], "name", sealed[b]) == "Anna");
    if (a != b) CHECK_THROWS_AS(Vault::open(kAnna, keys[a], "name", sealed[b]), std::runtime_error);
    sealed[a] = Vault::seal(kAnna, keys[a], "name", "Anna");
  }
}

TEST_CASE("a person's key is wrapped by the master key, for that person") {
  const SecretKey key = vault().new_person_key();
  const std::string wrapped = vault().wrap(kAnna, key);
  CHECK(wrapped.find(key) == std::string::npos);
  CHECK(vault().unwrap(kAnna, wrapped) == key);
  CHECK_THROWS_AS(vault().unwrap(kBen, wrapped), std::runtime_error);
  CHECK_THROWS_AS(vault('x').unwrap(kAnna, wrapped), std::runtime_error);
}

TEST_CASE("bytes of our own are bound to their place") {
  const std::string sealed = vault().seal_bytes("webhook:evt_1", "{\"id\":1}");
  CHECK(vault().open_bytes("webhook:evt_1", sealed) == "{\"id\":1}");
  CHECK_THROWS_AS(vault().open_bytes("webhook:evt_2", sealed), std::runtime_error);
  CHECK_THROWS_AS(vault('x').open_bytes("webhook:evt_1", sealed), std::runtime_error);
  CHECK_THROWS_AS(vault().unwrap(kAnna, vault().seal_bytes("person:" + kAnna.str(), "x")),
                  std::runtime_error);
}

TEST_CASE("hashes are stable under one master key and unrelated under another") {
  CHECK(vault().email_hash("a@b.c") == vault().email_hash("a@b.c"));
  CHECK(vault().email_hash("a@b.c") != vault().email_hash("a@b.d"));
  CHECK(vault().email_hash("a@b.c") != vault('x').email_hash("a@b.c"));
  const std::string hash = vault().visitor_hash("2026-11-21", "broker", "visitor");
  CHECK(hash.size() == 32);
  CHECK(hash == vault().visitor_hash("2026-11-21", "broker", "visitor"));
  CHECK(hash != vault().visitor_hash("2026-11-22", "broker", "visitor"));
  CHECK(hash != vault().visitor_hash("2026-11-21", "broker2", "visitor"));
  CHECK(hash != vault().visitor_hash("2026-11-21", "broker", "visitor2"));
}

TEST_CASE("the master key has 32 bytes, in a file as 64 hex digits") {
  CHECK_THROWS_AS(Vault(SecretKey(31, 'k')), std::runtime_error);
  CHECK_THROWS_AS(Vault{SecretKey{}}, std::runtime_error);
  const auto path = std::filesystem::temp_directory_path() / "daybook_vault_test.key";
  const auto load = [&](const std::string& text) {
    std::ofstream(path) << text;
    return Vault::from_file(path.string()).email_hash("a@b.c");
  };
  std::string hex;
  for (int i = 0; i < 32; ++i) hex += "6b";  // 'k'
  CHECK(load(hex + "\n") == vault().email_hash("a@b.c"));
  CHECK_THROWS_AS(load(hex.substr(2)), std::runtime_error);
  CHECK_THROWS_AS(load("zz" + hex.substr(2)), std::runtime_error);
  CHECK_THROWS_AS(load(""), std::runtime_error);
  std::filesystem::remove(path);
  CHECK_THROWS_AS(Vault::from_file(path.string()), std::runtime_error);
}
