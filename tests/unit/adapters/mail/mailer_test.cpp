// Mail through a real SMTP server on this machine: what arrives, which certificates are trusted, and what is
// said of each way to fail.

#include "adapters/mail/mailer.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <stdexcept>

#include "tests/support/smtp_server.hpp"

using namespace daybook;
using mail::Mail;
using mail::Mailer;
using mail::Outcome;
using test::SmtpServer;

namespace {

const test::TestAuthority& authority() {
  static const test::TestAuthority kept;
  return kept;
}

MailSettings settings(const std::string& url) {
  MailSettings out;
  out.url = url;
  out.user = "mailer";
  out.password = "secret";
  out.from = "payouts@shop.example";
  out.reply_to = "help@shop.example";
  out.ca_file = authority().ca_file();
  return out;
}

Mail to(const std::string& address) {
  return {address,
          "Zahlung von 1.000,00 €",
          "Hello Grace,\n\n.a line with a point\nGrüße",
          "0192.payout_completed@shop.example",
          {1'795'219'200 * kMicrosPerSecond},
          "https://shop.example/mails"};
}

test::Certificate good() { return authority().issue("DNS:localhost,IP:127.0.0.1"); }

}  // namespace

TEST_CASE("mail: arrives whole through STARTTLS and through TLS from the start") {
  for (const char* way : {"starttls", "smtps"}) {
    CAPTURE(way);
    const SmtpServer server(way, good());
    const Mailer mailer(settings(server.url()));
    const auto sent = mailer.send(to("grace@example.org"));
    CHECK_MESSAGE(sent.outcome == Outcome::sent, sent.detail);
    const std::string taken = server.taken();
    CHECK(taken.starts_with("payouts@shop.example\ngrace@example.org\n\n"));
    CHECK(taken.substr(taken.find("\n\n") + 2) ==
          mail::message_text(to("grace@example.org"), "payouts@shop.example", "help@shop.example"));
    CHECK(mailer.send(to("ada@example.org")).outcome == Outcome::sent);
    CHECK(server.taken(2).find("\nada@example.org\n") != std::string::npos);
  }
}

TEST_CASE("mail: what the server says decides what is told") {
  const SmtpServer server("starttls", good());
  const Mailer mailer(settings(server.url()));
  const auto outcome = [&](const char* address) {
    const auto sent = mailer.send(to(address));
    CHECK(sent.detail.find("example.org") == std::string::npos);
    CAPTURE(sent.detail);
    return sent.outcome;
  };
  CHECK(outcome("later@example.org") == Outcome::not_sent);
  CHECK(outcome("never@example.org") == Outcome::refused);
  CHECK(outcome("busy@example.org") == Outcome::not_sent);
  CHECK(outcome("spam@example.org") == Outcome::refused);
  CHECK(outcome("cut@example.org") == Outcome::unknown_outcome);
  CHECK(outcome("grace@example.org\r\nRCPT TO:<ada@example.org>") == Outcome::refused);
  CHECK(server.taken().empty());
}

TEST_CASE("mail: no certificate but a good one, no login but the right one, no server at all") {
  const auto outcome = [](const MailSettings& settings) {
    const auto sent = Mailer(settings).send(to("grace@example.org"));
    CHECK(sent.detail.find("secret") == std::string::npos);
    return sent.outcome;
  };
  for (const auto& bad : {authority().issue("DNS:elsewhere.example"), authority().self_signed("IP:127.0.0.1"),
                          authority().expired("IP:127.0.0.1")})
    for (const char* way : {"starttls", "smtps"}) {
      const SmtpServer server(way, bad);
      CHECK(outcome(settings(server.url())) == Outcome::not_sent);
      CHECK(server.taken().empty());
    }
  const SmtpServer server("starttls", good());
  auto wrong = settings(server.url());
  wrong.password = "secrets";
  CHECK(outcome(wrong) == Outcome::not_sent);
  wrong = settings(server.url());
  wrong.ca_file.clear();  // the system's authorities know nothing of ours
  CHECK(outcome(wrong) == Outcome::not_sent);
  CHECK(outcome(settings("smtp://127.0.0.1:1")) == Outcome::not_sent);
  CHECK(server.taken().empty());
}

TEST_CASE("mail: settings that cannot work are named") {
  const auto fault = [](auto change) -> std::string {
    auto given = settings("smtps://mail.shop.example:465");
    change(given);
    try {
      Mailer mailer(given);
    } catch (const std::invalid_argument& e) {
      return e.what();
    }
    return "";
  };
  CHECK(fault([](auto&) {}) == "");
  for (const char* url : {"", "mail.shop.example", "http://mail.shop.example", "smtps://", "smtps://a@b",
                          "smtps://mail.shop.example/x"})
    CHECK(fault([&](auto& s) { s.url = url; }).starts_with("mail.url must be"));
  CHECK(fault([](auto& s) { s.from = "Shop <a@b.example>"; }).starts_with("mail.from must be"));
  CHECK(fault([](auto& s) { s.reply_to = "nobody"; }).starts_with("mail.reply_to must be"));
  CHECK(fault([](auto& s) { s.password.clear(); }).starts_with("mail.user"));
  CHECK(fault([](auto& s) { s.ca_file = "/nowhere.pem"; }).starts_with("mail.ca_file cannot be read"));
}
