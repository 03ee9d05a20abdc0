// Those whom Daybook sends money and customers' names to are who they say they are, or nothing is sent.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>

#include "adapters/stripe/stripe_client.hpp"
#include "adapters/supplier/supplier.hpp"
#include "tests/support/daybook_process.hpp"
#include "tests/support/test_server.hpp"

namespace daybook::test {
namespace {

using namespace std::chrono_literals;

const TestAuthority& authority() {
  static const TestAuthority made;
  return made;
}

/// A server with this certificate that gives every request the same answer.
class Answering {
 public:
  Answering(const Certificate& certificate, std::string body)
      : body_(std::move(body)),
        server_(
            [this](ServedConnection& connection) {
              while (connection.request()) {
                ++requests_;
                connection.answer(body_);
              }
            },
            TestServer::Tls{certificate}) {}
  std::string url() const { return server_.url(); }
  int requests() const { return requests_; }

 private:
  const std::string body_;
  std::atomic<int> requests_{0};
  TestServer server_;
};

struct Row {
  std::string name;
  Certificate certificate;
  const char* says;  ///< nothing: it is trusted
};
std::vector<Row> rows() {
  return {{"ours", authority().issue("IP:127.0.0.1"), nullptr},
          {"self-signed", authority().self_signed("IP:127.0.0.1"), "is self-signed"},
          {"another host's", authority().issue("DNS:api.stripe.example,IP:127.0.0.2"), "is for another name"},
          {"run out", authority().expired("IP:127.0.0.1"), "has expired"}};
}

stripe::StripeClient stripe_at(const std::string& url, const std::string& ca_file) {
  stripe::StripeSettings settings;
  settings.api_key = "sk_test_123";
  settings.base_url = url;
  settings.ca_file = ca_file;
  settings.timeout = 5s;
  settings.attempt_timeout = 5s;
  settings.first_backoff = 5ms;
  return stripe::StripeClient(settings);
}

SupplierSettings supplier_at(const std::string& url) {
  SupplierSettings settings;
  settings.base_url = url;
  settings.api_key = "supplier-key";
  settings.ca_file = authority().ca_file();
  settings.timeout_ms = 5'000;
  settings.settle_ms = 1'000;
  return settings;
}

void check_trouble(const std::string& detail, const Row& row) {
  CHECK_MESSAGE(detail.find(row.says) != std::string::npos, detail);
  for (const char* secret : {"sk_test", "supplier-key", "ada@example.com"})
    CHECK_MESSAGE(detail.find(secret) == std::string::npos, detail);
}

constexpr const char* kPriceList =
    R"({"data":[{"card_id":"c-1","bank_name":"Bank","credit_limit":5000,"date_opened":"2019-05-01",)"
    R"("price":"100.05","stock":3}],"page":1,"pages":1,"total":1})";

}  // namespace

TEST_CASE("stripe: a server that is not Stripe by its certificate gets nothing, and is asked again later") {
  const Currency usd = *parse_currency("USD");
  for (const Row& row : rows()) {
    CAPTURE(row.name);
    const Answering server(row.certificate,
                           R"({"id":"re_1","object":"refund","status":"succeeded","amount":500,)"
                           R"("currency":"usd","payment_intent":"pi_1","created":1700000000,"metadata":{}})");
    auto client = stripe_at(server.url(), authority().ca_file());
    const auto made =
        client.create_refund({.payment_intent = "pi_1", .amount = Minor{500}, .currency = usd}, "key");
    const auto read = client.refund("re_1");
    CHECK(server.requests() == (row.says ? 0 : 2));
    for (const auto& answer : {made, read}) {
      REQUIRE_MESSAGE(answer.has_value() == !row.says, (answer ? "" : answer.error().message));
      if (answer) {
        CHECK(answer->id == "re_1");
      } else {
        CHECK(answer.error().kind == stripe::FailureKind::unavailable);
        check_trouble(answer.error().message, row);
      }
    }
  }
}

TEST_CASE(
    "supplier: a server that is not theirs by its certificate gets no order, and is asked again later") {
  const supplier::OrderRequest wanted{
      "TLM26110001", "ada@example.com", "Ada Lovelace", {{"chase-2011", 1}}, false};
  for (const Row& row : rows()) {
    CAPTURE(row.name);
    const Answering server(row.certificate, R"({"id":1001,"order_id":"TLM26110001","status":"accepted"})");
    const auto placed = supplier::make_supplier(supplier_at(server.url()))->place(wanted);
    CHECK(server.requests() == (row.says ? 0 : 1));
    if (!row.says) {
      REQUIRE(std::holds_alternative<supplier::Placed>(placed));
      CHECK(std::get<supplier::Placed>(placed).order.id == "1001");
    } else {
      REQUIRE(std::holds_alternative<supplier::NotDone>(placed));
      CHECK(std::get<supplier::NotDone>(placed).needs_person);
      check_trouble(std::get<supplier::NotDone>(placed).detail, row);
    }

    const Answering list(row.certificate, kPriceList);
    const auto cards = supplier::make_supplier(supplier_at(list.url()))->price_list();
    CHECK(list.requests() == (row.says ? 0 : 1));
    REQUIRE(cards.has_value() == !row.says);
    if (!cards) check_trouble(cards.error().detail, row);
  }
}

TEST_CASE("supplier: the configured authority is the one that is trusted") {
  const Answering list(authority().issue("IP:127.0.0.1"), kPriceList);
  for (const bool named : {false, true}) {
    CAPTURE(named);
    const Daybook daybook(
        {.kafka = false,
         .roles = {},
         .programme = fmt::format("[supplier]\nbase_url = \"{}\"\napi_key = \"supplier-key\"\n{}", list.url(),
                                  named ? fmt::format("ca_file = \"{}\"\n", authority().ca_file()) : "")});
    const auto done = daybook.run({"catalog", "sync"});
    CHECK_MESSAGE(done.code == (named ? 0 : 1), done.text);
    CHECK_MESSAGE(done.text.find(named ? "catalogue version 1" : "an authority that is not trusted") !=
                      std::string::npos,
                  done.text);
    CHECK(list.requests() == (named ? 1 : 0));
  }
}

}  // namespace daybook::test
