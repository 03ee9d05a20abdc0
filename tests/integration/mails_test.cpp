// Mails through a real SMTP server: what a broker hears of, that nobody gets what they do not want, and that
// a server which is away for a while costs none and doubles none.

#include <doctest/doctest.h>

#include "tests/support/business.hpp"
#include "tests/support/kept_data.hpp"
#include "tests/support/smtp_server.hpp"

namespace daybook::test {
namespace {

struct MailShop {
  TestAuthority authority;
  std::uint16_t port = free_port();
  std::unique_ptr<SmtpServer> server;
  Daybook daybook{{.kafka = false, .programme = settings()}};
  Broker broker;

  MailShop() {
    import_cards(daybook);
    broker = approved_broker(daybook);
  }
  std::string settings() const {
    return fmt::format(
        "[mail]\nurl = \"smtp://127.0.0.1:{}\"\nuser = \"mailer\"\npassword = \"secret\"\n"
        "from = \"payouts@shop.example\"\noperator = \"desk@shop.example\"\nca_file = \"{}\"\n",
        port, authority.ca_file());
  }
  void open_server() {
    server = std::make_unique<SmtpServer>("starttls", authority.issue("DNS:localhost,IP:127.0.0.1"), port);
  }
  /// Mails of this status, within 40 s as many as wanted.
  std::size_t mails(const std::string& status, std::size_t wanted) {
    std::size_t found = 0;
    for (int i = 0; i < 400; ++i, pause_ms(100)) {
      found = must(daybook.get(daybook.admin(), "/api/effects?kind=mail&status=" + status))["data"].size();
      if (found >= wanted) break;
    }
    return found;
  }
  void choose(const Broker& who, const char* choice) {
    must(daybook.call(who.secret, "PUT", "/api/brokers/" + who.id + "/notifications", choice));
  }
};

/// "=\r\n" of quoted-printable taken out.
std::string unfolded(std::string text) {
  for (auto at = text.find("=\r\n"); at != std::string::npos; at = text.find("=\r\n")) text.erase(at, 3);
  return text;
}
bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE_FIXTURE(MailShop,
                  "mails: a broker hears of orders and holds, the operator of odd money, and nobody "
                  "of what they do not want") {
  open_server();
  const Json order = place_order(daybook, broker);
  CHECK(mails("succeeded", 1) == 1);
  const std::string first = unfolded(server->taken());
  CHECK(first.starts_with("payouts@shop.example\nbroker@example.com\n\n"));
  CHECK(holds(first, "Subject: New order " + order["order_number"].text()));
  CHECK(holds(first, "Hello Grace Hopper"));
  CHECK(!holds(first, "ada@example.com"));

  choose(broker, R"({"new_order":false,"payout":true,"hold":true})");
  place_order(daybook, broker);
  pay_by_wire(daybook, order);
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/hold", kReason));
  CHECK(mails("succeeded", 2) == 2);
  CHECK(holds(unfolded(server->taken(2)), order["order_number"].text()));
  must(daybook.deliver(intent_succeeded(order, stripe_id("pi"), 5'000)));
  CHECK(mails("succeeded", 3) == 3);
  CHECK(server->taken(3).starts_with("payouts@shop.example\ndesk@shop.example\n\n"));
  pause_ms(1'000);
  CHECK(server->taken(4).empty());
  CHECK(mails("dropped", 0) == 0);

  const auto kept = all_that_is_kept(daybook);
  CHECK(!is_kept(kept, "broker@example.com"));
  CHECK(!is_kept(kept, "Hello Grace"));
  check_books(daybook);
}

TEST_CASE_FIXTURE(MailShop,
                  "mails: a server that is away gets them later, once each, and only who wants them "
                  "then") {
  const auto other = approved_broker(daybook, "other@example.com");
  place_order(daybook, broker);
  const Json order = place_order(daybook, other);
  const auto failed = [&] {
    const Json all = must(daybook.get(daybook.admin(), "/api/effects?kind=mail&status=pending"))["data"];
    std::size_t tried = 0;
    for (std::size_t i = 0; i < all.size(); ++i) tried += all[i]["attempts"].integer() > 0 ? 1 : 0;
    return tried;
  };
  for (int i = 0; i < 200 && failed() < 2; ++i) pause_ms(100);
  REQUIRE(failed() == 2);
  choose(broker, R"({"new_order":false,"payout":true,"hold":true})");
  open_server();
  CHECK(mails("succeeded", 1) == 1);
  CHECK(mails("dropped", 1) == 1);
  CHECK(server->taken().starts_with("payouts@shop.example\nother@example.com\n\n"));
  CHECK(holds(unfolded(server->taken()), order["order_number"].text()));
  CHECK(server->taken(2).empty());
  CHECK(open_tasks(daybook, "unresolved_effect").size() == 0);
}

}  // namespace
}  // namespace daybook::test
