// Endpoints of outgoing webhooks and a broker's choice of mails, over HTTP: whose they are, what is shown of
// a secret, and that none of it stands anywhere in the clear.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/business.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/kept_data.hpp"

namespace daybook::test {
namespace {

constexpr const char* kPath = "/api/webhook-endpoints";

Json checked(const HttpAnswer& answer, const char* schema) {
  for (const auto& violation : violations(schema, answer.body)) FAIL_CHECK(violation);
  return must(answer);
}

std::string body(const std::string& path, const std::string& types = R"(["*"])",
                 const std::string& more = "") {
  return fmt::format(R"({{"url":"https://hooks.example.com/{}","event_types":{}{}}})", path, types, more);
}

std::string at(const Json& endpoint) { return std::string(kPath) + "/" + endpoint["id"].text(); }

std::size_t listed(Daybook& daybook, const Caller& who, const std::string& query = "") {
  return checked(daybook.get(who, kPath + query), "WebhookEndpointList")["data"].size();
}

TEST_CASE("webhook endpoints: made, changed, stopped and removed; the secret is shown once") {
  Daybook daybook({.kafka = false});
  const auto admin = daybook.admin("ADMIN");
  const std::multimap<std::string, std::string> key{{"Idempotency-Key", "hook-1"}};
  const auto first =
      daybook.call(admin, "POST", kPath, body("a", R"(["order.placed","payout.completed"])"), key);
  CHECK(first.status == 201);
  const auto made = checked(first, "WebhookEndpointWithSecret");
  CHECK(daybook.call(admin, "POST", kPath, body("a", R"(["order.placed","payout.completed"])"), key).body ==
        first.body);
  CHECK(made["broker_id"].is_null());
  CHECK(made["status"].text() == "enabled");
  CHECK(made["event_types"].size() == 2);
  const auto shown = daybook.get(admin, at(made));
  checked(shown, "WebhookEndpoint");
  CHECK(shown.body.find("whsec_") == std::string::npos);
  CHECK(daybook.call(admin, "POST", kPath, body("a")).code() == "conflict");

  const auto changed = checked(
      daybook.call(admin, "PATCH", at(made), R"({"url":"https://hooks.example.com/b","enabled":false})"),
      "WebhookEndpoint");
  CHECK(changed["url"].text() == "https://hooks.example.com/b");
  CHECK(changed["disabled_why"].text() == "asked");
  CHECK(checked(daybook.call(admin, "PATCH", at(made), R"({"enabled":true})"), "WebhookEndpoint")["status"]
            .text() == "enabled");

  const auto rotated =
      checked(daybook.call(admin, "POST", at(made) + "/rotate-secret", "{}"), "WebhookEndpointWithSecret");
  CHECK(rotated["secret"].text() != made["secret"].text());
  CHECK(!rotated["previous_secret_until"].is_null());

  daybook.get(admin, "/api/logs/activity");  // the read models have it all
  const auto kept = all_that_is_kept(daybook);
  REQUIRE(kept.find("webhook_endpoint.created") != std::string::npos);
  for (const auto& secret : {made["secret"].text(), rotated["secret"].text()}) {
    CHECK(!is_kept(kept, secret));
    CHECK(!is_kept(kept, secret.substr(6)));
  }

  checked(daybook.call(admin, "DELETE", at(made), "{}"), "Empty");
  CHECK(daybook.get(admin, at(made)).code() == "not_found");
  CHECK(daybook.call(admin, "DELETE", at(made)).code() == "not_found");
  CHECK(listed(daybook, admin) == 0);
}

TEST_CASE("webhook endpoints: a broker's key sees and moves its own alone") {
  Daybook daybook({.kafka = false});
  const auto admin = daybook.admin("ADMIN");
  const auto owner = approved_broker(daybook);
  const auto stranger = approved_broker(daybook, "stranger@example.com");
  const auto business = must(daybook.call(admin, "POST", kPath, body("business")));
  const auto own =
      checked(daybook.call(owner.secret, "POST", kPath, body("own")), "WebhookEndpointWithSecret");
  CHECK(own["broker_id"].text() == owner.id);
  const auto given = must(
      daybook.call(admin, "POST", kPath,
                   body("given", R"(["order.placed"])", fmt::format(R"(,"broker_id":"{}")", stranger.id))));
  CHECK(daybook
            .call(owner.secret, "POST", kPath,
                  body("x", R"(["*"])", fmt::format(R"(,"broker_id":"{}")", stranger.id)))
            .pointer() == "/broker_id");
  CHECK(daybook.call(owner.secret, "POST", kPath, body("x", R"(["period.closed"])")).pointer() ==
        "/event_types/0");
  CHECK(listed(daybook, owner.secret) == 1);
  CHECK(listed(daybook, stranger.secret) == 1);
  CHECK(listed(daybook, admin) == 3);
  CHECK(listed(daybook, admin, "?broker_id=" + owner.id) == 1);
  CHECK(daybook.get(owner.secret, std::string(kPath) + "?broker_id=" + stranger.id).pointer() ==
        "?broker_id");
  const auto page = checked(daybook.get(admin, std::string(kPath) + "?limit=2"), "WebhookEndpointList");
  CHECK(page["data"].size() == 2);
  CHECK(listed(daybook, admin, "?limit=2&cursor=" + page["next_cursor"].text()) == 1);
  for (const auto& foreign : {business, given}) {
    CHECK(daybook.get(owner.secret, at(foreign)).code() == "not_found");
    CHECK(daybook.call(owner.secret, "PATCH", at(foreign), R"({"enabled":false})").code() == "not_found");
    CHECK(daybook.call(owner.secret, "POST", at(foreign) + "/rotate-secret", "{}").code() == "not_found");
    CHECK(daybook.call(owner.secret, "DELETE", at(foreign)).code() == "not_found");
  }
  CHECK(daybook.call(owner.secret, "DELETE", at(own)).status == 200);
  CHECK(listed(daybook, admin) == 2);
}

TEST_CASE("notifications: all mails until the broker says otherwise") {
  Daybook daybook({.kafka = false});
  const auto owner = approved_broker(daybook);
  const auto stranger = approved_broker(daybook, "stranger@example.com");
  const std::string path = "/api/brokers/" + owner.id + "/notifications";
  const auto before = checked(daybook.get(owner.secret, path), "Notifications");
  CHECK(before["payout"].boolean());
  const std::string choice = R"({"new_order":true,"payout":false,"hold":true})";
  CHECK(!checked(daybook.call(owner.secret, "PUT", path, choice), "Notifications")["payout"].boolean());
  CHECK(!checked(daybook.get(daybook.admin("ADMIN"), path), "Notifications")["payout"].boolean());
  const auto head = daybook.head();
  CHECK(daybook.call(owner.secret, "PUT", path, choice).status == 200);
  CHECK(daybook.head() == head);
  CHECK(daybook.get(stranger.secret, path).code() == "not_found");
  CHECK(daybook.call(stranger.secret, "PUT", path, choice).code() == "not_found");
}

}  // namespace
}  // namespace daybook::test
