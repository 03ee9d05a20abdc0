// The Stripe client before Stripe's own judges: stripe-mock knows every parameter, Stripe's Python SDK knows
// how the API behaves and how webhooks are signed; and before the stand-in, which remembers, delivers and
// fails.

#include "adapters/stripe/stripe_client.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "adapters/outbound/http_client.hpp"
#include "adapters/stripe/balance_transactions.hpp"
#include "adapters/stripe/stripe_event.hpp"
#include "adapters/stripe/webhook_signature.hpp"
#include "adapters/system/clock.hpp"
#include "tests/support/child_server.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/test_server.hpp"
#include "tests/support/within.hpp"

using namespace daybook;
using namespace daybook::stripe;
using namespace std::chrono_literals;

namespace {

const Currency kUsd = *parse_currency("USD");
const std::string kSecret = "whsec_test_stand_in";

StripeSettings settings_for(const std::string& url) {
  StripeSettings settings;
  settings.api_key = "sk_test_123";
  settings.base_url = url;
  settings.attempt_timeout = 10s;
  settings.requests_per_second = 1'000;
  settings.first_backoff = 5ms;
  return settings;
}

NewSession tradelines() {
  return {.currency = kUsd,
          .items = {{"Chase Freedom", "Tradeline - Credit Limit: $12500", Minor{45'000}, 2},
                    {"Amex & Co", "Tradeline - Credit Limit: $5000", Minor{10'050}, 1}},
          .customer_email = "ada@example.com",
          .success_url = "https://shop.example/success?session={CHECKOUT_SESSION_ID}",
          .cancel_url = "https://shop.example/cancel",
          .expires_at = Instant{system_now().micros + 3'600 * kMicrosPerSecond},
          .metadata = {{"order_id", "o-1"}, {"order_number", "TL-1"}, {"broker_id", "direct"}},
          .client_reference = "TL-1"};
}

template <class T>
const T& fine(const Answered<T>& result) {
  REQUIRE_MESSAGE(result, result.error().message);
  return *result;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// A paid session's payment intent.
std::string paid(StripeClient& client, const test::StripeStandIn& stripe, const std::string& key) {
  const auto session = client.create_session(tradelines(), key);
  REQUIRE_MESSAGE(session, session.error().message);
  return stripe.control("pay", "{\"session\":" + quoted(session->id) + "}")["payment_intent"].text();
}

std::string payable_account(StripeClient& client, const test::StripeStandIn& stripe) {
  const auto account = client.create_account({.country = "US", .metadata = {{"payee", "p"}}}, "account");
  REQUIRE_MESSAGE(account, account.error().message);
  stripe.control("account", "{\"account\":" + quoted(account->id) + ",\"onboard\":true}");
  return account->id;
}

}  // namespace

TEST_CASE("stripe-mock finds nothing to object to in any call of the client") {
  const test::StripeMock mock;
  StripeClient client(settings_for(mock.url()));
  CHECK(!client.livemode());
  fine(client.create_session(tradelines(), "k1"));
  fine(client.expire_session("cs_test_1", "k2"));
  CHECK(fine(client.session("cs_test_1")).id == "cs_test_1");
  fine(client.create_refund({.payment_intent = "pi_1",
                             .amount = Minor{500},
                             .currency = kUsd,
                             .reason = "requested_by_customer",
                             .metadata = {{"order_id", "o-1"}}},
                            "k3"));
  CHECK(fine(client.refund("re_1")).id == "re_1");
  CHECK(!fine(client.refunds_of("pi_1")).empty());
  const auto transfer = fine(client.create_transfer({.amount = Minor{500},
                                                     .currency = kUsd,
                                                     .destination = "acct_1",
                                                     .transfer_group = "payout-1",
                                                     .description = "September",
                                                     .metadata = {{"payout_id", "p"}}},
                                                    "k4"));
  CHECK(fine(client.transfer("tr_1")).id == "tr_1");
  fine(client.reverse_transfer(transfer, Minor{100}, {{"why", "x"}}, "k5"));
  fine(
      client.create_account({.country = "US", .email = "a@example.com", .metadata = {{"payee", "p"}}}, "k6"));
  CHECK(fine(client.account("acct_1")).id == "acct_1");
  fine(client.create_account_link("acct_1", "https://a.example/again", "https://a.example/done", "k7"));
  const PageOf page{.starting_after = "evt_1",
                    .created_from = Instant{1'700'000'000 * kMicrosPerSecond},
                    .created_before = Instant{1'800'000'000 * kMicrosPerSecond},
                    .limit = 5};
  fine(client.events(page, {"charge.refunded", "checkout.session.completed"}));
  fine(client.events({.ending_before = "evt_1"}, {}, "acct_1"));
  CHECK(fine(client.event("evt_1")).id == "evt_1");
  fine(client.balance_transactions({.starting_after = "txn_1", .limit = 3}, "po_1"));
  CHECK(fine(client.balance_transaction("txn_1")).id == "txn_1");
  CHECK(fine(client.payment_intent("pi_1")).id == "pi_1");
  CHECK(fine(client.charge("ch_1")).fee);
}

TEST_CASE("stripe-mock finds nothing to object to in a call that leaves out what it may, or asks for more") {
  const test::StripeMock mock;
  StripeClient client(settings_for(mock.url()));
  fine(client.create_session({.currency = kUsd,
                              .items = {{"Chase Freedom", "", Minor{45'000}, 1}},
                              .success_url = "https://shop.example/success",
                              .cancel_url = "https://shop.example/cancel"},
                             "k1"));
  fine(client.create_refund({.payment_intent = "pi_1", .currency = kUsd}, "k2"));
  for (const char* reason : {"duplicate", "fraudulent"})
    fine(client.create_refund(
        {.payment_intent = "pi_1", .amount = Minor{1}, .currency = kUsd, .reason = reason}, "k3"));
  const auto transfer =
      fine(client.create_transfer({.amount = Minor{500}, .currency = kUsd, .destination = "acct_1"}, "k4"));
  fine(client.reverse_transfer(transfer, std::nullopt, {}, "k5"));
  CHECK(!fine(client.transfers_of("payout-1")).empty());
  fine(client.create_account({}, "k6"));
  const Instant from{1'700'000'000 * kMicrosPerSecond}, before{1'800'000'000 * kMicrosPerSecond};
  fine(client.events({.created_from = from}));
  fine(client.events({.created_before = before}, {"*"}));
  fine(client.balance_transactions({.created_from = from, .created_before = before, .limit = 100}));
  fine(client.balance_transactions({.ending_before = "txn_1"}));
}

TEST_CASE("stripe-mock finds nothing to object to in the second page of a payment's refunds") {
  const test::StripeMock mock;
  std::vector<std::string> asked;
  // Between the two: says once that there is more, which stripe-mock never does.
  test::TestServer between([&](test::ServedConnection& connection) {
    while (const auto request = connection.request()) {
      const auto target = request->substr(4, request->find(" HTTP/1.1") - 4);
      const auto answer = test::send_http(mock.port(), {"GET",
                                                        target,
                                                        "",
                                                        {{"Authorization", "Bearer sk_test_123"},
                                                         {"Stripe-Version", std::string(kApiVersion)}}});
      std::string body = answer.body;
      const auto more = body.find("\"has_more\":false");
      if (asked.empty() && more != std::string::npos) body.replace(more, 16, "\"has_more\":true");
      asked.push_back(target);
      connection.answer(body, answer.status == 200 ? "200 OK" : "400 Bad Request");
    }
  });
  StripeClient client(settings_for(between.url()));
  const auto refunds = fine(client.refunds_of("pi_1"));
  REQUIRE(asked.size() == 2);
  CHECK(asked[0].find("starting_after") == std::string::npos);
  CHECK(asked[1].find("starting_after=re_") != std::string::npos);
  CHECK(refunds.size() == 2);
}

TEST_CASE("stripe-mock does object to what is wrong: the judge is awake") {
  const test::StripeMock mock;
  outbound::HttpClient http({.base_url = mock.url()});
  const auto status = [&](const std::string& body, const std::string& version) {
    const auto answer = http.send({"POST",
                                   "/v1/refunds",
                                   {{"Authorization", "Bearer sk_test_1"},
                                    {"Stripe-Version", version},
                                    {"Content-Type", "application/x-www-form-urlencoded"}},
                                   body});
    REQUIRE(answer);
    return answer->status;
  };
  const std::string version(kApiVersion);
  CHECK(status("payment_intent=pi_1&amount=5", version) == 200);
  CHECK(status("payment_intent=pi_1&amount=5&bogus=1", version) == 400);
  CHECK(status("payment_intent=pi_1&amount=five", version) == 400);
  CHECK(status("payment_intent=pi_1&amount=5", "2020-08-27") == 400);
}

TEST_CASE("Stripe's own client finds the stand-in to be Stripe") {
  const test::StripeStandIn stripe;
  CHECK(test::stripe_sdk({"drive", stripe.url(), stripe.url()}) == "fine");
}

TEST_CASE("Stripe's own client signs a webhook as check_signature wants it") {
  const std::string body = R"({"id":"evt_1","object":"event","type":"charge.refunded","data":{"object":{}}})";
  const Instant now = system_now();
  const std::string at = std::to_string(now.micros / kMicrosPerSecond);
  const std::string v1 = test::stripe_sdk({"sign", kSecret, at}, body);
  CHECK(!check_signature("t=" + at + ",v1=" + v1, body, {"whsec_other", kSecret}, now));
  CHECK(check_signature("t=" + at + ",v1=" + v1, body + " ", {kSecret}, now));
  CHECK(check_signature("t=" + at + ",v1=" + v1, body, {"whsec_other"}, now));
}

TEST_CASE("every call does at the stand-in what it says") {
  const test::StripeStandIn stripe({"--api-key", "sk_test_123"});
  StripeClient client(settings_for(stripe.url()));
  const NewSession wanted = tradelines();
  const auto session = fine(client.create_session(wanted, "k1"));
  CHECK(session.status == "open");
  CHECK(session.payment_status == "unpaid");
  CHECK(session.amount_total == Minor{100'050});
  CHECK(session.currency == kUsd);
  CHECK(session.metadata.at("order_id") == "o-1");
  CHECK(!session.payment_intent);
  CHECK(session.url->starts_with(stripe.url() + "/c/pay/"));
  CHECK(fine(client.create_session(wanted, "k1")).id == session.id);  // the same wish, once

  stripe.control("pay", "{\"session\":" + quoted(session.id) + ",\"name\":\"Ada\",\"phone\":\"+15550100\"}");
  const auto done = fine(client.session(session.id));
  CHECK(done.status == "complete");
  CHECK(done.payment_status == "paid");
  CHECK(done.customer_name == "Ada");
  CHECK(done.customer_phone == "+15550100");
  const auto intent = fine(client.payment_intent(*done.payment_intent));
  CHECK(intent.amount_received == Minor{100'050});
  CHECK(intent.metadata.at("order_number") == "TL-1");
  const auto charge = fine(client.charge(*intent.latest_charge));
  CHECK(charge.fee == Minor{2'931});  // 2.9% of 1000.50 and 0.30, half up
  CHECK(charge.fee_currency == kUsd);
  CHECK(fine(client.balance_transaction(*charge.balance_transaction)).net == Minor{100'050 - 2'931});

  const auto part = fine(client.create_refund(
      {.payment_intent = intent.id, .amount = Minor{50}, .currency = kUsd, .metadata = {{"n", "1"}}}, "r1"));
  CHECK(part.status == "succeeded");
  CHECK(part.metadata.at("n") == "1");
  const auto rest = fine(client.create_refund({.payment_intent = intent.id, .currency = kUsd}, "r2"));
  CHECK(rest.amount == Minor{100'000});
  const auto too_much =
      client.create_refund({.payment_intent = intent.id, .amount = Minor{1}, .currency = kUsd}, "r3");
  REQUIRE(!too_much);
  CHECK(too_much.error().kind == FailureKind::refused);
  CHECK(too_much.error().code == "charge_already_refunded");
  const auto refunds = fine(client.refunds_of(intent.id));
  REQUIRE(refunds.size() == 2);
  CHECK(refunds[0].id == rest.id);

  const auto other = fine(client.create_session(tradelines(), "k2"));
  CHECK(fine(client.expire_session(other.id, "k3")).status == "expired");
  CHECK(fine(client.expire_session(other.id, "k3")).status == "expired");  // the kept answer
  CHECK(client.expire_session(other.id, "k4").error().kind == FailureKind::refused);

  const std::string payee = payable_account(client, stripe);
  CHECK(fine(client.account(payee)).payouts_enabled);
  CHECK(fine(client.account(payee)).currently_due.empty());
  CHECK(
      fine(client.create_account_link(payee, "https://a.example/r", "https://a.example/d", "l1")).url.size() >
      10);
  const auto transfer = fine(client.create_transfer(
      {.amount = Minor{7'000}, .currency = kUsd, .destination = payee, .transfer_group = "g"}, "t1"));
  CHECK(fine(client.reverse_transfer(transfer, Minor{2'000}, {}, "v1")).transfer == transfer.id);
  CHECK(fine(client.transfer(transfer.id)).amount_reversed == Minor{2'000});
  fine(client.reverse_transfer(transfer, std::nullopt, {}, "v2"));
  CHECK(fine(client.transfer(transfer.id)).reversed);

  const auto page = fine(client.balance_transactions({}));
  CHECK(page.transactions.size() == 6);
  CHECK(read_balance_list(page.body, Zone("UTC"), system_now()));
}

TEST_CASE("an answer that is lost, at each step: the same key brings the same object, once") {
  const test::StripeStandIn stripe({"--opening-balance", "100000000"});
  StripeSettings settings = settings_for(stripe.url());
  settings.attempt_timeout = 400ms;
  settings.timeout = 400ms;  // one try: what a process that dies after it would leave behind
  StripeClient client(settings);
  StripeClient patient(settings_for(stripe.url()));
  const std::string intent = paid(patient, stripe, "first");
  const std::string payee = payable_account(patient, stripe);
  const auto transfer =
      fine(patient.create_transfer({.amount = Minor{90'000}, .currency = kUsd, .destination = payee}, "t"));
  const NewSession wanted = tradelines();
  const auto count = [&](const std::string& kind) {
    const auto counts = stripe.look("state")["counts"];
    return counts.has(kind) ? counts[kind].integer() : 0;
  };
  struct Step {
    std::string kind;
    std::function<Answered<std::string>(StripeClient&, const std::string&)> call;
  };
  const auto id = [](const auto& result) -> Answered<std::string> {
    if (!result) return tl::unexpected(result.error());
    return result->id;
  };
  const std::vector<Step> steps{
      {"checkout.session", [&](auto& c, auto& key) { return id(c.create_session(wanted, key)); }},
      {"refund",
       [&](auto& c, auto& key) {
         return id(c.create_refund({.payment_intent = intent, .amount = Minor{100}, .currency = kUsd}, key));
       }},
      {"transfer",
       [&](auto& c, auto& key) {
         return id(c.create_transfer({.amount = Minor{100}, .currency = kUsd, .destination = payee}, key));
       }},
      {"transfer_reversal",
       [&](auto& c, auto& key) { return id(c.reverse_transfer(transfer, Minor{100}, {}, key)); }},
      {"account", [&](auto& c, auto& key) { return id(c.create_account({}, key)); }},
  };
  int n = 0;
  for (const auto& step : steps) {
    for (const std::string fault :
         {"timeout_after", "cut_after", "error_500_after", "malformed", "timeout_before", "cut_before",
          "error_500", "lock_conflict", "rate_limit"}) {
      CAPTURE(step.kind);
      CAPTURE(fault);
      const std::string key = "step-" + std::to_string(++n);
      const bool after = fault.ends_with("_after") || fault == "malformed";
      const auto before = count(step.kind);
      stripe.control("faults", R"({"rules":[{"method":"POST","path":"^/v1/","kind":")" + fault +
                                   R"(","times":9,"delay_s":2}]})");
      const auto lost = step.call(client, key);
      REQUIRE(!lost);
      CHECK(lost.error().kind ==
            (fault == "rate_limit" ? FailureKind::unavailable : FailureKind::unknown_outcome));
      CHECK(lost.error().message.find("sk_test") == std::string::npos);
      stripe.control("faults", R"({"clear":true})");
      CHECK(count(step.kind) == before + (after ? 1 : 0));
      const auto again = step.call(patient, key);
      REQUIRE_MESSAGE(again, again.error().message);
      CHECK(count(step.kind) == before + 1);
      CHECK(fine(step.call(patient, key)) == *again);
    }
  }
}

TEST_CASE("random faults: every wish comes true once, however often it is repeated and by how many") {
  const test::StripeStandIn stripe({"--seed", "7"});
  StripeSettings settings = settings_for(stripe.url());
  settings.attempt_timeout = 300ms;
  settings.timeout = 2s;
  StripeClient client(settings);
  StripeClient patient(settings_for(stripe.url()));
  const std::string intent = paid(patient, stripe, "first");
  stripe.control("faults", R"({"percent":30,"seed":11,"delay_s":1})");
  std::atomic<int> next{0};
  std::mutex mutex;
  std::set<std::string> ids;
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&] {
      for (int n = next++; n < 80; n = next++) {
        for (int tries = 0; tries < 30; ++tries) {
          const auto made =
              client.create_refund({.payment_intent = intent, .amount = Minor{100}, .currency = kUsd},
                                   "wish-" + std::to_string(n));
          if (!made) continue;
          const std::lock_guard lock(mutex);
          ids.insert(made->id);
          break;
        }
      }
    });
  for (auto& thread : threads) thread.join();
  stripe.control("faults", R"({"clear":true})");
  CHECK(ids.size() == 80);
  CHECK(fine(patient.refunds_of(intent)).size() == 80);
  CHECK(stripe.look("state")["faults"].integer() > 10);
}

TEST_CASE(
    "the stand-in's webhooks are signed, repeated until they are taken, and read by us and by Stripe's SDK") {
  struct Delivery {
    std::string header;
    std::string body;
  };
  std::mutex mutex;
  std::vector<Delivery> taken;
  std::atomic<int> refusals{3};
  test::TestServer receiver([&](test::ServedConnection& connection) {
    while (const auto request = connection.request()) {
      if (refusals-- > 0) {
        connection.answer("", "503 Busy");
        continue;
      }
      const auto at = request->find("Stripe-Signature: ") + 18;
      const std::lock_guard lock(mutex);
      taken.push_back({request->substr(at, request->find("\r\n", at) - at),
                       request->substr(request->find("\r\n\r\n") + 4)});
      connection.answer("{}");
    }
  });
  const test::StripeStandIn stripe(
      {"--webhook-url", receiver.url() + "/api/webhooks/stripe", "--webhook-secret", kSecret});
  StripeClient client(settings_for(stripe.url()));
  paid(client, stripe, "k1");
  const auto size = [&] {
    const std::lock_guard lock(mutex);
    return taken.size();
  };
  REQUIRE(test::within(10, [&] { return size() == 5; }));
  std::set<std::string> types;
  for (const auto& [header, body] : taken) {
    CHECK(!check_signature(header, body, {kSecret}, system_now()));
    CHECK(check_signature(header, body, {"whsec_other"}, system_now()));
    const auto event = read_event(body);
    REQUIRE(event);
    CHECK(test::stripe_sdk({"construct", kSecret, header}, body) == event->id);
    types.insert(event->type);
    if (event->type == "checkout.session.completed") {
      CHECK(event->fact.order_id == "o-1");
      CHECK(event->fact.payment_status == "paid");
      CHECK(event->fact.amount == Minor{100'050});
      CHECK(event->fact.livemode == false);
    }
  }
  CHECK(types == std::set<std::string>{"payment_intent.created", "charge.succeeded",
                                       "payment_intent.succeeded", "checkout.session.completed",
                                       "charge.updated"});

  // An outage: nothing is delivered, and List Events knows what was missed.
  stripe.control("webhooks", R"({"on":false})");
  const auto last = fine(client.events({.limit = 1})).events.at(0);
  const std::string intent = paid(client, stripe, "k2");
  fine(client.create_refund({.payment_intent = intent, .currency = kUsd}, "r1"));
  const auto missed = fine(client.events({.ending_before = last.id}));
  CHECK(missed.events.size() == 7);
  CHECK(!missed.has_more);
  CHECK(size() == 5);
  for (const auto& event : missed.events) CHECK(read_event(event.body)->id == event.id);
  CHECK(fine(client.events({}, {"charge.refunded"})).events.size() == 1);
  CHECK(fine(client.event(missed.events[0].id)).body == missed.events[0].body);
}

TEST_CASE("the stand-in keeps what it knows over a restart") {
  const test::ScratchDirectory scratch;
  const std::string file = (scratch.path() / "state.json").string();
  const NewSession wanted = tradelines();
  std::string session;
  {
    const test::StripeStandIn stripe({"--state-file", file});
    StripeClient client(settings_for(stripe.url()));
    session = fine(client.create_session(wanted, "k1")).id;
  }
  const test::StripeStandIn stripe({"--state-file", file});
  StripeClient client(settings_for(stripe.url()));
  CHECK(fine(client.session(session)).status == "open");
  CHECK(fine(client.create_session(wanted, "k1")).id == session);
}
