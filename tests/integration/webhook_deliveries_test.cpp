// Webhooks to a real HTTP server of an integrator: who hears of what, how it is signed, and what becomes of a
// server that does not want them, fails or sends us elsewhere.

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "adapters/effects/webhook_effects.hpp"
#include "adapters/effects/webhook_id.hpp"
#include "apps/daybook/services.hpp"
#include "events/effect/effect_decide.hpp"
#include "tests/support/child_server.hpp"
#include "tests/support/integrator.hpp"
#include "tests/support/json_schema.hpp"

namespace daybook::test {
namespace {

constexpr const char* kPath = "/api/webhook-endpoints";
const std::string kInsecure = "[webhooks_out]\nallow_insecure = true\n";

struct HookShop {
  Integrator integrator;
  Daybook daybook{{.kafka = false, .programme = kInsecure}};
  Broker broker;

  HookShop() {
    import_cards(daybook);
    broker = approved_broker(daybook);
  }
  Json endpoint(const Caller& who, const std::string& path, const std::string& types = R"(["*"])") {
    return must(daybook.call(who, "POST", kPath,
                             fmt::format(R"({{"url":"{}","event_types":{}}})", integrator.url(path), types)));
  }
  std::string deliveries_of(const Json& endpoint) {
    return std::string(kPath) + "/" + endpoint["id"].text() + "/deliveries";
  }
  Json deliveries(const Json& endpoint, const Caller& who, const std::string& query = "") {
    const auto answer = daybook.get(who, deliveries_of(endpoint) + query);
    for (const auto& violation : violations("SentWebhookList", answer.body)) FAIL_CHECK(violation);
    return must(answer)["data"];
  }
  /// The newest delivery, within 30 s as wanted.
  Json wait_newest(const Json& endpoint, const Caller& who, const std::string& status,
                   std::int64_t attempts = 0) {
    Json newest;
    for (int i = 0; i < 300; ++i, pause_ms(100)) {
      const Json all = deliveries(endpoint, who);
      if (all.size() == 0) continue;
      newest = all[0];
      if (newest["status"].text() == status && newest["attempts"].integer() >= attempts) return newest;
    }
    FAIL_CHECK("no delivery is " << status << " after " << attempts << " failed attempts");
    return newest;
  }
  Json shown(const Json& endpoint) {
    return must(daybook.get(daybook.admin(), std::string(kPath) + "/" + endpoint["id"].text()));
  }
  /// Why it was disabled, as soon as `serve` has heard of it; "" after 10 s.
  std::string wait_disabled(const Json& endpoint) {
    for (int i = 0; i < 100; ++i, pause_ms(100))
      if (const Json why = shown(endpoint)["disabled_why"]; !why.is_null()) return why.text();
    return "";
  }
};

std::vector<std::string> types_of(const std::vector<Arrived>& arrived) {
  std::vector<std::string> types;
  for (const auto& one : arrived) types.push_back(one.json()["type"].text());
  std::sort(types.begin(), types.end());
  return types;
}

/// Stripe's own SDK takes the signature for one of Stripe's; throws when it does not.
std::string judged(const Arrived& one, const std::string& secret) {
  return stripe_sdk({"construct", secret, one.signature}, one.body);
}

TEST_CASE_FIXTURE(HookShop,
                  "outgoing webhooks: each event once to whoever may hear of it, signed, nobody's "
                  "data in it") {
  const auto stranger = approved_broker(daybook, "stranger@example.com");
  const Json own = endpoint(broker.secret, "/own");
  const Json business = endpoint(daybook.admin(), "/business", R"(["order.placed","catalog.imported"])");
  endpoint(stranger.secret, "/stranger");
  const Json order = place_order(daybook, broker);
  pay_by_wire(daybook, order);
  const auto arrived = integrator.wait("/own", 2);
  CHECK(types_of(arrived) == std::vector<std::string>{"order.placed", "payment.captured"});
  REQUIRE(integrator.wait("/business", 1).size() == 1);
  for (const auto& one : arrived) {
    CHECK(judged(one, own["secret"].text()) == one.json()["id"].text());
    CHECK(one.event_id == one.json()["id"].text());
    CHECK_THROWS(judged(one, business["secret"].text()));
    CHECK(one.json()["data"]["order_id"].text() == order["id"].text());
  }
  CHECK(judged(integrator.at("/business")[0], business["secret"].text()) != "");
  wait_newest(own, broker.secret, "succeeded");
  pause_ms(1'500);  // whatever would come twice, or to the wrong one, is there now
  CHECK(integrator.at("/own").size() == 2);
  CHECK(integrator.at("/business").size() == 1);
  CHECK(integrator.at("/stranger").empty());
  for (const auto& one : integrator.all())
    for (const char* personal : {"ada@", "Grace", "Hopper", "broker@", "staff.example"})
      CHECK(one.whole.find(personal) == std::string::npos);

  const Json log = deliveries(own, broker.secret);
  REQUIRE(log.size() == 2);
  CHECK(log[0]["event_type"].text() == "payment.captured");
  CHECK(log[0]["position"].integer() > log[1]["position"].integer());
  CHECK(deliveries(own, broker.secret, "?status=given_up").size() == 0);
  const auto page = must(daybook.get(broker.secret, deliveries_of(own) + "?limit=1"));
  CHECK(page["data"][0]["id"].text() == log[0]["id"].text());
  const Json rest = deliveries(own, broker.secret, "?cursor=" + page["next_cursor"].text());
  REQUIRE(rest.size() == 1);
  CHECK(rest[0]["id"].text() == log[1]["id"].text());
  CHECK(daybook.get(stranger.secret, deliveries_of(own)).code() == "not_found");
  CHECK(daybook.get(broker.secret, deliveries_of(business)).code() == "not_found");
  CHECK(daybook.get(broker.secret, deliveries_of(own) + "?cursor=x").code() == "validation_failed");
  check_books(daybook);
}

TEST_CASE_FIXTURE(HookShop,
                  "outgoing webhooks: tried again after a failure with the same body, by both "
                  "secrets while one is replaced") {
  integrator.answer("/flaky", {"500 Oops", "503 Busy", "200 OK"});
  const Json made = endpoint(broker.secret, "/flaky", R"(["order.placed"])");
  const auto rotated = must(daybook.call(
      broker.secret, "POST", std::string(kPath) + "/" + made["id"].text() + "/rotate-secret", "{}"));
  place_order(daybook, broker);
  const auto arrived = integrator.wait("/flaky", 3);
  REQUIRE(arrived.size() == 3);
  for (const auto& one : arrived) {
    CHECK(one.body == arrived[0].body);
    CHECK(judged(one, made["secret"].text()) == one.event_id);
    CHECK(judged(one, rotated["secret"].text()) == one.event_id);
  }
  const Json done = wait_newest(made, broker.secret, "succeeded");
  CHECK(done["attempts"].integer() == 2);
  CHECK(done["event_id"].text() == arrived[0].event_id);
}

TEST_CASE_FIXTURE(HookShop, "outgoing webhooks: a redirect is not followed, and 410 ends them") {
  integrator.answer("/moved", {fmt::format("302 Found\r\nLocation: {}", integrator.url("/trap"))});
  integrator.answer("/gone", {"410 Gone"});
  const Json moved = endpoint(broker.secret, "/moved", R"(["order.placed"])");
  const Json gone = endpoint(broker.secret, "/gone", R"(["order.placed"])");
  place_order(daybook, broker);
  const Json failed = wait_newest(moved, broker.secret, "pending", 1);
  CHECK(failed["error"].text().find("302") != std::string::npos);
  wait_newest(gone, broker.secret, "dropped");
  CHECK(wait_disabled(gone) == "gone");
  CHECK(shown(moved)["disabled_why"].is_null());
  place_order(daybook, broker);
  for (int i = 0; i < 100 && deliveries(moved, broker.secret).size() < 2; ++i) pause_ms(100);
  CHECK(deliveries(moved, broker.secret).size() == 2);
  CHECK(deliveries(gone, broker.secret).size() == 1);
  CHECK(integrator.at("/gone").size() == 1);
  CHECK(integrator.at("/trap").empty());

  must(daybook.call(broker.secret, "DELETE", std::string(kPath) + "/" + moved["id"].text(), "{}"));
  CHECK(daybook.get(broker.secret, deliveries_of(moved)).code() == "not_found");
  const std::string ended = "/api/effects?kind=webhook&status=dropped";
  for (int i = 0; i < 450 && must(daybook.get(daybook.admin(), ended))["data"].size() < 3; ++i) pause_ms(100);
  CHECK(must(daybook.get(daybook.admin(), ended))["data"].size() == 3);
}

TEST_CASE("outgoing webhooks: private addresses are refused unless the operator allows them") {
  Daybook daybook({.kafka = false, .roles = {"serve"}});
  for (const char* url :
       {"https://127.0.0.1/h", "https://10.1.2.3/h", "https://[::1]/h", "https://[fd00::1]/h",
        "https://localhost/h", "https://169.254.169.254/h", "http://hooks.example.com/h"})
    CHECK(daybook
              .call(daybook.admin(), "POST", kPath, fmt::format(R"({{"url":"{}","event_types":["*"]}})", url))
              .pointer() == "/url");
}

/// The performer alone, on deliveries whose age the test says.
struct Aged : HookShop {
  Services services{load_config((daybook.folder() / "daybook.toml").string()), 1};
  Performer performer =
      webhooks({.allow_insecure = true, .ca_file = ""}, services.vault, services.writer, services.reads);

  AttemptEnd attempt(const std::string& id, std::int64_t hours) {
    Attempt attempt;
    attempt.effect.intended.effect_id = id;
    attempt.effect.tried_from = {system_now().micros - hours * 3'600 * kMicrosPerSecond};
    return performer(attempt);
  }
  void in_log(const std::function<void(Workspace&)>& what) {
    Command command;
    command.origin = {"test", "", ""};
    command.run = [&](Workspace& ws) -> Result<Answer> {
      what(ws);
      return Answer{200, "{}", 0, false, {}, {}};
    };
    REQUIRE(services.writer.execute(std::move(command)).has_value());
  }
};

TEST_CASE_FIXTURE(Aged,
                  "outgoing webhooks: a server that took nothing for three days is not served any more") {
  integrator.answer("/bad", {"500 Oops"});
  integrator.answer("/picky", {"200 OK", "500 Oops"});
  const Json bad = endpoint(broker.secret, "/bad", R"(["order.placed"])");
  const Json picky = endpoint(broker.secret, "/picky", R"(["order.placed"])");
  place_order(daybook, broker);
  wait_newest(picky, broker.secret, "succeeded");
  const std::string id = wait_newest(bad, broker.secret, "pending", 1)["id"].text();
  const auto ends_it = [&](const std::string& delivery, std::int64_t hours) {
    return static_cast<bool>(std::get<EffectNotDone>(attempt(delivery, hours)).record);
  };
  CHECK(!ends_it(id, 60));
  CHECK(!ends_it(deliveries(picky, broker.secret)[0]["id"].text(), 71));  // the first was taken
  const auto end = std::get<EffectNotDone>(attempt(id, 71));
  REQUIRE(end.record);
  in_log(end.record);
  CHECK(wait_disabled(bad) == "failing");
  CHECK(std::holds_alternative<EffectPointless>(attempt(id, 1)));
}

TEST_CASE_FIXTURE(Aged,
                  "outgoing webhooks: what was given up is no task, and its owner may have it sent once "
                  "more") {
  integrator.answer("/bad", {"500 Oops"});
  const Json made = endpoint(broker.secret, "/bad", R"(["order.placed"])");
  const auto stranger = approved_broker(daybook, "stranger@example.com");
  place_order(daybook, broker);
  const std::string id = wait_newest(made, broker.secret, "pending", 1)["id"].text();
  const std::string retry = deliveries_of(made) + "/" + id + "/retry";
  CHECK(daybook.call(broker.secret, "POST", retry, "{}").code() == "conflict");  // it is tried anyway
  in_log([&](Workspace& ws) {
    ws.append(decide(effect_of(ws.stream("effect-" + id)),
                     FailAttempt{"answered 500", false, true, 0, 0, ws.now()}));
  });
  wait_newest(made, broker.secret, "given_up");
  CHECK(open_tasks(daybook, "unresolved_effect").size() == 0);
  CHECK(daybook.call(stranger.secret, "POST", retry, "{}").code() == "not_found");
  CHECK(daybook.call(broker.secret, "POST", deliveries_of(made) + "/webhook-x/retry", "{}").code() ==
        "not_found");
  const std::string self = std::string(kPath) + "/" + made["id"].text();
  must(daybook.call(broker.secret, "PATCH", self, R"({"enabled":false})"));
  CHECK(daybook.call(broker.secret, "POST", retry, "{}").code() == "conflict");
  must(daybook.call(broker.secret, "PATCH", self, R"({"enabled":true})"));
  integrator.answer("/bad", {"200 OK"});
  const auto answer = daybook.call(broker.secret, "POST", retry, "{}");
  for (const auto& violation : violations("EffectDone", answer.body)) FAIL_CHECK(violation);
  CHECK(answer.status == 200);
  wait_newest(made, broker.secret, "succeeded");
  check_books(daybook);
}

}  // namespace
}  // namespace daybook::test
