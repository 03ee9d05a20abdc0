#include "adapters/stripe/stripe_call.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/stripe/stripe_client.hpp"
#include "adapters/stripe/stripe_event.hpp"
#include "tests/support/test_server.hpp"

using namespace daybook;
using namespace daybook::stripe;
using namespace std::chrono_literals;
using test::ServedConnection;
using test::TestServer;

namespace {

const std::string kKey = "sk_test_0123456789abcdefghij";

StripeSettings settings_for(const TestServer& server) {
  StripeSettings settings;
  settings.api_key = kKey;
  settings.base_url = server.url();
  settings.timeout = 3s;
  settings.attempt_timeout = 300ms;
  settings.requests_per_second = 10'000;
  settings.first_backoff = 2ms;
  return settings;
}

/// Gives one of these answers to each request, the last one again and again; "" = none, the connection ends.
class Script {
 public:
  explicit Script(std::vector<std::string> answers)
      : answers_(std::move(answers)), server_([this](ServedConnection& connection) {
          while (const auto request = connection.request()) {
            std::string answer;
            {
              const std::lock_guard lock(mutex_);
              requests_.push_back(*request);
              answer = answers_[std::min(requests_.size(), answers_.size()) - 1];
            }
            if (answer.empty()) return;
            if (answer == "silence") return connection.swallow(1'000'000);
            connection.write(answer);
          }
        }) {}
  const TestServer& server() const { return server_; }
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  const std::vector<std::string> answers_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  TestServer server_;
};

std::string answer(const std::string& status, const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 " + status + "\r\nRequest-Id: req_1\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
const std::string kFine = answer("200 OK", "{}");
const std::string k500 = answer("500 Oops", R"({"error":{"type":"api_error"}})");
const std::string k429 =
    answer("429 Slow down", R"({"error":{"code":"rate_limit","type":"invalid_request_error"}})");
const std::string k409 =
    answer("409 Conflict", R"({"error":{"code":"idempotency_key_in_use","type":"idempotency_error"}})");

}  // namespace

TEST_CASE("a form is encoded, nested names and all") {
  Form form;
  form.add("a", "b c&d=ä+").add("n", std::int64_t{-5}).maybe("no", std::nullopt).maybe("yes", "1");
  form.add("x[metadata]", Metadata{{"k-1", "v/1"}, {"k2", ""}});
  CHECK(form.text() ==
        "a=b%20c%26d%3D%C3%A4%2B&n=-5&yes=1&x%5Bmetadata%5D%5Bk-1%5D=v%2F1&x%5Bmetadata%5D%5Bk2%5D=");
}

TEST_CASE("amounts go to Stripe and come back the same, or do not go") {
  for (const char* code : {"USD", "EUR", "JPY", "ISK", "UGX", "MGA", "KWD", "BHD", "HUF"}) {
    const Currency currency = *parse_currency(code);
    for (const std::int64_t amount : {0LL, 1LL, -1LL, 10LL, 100LL, 12'340LL, 999'999'900LL, -500LL}) {
      const auto sent = to_stripe_amount(Minor{amount}, currency);
      if (sent) CHECK_MESSAGE(from_stripe_amount(*sent, currency) == Minor{amount}, code, amount);
    }
  }
  CHECK(to_stripe_amount(Minor{5}, *parse_currency("ISK")) == 500);
  CHECK(to_stripe_amount(Minor{500}, *parse_currency("MGA")) == 5);
  CHECK(!to_stripe_amount(Minor{550}, *parse_currency("MGA")));
  CHECK(!to_stripe_amount(Minor{1'005}, *parse_currency("KWD")));
  CHECK(to_stripe_amount(Minor{1'010}, *parse_currency("KWD")) == 1'010);
  CHECK(!to_stripe_amount(Minor{INT64_MAX}, *parse_currency("UGX")));
  CHECK(!to_stripe_amount(Minor{INT64_MIN}, *parse_currency("ISK")));
}

TEST_CASE("the key's prefix says the mode; what is no secret key is refused unseen") {
  StripeSettings settings;
  for (const auto& [key, live] : std::vector<std::pair<std::string, bool>>{
           {"sk_test_1", false}, {"rk_test_a1", false}, {"sk_live_1", true}, {"rk_live_x", true}}) {
    settings.api_key = key;
    CHECK(StripeClient(settings).livemode() == live);
  }
  for (const char* key :
       {"", "pk_live_hidden", "sk_test_", "sk_prod_hidden", "hidden", "sk_test_hidden\r\nX: y"}) {
    settings.api_key = key;
    try {
      StripeClient client(settings);
      FAIL("accepted: " << key);
    } catch (const std::invalid_argument& error) {
      CHECK(std::string(error.what()).find("hidden") == std::string::npos);
    }
  }
  settings.api_key = "sk_live_1";
  settings.base_url = "http://127.0.0.1:1";
  CHECK_THROWS_AS(StripeClient{settings}, std::invalid_argument);  // a live key never goes out in the clear
}

TEST_CASE("a call carries the version, the key, the idempotency key and its form") {
  const Script script({kFine});
  StripeCaller caller(settings_for(script.server()));
  Form form;
  form.add("a[b]", "c");
  REQUIRE(caller.call({"POST", "/v1/refunds", form, "event-1", "acct_1"}));
  REQUIRE(caller.call({"GET", "/v1/refunds", form}));
  const auto requests = script.requests();
  REQUIRE(requests.size() == 2);
  const auto has = [&](std::size_t n, const std::string& text) {
    return requests[n].find(text) != std::string::npos;
  };
  CHECK(requests[0].starts_with("POST /v1/refunds HTTP/1.1\r\n"));
  for (const char* line :
       {"Stripe-Version: 2026-08-26.dahlia\r\n", "Idempotency-Key: event-1\r\n", "Stripe-Account: acct_1\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n", "\r\n\r\na%5Bb%5D=c"})
    CHECK_MESSAGE(has(0, line), line);
  CHECK(has(0, "Authorization: Bearer " + kKey + "\r\n"));
  CHECK(requests[1].starts_with("GET /v1/refunds?a%5Bb%5D=c HTTP/1.1\r\n"));
  CHECK(!has(1, "Idempotency-Key"));
}

TEST_CASE("a POST without a good idempotency key is not sent") {
  const Script script({kFine});
  StripeCaller caller(settings_for(script.server()));
  for (const std::string& key :
       {std::string(), std::string(256, 'k'), std::string("a b"), std::string("a\r\nb")}) {
    const auto refused = caller.call({"POST", "/v1/refunds", {}, key});
    REQUIRE(!refused);
    CHECK(refused.error().kind == FailureKind::refused);
  }
  CHECK(script.requests().empty());
  CHECK(caller.call({"POST", "/v1/refunds", {}, std::string(255, 'k')}));
}

TEST_CASE("what is tried again, how often, and what is said in the end") {
  using K = FailureKind;
  const std::string no = answer("500 Oops", "{}", "Stripe-Should-Retry: false\r\n");
  const std::string yes = answer("400 Bad", "{}", "Stripe-Should-Retry: true\r\n");
  const std::string bad =
      answer("402 No", R"({"error":{"code":"charge_already_refunded","type":"card_error"}})");
  const std::string unauthorised = answer("401 Who", "{}");
  const std::string cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{";
  struct Row {
    const char* name;
    std::vector<std::string> answers;
    std::size_t tries;
    std::optional<K> post;
    std::optional<K> get;
  };
  for (const auto& row : std::vector<Row>{
           {"fine at once", {kFine}, 1, {}, {}},
           {"500 then fine", {k500, kFine}, 2, {}, {}},
           {"500 for ever", {k500}, 3, K::unknown_outcome, K::unavailable},
           {"429 for ever", {k429}, 3, K::unavailable, K::unavailable},
           {"409 for ever", {k409}, 3, K::unknown_outcome, K::unavailable},
           {"409 then fine", {k409, kFine}, 2, {}, {}},
           {"told not to", {no}, 1, K::unknown_outcome, K::unavailable},
           {"told to", {yes, kFine}, 2, {}, {}},
           {"refused", {bad}, 1, K::refused, K::refused},
           {"our key is not taken: that says nothing of what was asked",
            {unauthorised},
            1,
            K::unavailable,
            K::unavailable},
           {"lost, then refused: that settles it", {k500, bad}, 2, K::refused, K::refused},
           {"lost, then limited: still unknown", {k500, k429}, 3, K::unknown_outcome, K::unavailable},
           {"lost, then shut out: still unknown", {k500, unauthorised}, 2, K::unknown_outcome, std::nullopt},
           {"an answer that breaks off", {cut}, 3, K::unknown_outcome, K::unavailable},
           {"an answer that breaks off, then fine", {cut, kFine}, 2, {}, {}},
           {"silence", {"silence"}, 3, K::unknown_outcome, K::unavailable},
       }) {
    for (const bool post : {true, false}) {
      if (!post && row.name == std::string("lost, then shut out: still unknown")) continue;
      CAPTURE(row.name);
      CAPTURE(post);
      const Script script(row.answers);
      StripeCaller caller(settings_for(script.server()));
      const auto result = caller.call({post ? "POST" : "GET", "/v1/x", {}, post ? "k" : ""});
      CHECK(script.requests().size() == row.tries);
      const auto& wanted = post ? row.post : row.get;
      REQUIRE(result.has_value() == !wanted.has_value());
      if (wanted) {
        CHECK(result.error().kind == *wanted);
        CHECK(result.error().message.find(kKey) == std::string::npos);
      }
      for (const auto& request : script.requests())
        if (post) CHECK(request.find("Idempotency-Key: k\r\n") != std::string::npos);
    }
  }
}

TEST_CASE("nobody listens: unavailable, since nothing was sent") {
  StripeSettings settings;
  {
    const Script gone({kFine});
    settings = settings_for(gone.server());
  }
  StripeCaller caller(settings);
  const auto result = caller.call({"POST", "/v1/x", {}, "k"});
  REQUIRE(!result);
  CHECK(result.error().kind == FailureKind::unavailable);
  CHECK(result.error().http_status == 0);
}

TEST_CASE("a failure names Stripe's words and request, and nothing that names a person or a key") {
  const Script script(
      {answer("400 Bad",
              R"({"error":{"type":"invalid_request_error","code":"email_invalid","param":"customer_email",
                                  "message":"Invalid email address: ada@example.com, key sk_test_hidden"}})")});
  StripeCaller caller(settings_for(script.server()));
  const auto failure = caller.call({"POST", "/v1/x", {}, "k"}).error();
  CHECK(failure.code == "email_invalid");
  CHECK(failure.type == "invalid_request_error");
  CHECK(failure.request_id == "req_1");
  CHECK(failure.http_status == 400);
  CHECK(failure.message ==
        "POST /v1/x: Stripe answered 400 invalid_request_error, email_invalid, parameter customer_email "
        "(req_1)");
}

TEST_CASE("Retry-After is obeyed where there is time for it, and handed on where there is none") {
  const auto limited = [](const char* seconds) {
    return answer("429 Slow", "{}", std::string("Retry-After: ") + seconds + "\r\n");
  };
  {
    const Script script({limited("1"), kFine});
    StripeCaller caller(settings_for(script.server()));
    const auto start = std::chrono::steady_clock::now();
    CHECK(caller.call({"GET", "/v1/x"}));
    CHECK(std::chrono::steady_clock::now() - start >= 1s);
  }
  const Script script({limited("3600")});
  StripeCaller caller(settings_for(script.server()));
  const auto start = std::chrono::steady_clock::now();
  const auto result = caller.call({"GET", "/v1/x"});
  REQUIRE(!result);
  CHECK(result.error().retry_after == std::chrono::hours(1));
  CHECK(std::chrono::steady_clock::now() - start < 1s);
  CHECK(script.requests().size() == 1);
}

TEST_CASE("a call with all its tries ends at its deadline") {
  const Script script({"silence"});
  StripeSettings settings = settings_for(script.server());
  settings.timeout = 700ms;
  settings.attempt_timeout = 10s;
  StripeCaller caller(settings);
  const auto start = std::chrono::steady_clock::now();
  CHECK(!caller.call({"POST", "/v1/x", {}, "k"}));
  CHECK(std::chrono::steady_clock::now() - start < 2s);
}

TEST_CASE("this client limits itself, over all threads together") {
  const Script script({kFine});
  StripeSettings settings = settings_for(script.server());
  settings.requests_per_second = 40;  // and 10 at once
  settings.timeout = 20s;
  StripeCaller caller(settings);
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  std::atomic<int> fine{0};
  for (int t = 0; t < 5; ++t)
    threads.emplace_back([&] {
      for (int n = 0; n < 10; ++n)
        if (caller.call({"GET", "/v1/x"})) ++fine;
    });
  for (auto& thread : threads) thread.join();
  CHECK(fine == 50);
  CHECK(std::chrono::steady_clock::now() - start >= 950ms);  // 40 of the 50 wait for their turn, 25 ms each
}

TEST_CASE("what cannot be said to Stripe is refused before it is sent") {
  const Script script({kFine});
  StripeClient client(settings_for(script.server()));
  const Currency usd = *parse_currency("USD");
  const Currency ariary = *parse_currency("MGA");
  const auto refused = [](const auto& result) {
    return !result && result.error().kind == FailureKind::refused;
  };
  NewSession session{.currency = usd, .items = {}, .success_url = "https://a", .cancel_url = "https://a"};
  CHECK(refused(client.create_session(session, "k")));
  session.items = {{"card", "", Minor{-1}, 1}};
  CHECK(refused(client.create_session(session, "k")));
  session.items = {{"card", "", Minor{100}, 0}};
  CHECK(refused(client.create_session(session, "k")));
  session.items = {{"card", "", Minor{150}, 1}};
  session.currency = ariary;
  CHECK(refused(client.create_session(session, "k")));
  session.currency = usd;
  session.metadata = {{"key", std::string(501, 'x')}};
  CHECK(refused(client.create_session(session, "k")));
  session.metadata = {{"a[b]", "x"}};
  CHECK(refused(client.create_session(session, "k")));
  CHECK(refused(client.create_refund({.payment_intent = "pi_1", .amount = Minor{0}, .currency = usd}, "k")));
  CHECK(refused(client.refund("../accounts/acct_1")));
  CHECK(refused(client.session("")));
  CHECK(refused(client.expire_session("cs_1/../x", "k")));
  CHECK(
      refused(client.create_transfer({.amount = Minor{-5}, .currency = usd, .destination = "acct_1"}, "k")));
  CHECK(script.requests().empty());
}

TEST_CASE("an answer that is not the object that was asked for: unknown after a POST") {
  for (const char* body : {"{}", "", "[]", R"({"object":"refund","id":"re_1"})", "{\"object\":",
                           R"({"object":"refund","id":"re_1","amount":"5","currency":"usd","created":1})",
                           R"({"object":"refund","id":"re_1","amount":5,"currency":"zzz","created":1})"}) {
    const Script script({answer("200 OK", body)});
    StripeClient client(settings_for(script.server()));
    const auto made =
        client.create_refund({.payment_intent = "pi_1", .currency = *parse_currency("USD")}, "k");
    REQUIRE(!made);
    CHECK(made.error().kind == FailureKind::unknown_outcome);
    const auto read = client.refund("re_1");
    REQUIRE(!read);
    CHECK(read.error().kind == FailureKind::unavailable);
  }
}
