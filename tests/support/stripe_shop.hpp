#pragma once
// A shop whose Stripe is the stand-in: what it asks for and what it hears goes through HTTP.

#include <fmt/format.h>

#include "tests/support/business.hpp"
#include "tests/support/child_server.hpp"

namespace daybook::test {

struct StripeShop {
  StripeStandIn stripe{{"--webhook-secret", Daybook::webhook_secret(), "--api-key", kKey}};
  Daybook daybook;
  Broker broker;

  static constexpr const char* kKey = "sk_test_of_the_tests";

  explicit StripeShop(DaybookOptions options = {.kafka = false}) : daybook(with_stripe(std::move(options))) {
    stripe.control("webhooks", fmt::format(R"({{"url":"http://127.0.0.1:{}/api/orders/webhook/stripe"}})",
                                           daybook.port()));
    import_cards(daybook);
    broker = approved_broker(daybook);
  }

  DaybookOptions with_stripe(DaybookOptions options) const {
    options.stripe += fmt::format("api_key = \"{}\"\nbase_url = \"{}\"\n", kKey, stripe.url());
    return options;
  }
  HttpAnswer checkout(const std::string& key = "", const std::string& card = "odd") {
    std::multimap<std::string, std::string> headers;
    if (!key.empty()) headers.emplace("Idempotency-Key", key);
    return daybook.call(broker.publishable, "POST", "/api/orders/checkout", order_body(card), headers);
  }
  HttpAnswer link(const std::string& order, const std::string& body = "{}") {
    return daybook.call(daybook.admin(), "POST", "/api/orders/" + order + "/payment-link", body);
  }
  Json order(const std::string& id) {
    return must(daybook.get(daybook.admin(), "/api/orders/" + id))["order"];
  }
  Json pay(const std::string& order, const std::string& more = "") {
    return stripe.control("pay", fmt::format(R"({{"order_id":"{}"{}}})", order, more));
  }
  /// Within 20 s; the order as it then stands.
  template <class Condition>
  Json wait_for(const std::string& id, Condition condition) {
    Json now = order(id);
    for (int i = 0; i < 200 && !condition(now); ++i, now = order(id)) pause_ms(100);
    CHECK_MESSAGE(condition(now), now["status"].text() << " " << now["payment_status"].text());
    return now;
  }
  Json wait_for_status(const std::string& id, const std::string& status) {
    return wait_for(id, [&](const Json& now) { return now["status"].text() == status; });
  }
  /// Effects of the kind that stand so, within 20 s as many as wanted.
  std::size_t effects(const std::string& kind, const std::string& status, std::size_t wanted) {
    const std::string target = "/api/effects?kind=" + kind + "&status=" + status;
    std::size_t found = 0;
    for (int i = 0; i < 200; ++i, pause_ms(100)) {
      found = must(daybook.get(daybook.admin(), target))["data"].size();
      if (found >= wanted) break;
    }
    return found;
  }
  std::size_t objects(const std::string& kind) { return stripe.look("objects?kind=" + kind)["data"].size(); }
};

}  // namespace daybook::test
