#include "events/log/note_key.hpp"

#include <doctest/doctest.h>

#include "events/log/encoding.hpp"
#include "tests/unit/events/log/golden_file.hpp"

namespace daybook::log {
namespace {

std::string raw(std::string_view hex) { return *from_hex(hex); }

TEST_CASE("Ed25519: tests 1 and 3 of RFC 8032 section 7.1") {
  const auto first =
      Signer::create("t1", raw("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  REQUIRE(first);
  CHECK(first->sign("") == raw("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                               "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
  const auto third =
      Signer::create("t3", raw("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
  REQUIRE(third);
  const auto signature = third->sign("\xaf\x82");
  CHECK(signature == raw("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                         "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"));
  CHECK(third->verifier().verify("\xaf\x82", signature));
  CHECK_FALSE(third->verifier().verify("\xaf\x83", signature));
  CHECK_FALSE(third->verifier().verify("\xaf\x82", signature.substr(1)));
  CHECK_FALSE(third->verifier().verify("\xaf\x82", ""));
  CHECK_FALSE(first->verifier().verify("\xaf\x82", signature));
}

TEST_CASE("the verifier key of the Go checksum database is read and written back") {
  const std::string text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
  const auto verifier = Verifier::parse(text);
  REQUIRE(verifier);
  CHECK(verifier->name() == "sum.golang.org");
  CHECK(verifier->key_id() == raw("033de0ae"));
  CHECK(verifier->text() == text);
}

TEST_CASE("a signer's verifier key is the golden one") {
  std::string seed;
  for (char i = 0; i < 32; ++i) seed.push_back(i);
  const auto signer = Signer::create("ledger.example.com/daybook", seed);
  REQUIRE(signer);
  CHECK(signer->verifier().text() == testing::golden_line("checkpoint.vkey"));
}

TEST_CASE("bad verifier keys are refused with the reason") {
  const std::string key = "Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
  const std::pair<std::string, const char*> rows[] = {
      {"", "expected <name>"},
      {"sum.golang.org", "expected <name>"},
      {"sum.golang.org+033de0ae", "expected <name>"},
      {"sum.golang.org+033de0a+" + key, "8 hexadecimal digits"},
      {"sum.golang.org+033de0aeff+" + key, "8 hexadecimal digits"},
      {"sum.golang.org+033de0ag+" + key, "8 hexadecimal digits"},
      {"sum.golang.org+033de0ae+", "only Ed25519"},
      {"sum.golang.org+033de0ae+" + key + "\n", "base64"},
      {"sum.golang.org+033de0ae+!" + key.substr(1), "base64"},
      {"sum.golang.org+033de0ae+B" + key.substr(1), "only Ed25519"},
      {"sum.golang.org+033de0ae+" + key.substr(0, 40), "32 bytes"},
      {"sum.golang.org+033de0ae+" + key + "AAAA", "32 bytes"},
      {"sum.golang.com+033de0ae+" + key, "belongs to another name or key"},
      {"sum.golang.org+033de0af+" + key, "belongs to another name or key"},
      {"+033de0ae+" + key, "the name must be"},
      {"sum golang org+033de0ae+" + key, "the name must be"},
  };
  for (const auto& [text, why] : rows) {
    CAPTURE(text);
    const auto verifier = Verifier::parse(text);
    REQUIRE_FALSE(verifier);
    CHECK_MESSAGE(verifier.error().detail.find(why) != std::string::npos, verifier.error().detail);
  }
}

TEST_CASE("bad signing keys are refused") {
  for (const std::size_t length : {0, 31, 33, 64}) {
    CHECK_FALSE(Signer::create("log", std::string(length, 'x')));
  }
  CHECK_FALSE(Signer::create("", std::string(32, 'x')));
  CHECK_FALSE(Signer::create("a+b", std::string(32, 'x')));
}

TEST_CASE("key names") {
  for (const auto* name : {"a", "example.com/log42", "é", "\u2014", "日本"}) {
    CAPTURE(name);
    CHECK(is_key_name(name));
  }
  for (const auto* name : {"", " ", "a b", "a+b", "a\n", "\t", "a\u00A0b", "a\u2003", "\u3000", "\u0085",
                           "\u2028", "\xff", "a\x01"}) {
    CAPTURE(name);
    CHECK_FALSE(is_key_name(name));
  }
}

}  // namespace
}  // namespace daybook::log
