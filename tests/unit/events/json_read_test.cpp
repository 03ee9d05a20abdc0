#include "events/codec/json_read.hpp"

#include <doctest/doctest.h>

#include "tests/unit/events/json_read_bodies.hpp"

using namespace daybook;
using reading::Body;
using reading::faults;
using reading::Loose;

namespace {

/// A whole valid body; `member` replaces the member of its name, or comes on top.
std::string body(const std::string& name = "", const std::string& member = "") {
  std::string out;
  for (const auto& [key, value] :
       std::vector<std::pair<std::string, std::string>>{{"whole", "1"},
                                                        {"amount", "2"},
                                                        {"text", "\"t\""},
                                                        {"flag", "true"},
                                                        {"colour", "\"green\""},
                                                        {"maybe", "\"m\""},
                                                        {"list", "[{\"text\":\"a\"}]"},
                                                        {"patch", "\"p\""}})
    if (key != name) out += (out.empty() ? "" : ",") + ("\"" + key + "\":" + value);
  if (!member.empty()) out += "," + member;
  return "{" + out + "}";
}

std::string nested(int depth) {
  std::string out = "{\"number\":";
  out.append(static_cast<std::size_t>(depth - 1), '[');
  out.append(static_cast<std::size_t>(depth - 1), ']');
  return out + "}";
}

}  // namespace

TEST_CASE("a whole body is read, each member in its place") {
  const Body b = json::read_body<Body>(body()).value();
  CHECK(b.whole == 1);
  CHECK(b.amount == Minor(2));
  CHECK(b.text == "t");
  CHECK(b.flag);
  CHECK(b.colour == reading::Colour::green);
  CHECK(b.maybe == "m");
  REQUIRE(b.list.size() == 1);
  CHECK(b.list[0].text == "a");
  CHECK((b.patch.present && b.patch.value == "p"));
}

TEST_CASE("a name that stands twice is found among 200,000, quickly") {
  std::string members;
  for (int i = 0; i < 200'000; ++i) members += ",\"m" + std::to_string(i) + "\":1";
  const std::string text = "{" + members.substr(1) + ",\"m77777\":2}";
  const auto element = json::parse(text).value();
  json::Faults found;
  const auto read = json::members_of(element, found);
  REQUIRE(read);
  CHECK(read->size() == 200'001);
  REQUIRE(found.refusal().errors.size() == 1);
  CHECK(found.refusal().errors[0].pointer == "/m77777");
  CHECK(found.refusal().errors[0].code == "duplicate");
  CHECK(found.pointer.empty());
}

TEST_CASE("faulty members are named by their pointers") {
  struct Row {
    const char* name;
    const char* member;
    const char* wanted;
  };
  const Row rows[] = {
      {"", "\"extra\":1", "unknown /extra"},
      {"", "\"a/b~c\":1", "unknown /a~1b~0c"},
      {"", "\"text\":\"again\"", "duplicate /text"},
      {"text", "", "required /text"},
      {"whole", "\"whole\":\"1\"", "type /whole"},
      {"whole", "\"whole\":1.5", "type /whole"},
      {"whole", "\"whole\":1e3", "type /whole"},
      {"whole", "\"whole\":null", "type /whole"},
      {"whole", "\"whole\":9223372036854775807", "fine"},
      {"whole", "\"whole\":9223372036854775808", "type /whole"},
      {"whole", "\"whole\":-9223372036854775808", "fine"},
      {"whole", "\"whole\":-9223372036854775809", "type /whole"},
      {"whole", "\"whole\":99999999999999999999999999", "type /whole"},
      {"amount", "\"amount\":-99999999999999999999999999", "type /amount"},
      {"amount", "\"amount\":true", "type /amount"},
      {"text", "\"text\":7", "type /text"},
      {"text", "\"text\":\"a\\u0000b\"", "invalid /text"},
      {"text", "\"text\":\"99999999999999999999999999\"", "fine"},
      {"flag", "\"flag\":\"true\"", "type /flag"},
      {"flag", "\"flag\":0", "type /flag"},
      {"colour", "\"colour\":\"blue\"", "invalid /colour"},
      {"colour", "\"colour\":\"GREEN\"", "invalid /colour"},
      {"colour", "\"colour\":1", "invalid /colour"},
      {"maybe", "\"maybe\":5", "type /maybe"},
      {"list", "\"list\":{}", "type /list"},
      {"list", "\"list\":[{\"text\":\"a\"},{}]", "required /list/1/text"},
      {"list", "\"list\":[[]]", "type /list/0"},
      {"list", "\"list\":[{\"text\":\"a\",\"x\":1}]", "unknown /list/0/x"},
      {"patch", "\"patch\":[]", "type /patch"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.member);
    CHECK(faults<Body>(body(row.name, row.member)) == row.wanted);
  }
}

TEST_CASE("all faults come at once, and a huge number does not hide them") {
  CHECK(faults<Body>("{\"whole\":99999999999999999999999,\"amount\":\"x\",\"text\":\"t\",\"flag\":true,"
                     "\"colour\":\"red\",\"list\":[],\"extra\":0}") ==
        "type /whole, type /amount, unknown /extra");
  CHECK(
      faults<Body>("") ==
      "required /whole, required /amount, required /text, required /flag, required /colour, required /list");
}

TEST_CASE("what is no JSON is malformed") {
  for (const char* text :
       {"{", "}", "{\"number\":1}x", "{\"number\":1}{}", "{\"number\":01}", "{\"number\":+1}", "{number:1}",
        "{'number':1}", "{\"number\":1,}", "{\"text\":\"\xff\"}", "{\"text\":\"\xc0\x80\"}",
        "{\"text\":\"\xed\xa0\x80\"}", "{\"text\":\"a\nb\"}", "{\"text\":\"\\ud800\"}", "{\"number\":NaN}",
        "\xef\xbb", "nul", "{\"number\":1}\x01"}) {
    CAPTURE(text);
    CHECK(faults<Loose>(text) == "malformed_json");
  }
}

TEST_CASE("another value than an object is one fault about the whole body") {
  for (const char* text : {"[]", "null", "7", "\"text\"", "true"}) {
    CAPTURE(text);
    CHECK(faults<Loose>(text) == "type ");
  }
}

TEST_CASE("32 levels are read, more are malformed, whatever the size before") {
  CHECK(faults<Loose>(nested(31)) == "type /number");
  CHECK(faults<Loose>(nested(34)) == "malformed_json");
  const std::string large = "{\"text\":\"" + std::string(200'000, 'x') + "\"}";
  CHECK(faults<Loose>(large) == "too_long /text");
  CHECK(faults<Loose>(nested(34)) == "malformed_json");
  CHECK(faults<Loose>(nested(100'000)) == "malformed_json");
}

TEST_CASE("an optional may be absent or null") {
  CHECK(faults<Loose>("") == "fine");
  CHECK(faults<Loose>("{}") == "fine");
  const Loose all_null = json::read_body<Loose>("{\"number\":null,\"rate\":null,\"text\":null}").value();
  CHECK((!all_null.number && !all_null.rate && !all_null.text));
}

TEST_CASE("a patch tells absent, null and a value apart") {
  CHECK(!json::read_body<Loose>("{}").value().patch.present);
  const auto cleared = json::read_body<Loose>("{\"patch\":null}").value().patch;
  CHECK((cleared.present && !cleared.value));
  const auto set = json::read_body<Loose>("{\"patch\":\"\"}").value().patch;
  CHECK((set.present && set.value == ""));
}
