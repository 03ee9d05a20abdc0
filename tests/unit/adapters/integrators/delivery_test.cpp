// Deliveries of outgoing webhooks to a server of the test's own: what is sent, how it is signed, and what is
// made of each answer.

#include "adapters/integrators/delivery.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <mutex>

#include "adapters/stripe/webhook_signature.hpp"
#include "tests/support/test_server.hpp"

using namespace daybook;
using test::ServedConnection;
using test::TestServer;

namespace {

const test::TestAuthority& authority() {
  static const test::TestAuthority kept;
  return kept;
}

/// Answers with a status and keeps the last request.
struct Integrator {
  explicit Integrator(const std::string& status, const std::string& host = "DNS:localhost,IP:127.0.0.1")
      : server(
            [this, status](ServedConnection& connection) {
              while (const auto request = connection.request()) {
                {
                  std::lock_guard lock(mutex);
                  last = *request;
                }
                connection.answer("thanks", status);
              }
            },
            TestServer::Tls{authority().issue(host)}) {}
  std::string header(const std::string& name) {
    std::lock_guard lock(mutex);
    const auto at = last.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const auto from = at + name.size() + 4;
    return last.substr(from, last.find("\r\n", from) - from);
  }
  std::string body() {
    std::lock_guard lock(mutex);
    return last.substr(last.find("\r\n\r\n") + 4);
  }
  std::mutex mutex;
  std::string last;
  TestServer server;
};

Parcel parcel(const Integrator& integrator, const std::string& path = "/hook?shop=7") {
  return {integrator.server.url() + path,
          {"whsec_new", "whsec_old"},
          R"({"id":"1","type":"order.placed"})",
          *EventId::parse("01934b5e-6c00-7000-8000-000000000007"),
          {1'700'000'000 * kMicrosPerSecond}};
}

Deliverer deliverer(bool allow_insecure = true) { return Deliverer({allow_insecure, authority().ca_file()}); }

}  // namespace

TEST_CASE("delivery: one signed POST, whose signature each secret's holder can check") {
  Integrator integrator("200 OK");
  auto sender = deliverer();
  const Parcel sent = parcel(integrator);
  const Delivery delivery = sender.deliver(sent);
  CHECK_MESSAGE(delivery.outcome == DeliveryOutcome::delivered, delivery.detail);
  CHECK(delivery.status == 200);
  CHECK(integrator.last.starts_with("POST /hook?shop=7 HTTP/1.1\r\n"));
  CHECK(integrator.header("Content-Type") == "application/json");
  CHECK(integrator.header("Daybook-Event-Id") == sent.event_id.str());
  CHECK(integrator.body() == sent.body);
  const std::string signature = integrator.header("Daybook-Signature");
  for (const char* secret : {"whsec_new", "whsec_old"})
    CHECK(!stripe::check_signature(signature, sent.body, {secret}, sent.now));
  CHECK(stripe::check_signature(signature, sent.body, {"whsec_other"}, sent.now));
  CHECK(stripe::check_signature(signature, sent.body + " ", {"whsec_new"}, sent.now));
}

TEST_CASE("delivery: Stripe's known answer") {
  CHECK(daybook_signature({"whsec_test_secret"}, R"({"id":"evt_test","object":"event"})",
                          {1'700'000'000 * kMicrosPerSecond}) ==
        "t=1700000000,v1=8042376f6ca064adbe037642a718227dfd59047137eb49497a54c49eb0cfb724");
}

TEST_CASE("delivery: only 2xx is delivered, 410 ends it, a redirect is not followed") {
  const auto outcome = [](const char* status) {
    Integrator integrator(status);
    auto sender = deliverer();
    const Delivery delivery = sender.deliver(parcel(integrator));
    CHECK(delivery.detail.find("thanks") == std::string::npos);
    CHECK(integrator.server.accepted() == 1);
    return std::pair(delivery.outcome, delivery.status);
  };
  CHECK(outcome("204 No Content") == std::pair(DeliveryOutcome::delivered, 204));
  CHECK(outcome("410 Gone") == std::pair(DeliveryOutcome::gone, 410));
  CHECK(outcome("500 Oops") == std::pair(DeliveryOutcome::retry, 500));
  CHECK(outcome("404 Not Found") == std::pair(DeliveryOutcome::retry, 404));
  CHECK(outcome("302 Found") == std::pair(DeliveryOutcome::retry, 302));
}

TEST_CASE("delivery: nothing is sent to a private address, or to whom the certificate does not name") {
  Integrator integrator("200 OK", "DNS:elsewhere.example");
  auto strict = deliverer(false);
  const Delivery refused = strict.deliver(parcel(integrator));
  CHECK(refused.outcome == DeliveryOutcome::retry);
  CHECK(refused.status == 0);
  CHECK(integrator.server.accepted() == 0);
  auto sender = deliverer();
  CHECK(sender.deliver(parcel(integrator)).outcome == DeliveryOutcome::retry);
  CHECK(integrator.last.empty());
}

TEST_CASE("delivery: connections are kept, for some servers") {
  Integrator integrator("200 OK");
  auto sender = deliverer();
  for (int i = 0; i < 3; ++i) CHECK(sender.deliver(parcel(integrator)).outcome == DeliveryOutcome::delivered);
  CHECK(integrator.server.accepted() == 1);
}
