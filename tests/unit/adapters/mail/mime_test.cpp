#include "adapters/mail/mime.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace daybook;
using mail::Mail;

namespace {

std::string message(const std::string& subject, const std::string& text) {
  return mail::message_text(
      {"grace@example.org", subject, text, "1@shop.example", {1'795'219'200'000'000}, ""},
      "payouts@shop.example", "");
}

std::string body_of(const std::string& text) {
  const std::string all = message("s", text);
  return all.substr(all.find("\r\n\r\n") + 4);
}

std::string subject_of(const std::string& subject) {
  const std::string all = message(subject, "");
  const auto from = all.find("Subject: ") + 9;
  return all.substr(from, all.find("\r\nMessage-ID") - from);
}

}  // namespace

TEST_CASE("mime: a plain mail, byte for byte") {
  CHECK(mail::message_text({"grace@example.org",
                            "Paid",
                            "Hello\nGrace\n",
                            "1@shop.example",
                            {1'795'219'200'000'000},
                            "https://shop.example/mails"},
                           "payouts@shop.example", "help@shop.example") ==
        "Date: Sat, 21 Nov 2026 00:00:00 +0000\r\n"
        "From: payouts@shop.example\r\n"
        "To: grace@example.org\r\n"
        "Reply-To: help@shop.example\r\n"
        "Subject: Paid\r\n"
        "Message-ID: <1@shop.example>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "List-Unsubscribe: <https://shop.example/mails>\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "Hello\r\nGrace\r\n");
}

TEST_CASE("mime: no text becomes a header") {
  CHECK(subject_of("Paid\r\nBcc: ada@example.org") == "Paid  Bcc: ada@example.org");
  CHECK(message("Paid\nBcc: ada@example.org", "").find("\nBcc") == std::string::npos);
  CHECK(subject_of("=?UTF-8?B?QQ==?=") == "=?UTF-8?B?PT9VVEYtOD9CP1FRPT0/PQ==?=");
}

TEST_CASE("mime: a subject of other letters is cut between them, each word at most 75 characters") {
  CHECK(subject_of("Grüße") == "=?UTF-8?B?R3LDvMOfZQ==?=");
  std::string letters;
  for (int i = 0; i < 60; ++i) letters += "€";
  const std::string subject = subject_of(letters);
  for (std::size_t start = 0; start < subject.size();) {
    const auto end = std::min(subject.find("\r\n ", start), subject.size());
    CHECK(end - start <= 75);
    start = end + 3;
  }
  CHECK(subject.starts_with("=?UTF-8?B?4oKs4oKs"));  // 15 whole letters are 45 bytes
  CHECK(subject.find("?=\r\n =?UTF-8?B?4oKs") != std::string::npos);
}

TEST_CASE("mime: quoted-printable keeps every byte and no long line") {
  CHECK(body_of("a=b \nc\t\n ü.") == "a=3Db=20\r\nc=09\r\n =C3=BC.\r\n");
  CHECK(body_of("x\r\ny") == "x\r\ny\r\n");
  CHECK(body_of(std::string("a\0b\rc", 5)) == "a=00b=0Dc\r\n");
  const std::string body = body_of(std::string(200, 'x'));
  CHECK(body.substr(0, 78) == std::string(75, 'x') + "=\r\n");
  CHECK(body.size() == 200 + 2 * 3 + 2);
}

TEST_CASE("mime: addresses that could be something else are refused") {
  for (const char* good : {"a@b.example", "first.last+tag@sub.example.com", "o'hara@example.org"})
    CHECK(!mail::address_fault(good));
  for (const char* bad :
       {"", "a", "a@", "@b.example", "a@b@c.example", "a b@c.example", "a@b.example\r\n", "<a@b.example>",
        "a@b.example,c@d.example", "ü@b.example", "\"a\"@b.example", "-a@b.example", "a@.example"})
    CHECK(mail::address_fault(bad));
  CHECK(mail::address_fault(std::string(250, 'a') + "@b.example"));
}
