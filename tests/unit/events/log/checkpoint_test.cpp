#include "events/log/checkpoint.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>

#include "tests/unit/events/log/golden_file.hpp"

namespace daybook::log {
namespace {

constexpr const char* kName = "ledger.example.com/daybook";

Signer signer(std::string_view name = kName, char first = 0) {
  std::string seed;
  for (char i = 0; i < 32; ++i) seed.push_back(static_cast<char>(first + i));
  return Signer::create(name, seed).value();
}

Checkpoint golden_checkpoint() { return {.origin = kName, .size = 20852163, .root = sha256("daybook")}; }

/// A well-signed note over any text, also one that is no checkpoint.
std::string note_over(const std::string& text, const Signer& key = signer()) {
  const auto line = to_base64(key.verifier().key_id() + key.sign(text));
  return text + "\n\u2014 " + key.name() + " " + line + "\n";
}

std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("a signed checkpoint has the golden bytes, and verifies") {
  const auto note = testing::golden("checkpoint.note");
  CHECK(sign(golden_checkpoint(), signer()) == note);
  const auto checkpoint = verify(note, Verifier::parse(testing::golden_line("checkpoint.vkey")).value());
  REQUIRE(checkpoint);
  CHECK(*checkpoint == golden_checkpoint());
}

TEST_CASE("every size survives the round trip") {
  for (const std::int64_t size :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{10}, std::numeric_limits<std::int64_t>::max()}) {
    const Checkpoint checkpoint{.origin = kName, .size = size, .root = sha256(std::to_string(size))};
    const auto again = verify(sign(checkpoint, signer()), signer().verifier());
    REQUIRE(again);
    CHECK(*again == checkpoint);
  }
}

TEST_CASE("what would not verify is not signed") {
  auto negative = golden_checkpoint();
  negative.size = -1;
  CHECK_THROWS_AS(sign(negative, signer()), std::invalid_argument);
  CHECK_THROWS_AS(sign(golden_checkpoint(), signer("another.example.com")), std::invalid_argument);
}

TEST_CASE("flipping any bit of a note fails it") {
  const auto note = testing::golden("checkpoint.note");
  const auto verifier = signer().verifier();
  for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
    auto altered = note;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    CAPTURE(bit);
    REQUIRE_FALSE(verify(altered, verifier));
  }
}

TEST_CASE("cutting a note anywhere fails it") {
  const auto note = testing::golden("checkpoint.note");
  const auto verifier = signer().verifier();
  for (std::size_t length = 0; length < note.size(); ++length) {
    REQUIRE_FALSE(verify(std::string_view(note).substr(0, length), verifier));
    REQUIRE_FALSE(verify(std::string_view(note).substr(length + 1), verifier));
  }
}

TEST_CASE("other keys' signatures and extension lines are ignored") {
  const auto note = testing::golden("checkpoint.note");
  const auto text = note.substr(0, note.find("\n\n") + 1);
  const auto ours = note.substr(text.size() + 1);
  const auto witness = note_over(text, signer("witness.example.com", 7)).substr(text.size() + 1);
  const auto rotated = note_over(text, signer(kName, 9)).substr(text.size() + 1);
  const auto other_type = std::string("\u2014 witness.example.com ") + to_base64("id..s") + "\n";
  const auto verifier = signer().verifier();
  for (const auto& lines :
       {witness + ours, ours + witness, rotated + ours, other_type + ours + rotated, ours + ours}) {
    CAPTURE(lines);
    CHECK(verify(text + "\n" + lines, verifier) == golden_checkpoint());
  }
  CHECK(verify(note_over(text + "an extension\n"), verifier) == golden_checkpoint());
}

TEST_CASE("signed, yet no checkpoint: refused with the reason") {
  const auto note = testing::golden("checkpoint.note");
  const auto text = note.substr(0, note.find("\n\n") + 1);
  const std::string size = "\n20852163\n";
  const std::pair<std::string, const char*> rows[] = {
      {std::string(kName) + "\n1\n", "fewer than three lines"},
      {"\n", "fewer than three lines"},
      {with(text, size, "\n\n20852163\n"), "empty line"},
      {"\n" + text, "empty line"},
      {with(text, size, "\n020852163\n"), "not a tree size"},
      {with(text, size, "\n+20852163\n"), "not a tree size"},
      {with(text, size, "\n-20852163\n"), "not a tree size"},
      {with(text, size, "\n-0\n"), "not a tree size"},
      {with(text, size, "\n 1\n"), "not a tree size"},
      {with(text, size, "\n1 \n"), "not a tree size"},
      {with(text, size, "\n0x1\n"), "not a tree size"},
      {with(text, size, "\n1e3\n"), "not a tree size"},
      {with(text, size, "\n9223372036854775808\n"), "not a tree size"},
      {std::string(kName) + "\n1\nAAAA\n", "32-byte root"},
      {std::string(kName) + "\n1\n" + to_base64(std::string(33, 'x')) + "\n", "32-byte root"},
      {std::string(kName) + "\n1\n" + to_hex(sha256("x")) + "\n", "32-byte root"},
      {with(text, "=\n", "\n"), "32-byte root"},
      {with(text, kName, "another.example.com"), "it is about another.example.com"},
  };
  for (const auto& [body, why] : rows) {
    CAPTURE(body);
    const auto checkpoint = verify(note_over(body), signer().verifier());
    REQUIRE_FALSE(checkpoint);
    CHECK_MESSAGE(checkpoint.error().detail.find(why) != std::string::npos, checkpoint.error().detail);
  }
}

TEST_CASE("a malformed or foreign note is refused with the reason") {
  const auto note = testing::golden("checkpoint.note");
  const auto line = note.substr(note.find("\n\n") + 2);
  const auto text = note.substr(0, note.find("\n\n") + 1);
  const auto id = signer().verifier().key_id();
  std::string crowd = note;
  for (int i = 0; i < 100; ++i) crowd += line;
  const std::string us = std::string("\u2014 ") + kName + " ";
  const std::pair<std::string, const char*> rows[] = {
      {"", "no empty line"},
      {text, "no empty line"},
      {text + "\n", "no signature"},
      {note.substr(0, note.size() - 1), "cut off"},
      {note + "\n", "no signature"},
      {note + "trailing\n", "signature line 2 is malformed"},
      {with(note, "\u2014 ", "- "), "signature line 1 is malformed"},
      {with(note, "\u2014 ", "\u2014"), "signature line 1 is malformed"},
      {text + "\n" + us + "\n", "signature line 1 is malformed"},
      {text + "\n" + us + to_base64(id) + "\n", "signature line 1 is malformed"},
      {text + "\n\u2014 a+b " + to_base64(id + "x") + "\n", "signature line 1 is malformed"},
      {with(note, "\n\n", "\r\n\r\n"), "control character"},
      {"\t" + note, "control character"},
      {std::string(1, '\0') + note, "control character"},
      {"\xff" + note, "UTF-8"},
      {std::string(1'000'001, 'x'), "longer than"},
      {crowd, "more than 100"},
      {note_over(text, signer(kName, 1)), "not signed by"},
      {note_over(text, signer("another.example.com")), "not signed by"},
      {text + "\n" + us + to_base64(id + std::string(64, 'x')) + "\n", "does not match the text"},
      {text + "\n" + us + to_base64(id + "short") + "\n", "does not match the text"},
      {note + us + to_base64(id + std::string(64, 'x')) + "\n", "does not match the text"},
      {with(note, "20852163", "20852164"), "does not match the text"},
  };
  for (const auto& [bad, why] : rows) {
    CAPTURE(bad.substr(0, 400));
    const auto checkpoint = verify(bad, signer().verifier());
    REQUIRE_FALSE(checkpoint);
    CHECK_MESSAGE(checkpoint.error().detail.find(why) != std::string::npos, checkpoint.error().detail);
  }
}

}  // namespace
}  // namespace daybook::log
