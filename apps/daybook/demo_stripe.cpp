#include "apps/daybook/demo_stripe.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "adapters/outbound/base_url.hpp"
#include "adapters/outbound/http_client.hpp"
#include "core/uuid.hpp"
#include "events/codec/json_read.hpp"
#include "events/codec/json_write.hpp"

namespace daybook {

const char* const kDemoStripeUsage =
    "       daybook demo pay ORDER                       a customer pays the order on Stripe's page (the "
    "stand-in's)\n"
    "       daybook demo refund ORDER [--amount N]       an admin refunds it, wholly or N minor units of it\n"
    "       daybook demo dispute ORDER [--win|--lose]    the customer disputes it; or the bank decides";

namespace {

using Clock = std::chrono::steady_clock;

std::string text_at(const json::Element& element, const char* pointer) {
  std::string_view text;
  return element.at_pointer(pointer).get(text) == simdjson::SUCCESS ? std::string(text) : "";
}

std::string admin_token(const Config& config) {
  if (const char* token = std::getenv("DAYBOOK_ADMIN_TOKEN"); token && *token) return token;
  const auto file = std::filesystem::path(config.file).parent_path() / "keys/admin.token";
  std::ifstream in(file);
  std::string token;
  if (in >> token) return token;
  throw UsageError("needs an admin's token: source var/run.env first (it sets DAYBOOK_ADMIN_TOKEN)");
}

/// Somebody's HTTP API, with whatever it answers as JSON.
class Server {
 public:
  Server(std::string url, std::string who, outbound::Headers headers)
      : who_(std::move(who)), headers_(std::move(headers)), http_([&] {
          outbound::Settings settings;
          settings.base_url = std::move(url);
          return settings;
        }()) {}

  json::Element call(const std::string& method, const std::string& target, const std::string& body = "") {
    outbound::Request request{method, target, headers_, body};
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    auto answer = http_.send(request);
    if (!answer) throw std::runtime_error(fmt::format("{} does not answer: {}", who_, answer.error().detail));
    auto element = json::parse(answer->body);
    if (answer->status >= 300)
      throw std::runtime_error(
          fmt::format("{} refuses: {}", who_,
                      element ? first_of({text_at(*element, "/detail"), text_at(*element, "/error/message")})
                              : answer->body));
    if (!element) throw std::runtime_error(who_ + " answers no JSON");
    return *element;
  }

 private:
  static std::string first_of(std::initializer_list<std::string> texts) {
    for (const auto& text : texts)
      if (!text.empty()) return text;
    return "no reason given";
  }

  std::string who_;
  outbound::Headers headers_;
  outbound::HttpClient http_;
};

std::string local_url(const Config& config) {
  if (const char* url = std::getenv("DAYBOOK_URL"); url && *url) return url;
  return fmt::format("http://{}:{}", config.http_address, config.http_port);
}

/// Nothing real may be moved by a demo.
void insist_on_stand_in(const Config& config) {
  const auto base = outbound::parse_base_url(config.stripe.base_url);
  if (config.stripe.api_key.empty() || !base || (base->host != "127.0.0.1" && base->host != "::1"))
    throw UsageError(
        "works with the stand-in for Stripe only, which scripts/run starts: stripe.base_url must be on "
        "127.0.0.1, and stripe.api_key set");
}

class Demo {
 public:
  Demo(const Config& config, std::string order)
      : daybook_(local_url(config), "Daybook", {{"Authorization", "Bearer " + admin_token(config)}}),
        stripe_(config.stripe.base_url, "the stand-in for Stripe", {}) {
    id_ = OrderId::parse(order) ? order : id_of(order);
    await();
  }

  int pay() {
    json::Object who;
    who.add("order_id", id_).add("name", "Ada Demo");
    if (text_at(order(), "/order/stripe_session_id").empty())
      fmt::print("payment page  {}\n", text_at(daybook_.call("POST", path("/payment-link"), "{}"), "/url"));
    stripe_.call("POST", "/_control/pay", who.text());
    return watch();
  }
  int refund(std::optional<std::int64_t> amount) {
    const auto now = order();
    std::int64_t total = 0, back = 0;
    if (now.at_pointer("/order/total_charged").get(total) != simdjson::SUCCESS ||
        now.at_pointer("/order/total_refunded").get(back) != simdjson::SUCCESS)
      throw std::runtime_error("Daybook's order has no totals");
    json::Object body;
    body.add("amount", amount.value_or(total - back)).add("reason", "demo");
    daybook_.call("POST", path("/refunds"), body.text());
    return watch();
  }
  int dispute(const char* action) {
    json::Object what;
    what.add("order_id", id_).add("action", action);
    stripe_.call("POST", "/_control/dispute", what.text());
    return watch();
  }

 private:
  std::string path(const char* rest) const { return "/api/orders/" + id_ + rest; }
  json::Element order() { return daybook_.call("GET", path("")); }

  // An order that was placed just now is seen when the read models have heard of it.

  std::string id_of(const std::string& number) {
    for (const auto end = Clock::now() + std::chrono::seconds(3);;) {
      const auto found = daybook_.call("GET", "/api/orders?limit=1&order_number=" + number);
      if (auto id = text_at(found, "/orders/0/id"); !id.empty()) return id;
      if (Clock::now() > end) throw UsageError("there is no order with this id or number");
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }
  void await() {
    for (const auto end = Clock::now() + std::chrono::seconds(10);;) {
      try {
        show_news(false);
        return;
      } catch (const std::runtime_error&) {
        if (Clock::now() > end) throw;
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
      }
    }
  }

  /// Facts that were not seen before.
  bool show_news(bool print) {
    bool news = false;
    const auto now = order();
    simdjson::dom::array timeline;
    if (now.at_pointer("/order/timeline").get(timeline) != simdjson::SUCCESS) return false;
    for (const json::Element fact : timeline) {
      std::int64_t position = 0;
      if (fact["position"].get(position) != simdjson::SUCCESS || !seen_.insert(position).second) continue;
      news = true;
      if (print) fmt::print("{:>8}  {:<26} {}\n", position, text_at(fact, "/type"), text_at(fact, "/detail"));
    }
    std::fflush(stdout);
    return news;
  }

  /// Until nothing has come for a while; the first fact may take as long as a retry.
  int watch() {
    bool any = false;
    auto quiet_until = Clock::now() + std::chrono::seconds(15);
    const auto end = Clock::now() + std::chrono::seconds(60);
    while (Clock::now() < quiet_until && Clock::now() < end) {
      if (show_news(true)) {
        any = true;
        quiet_until = Clock::now() + std::chrono::seconds(6);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
    }
    const auto now = order();
    fmt::print("order {} is {}, its payment {}\n", text_at(now, "/order/order_number"),
               text_at(now, "/order/status"), text_at(now, "/order/payment_status"));
    if (!any)
      fmt::print(stderr, "no fact arrived: see the logs of serve, react and the stand-in in var/log\n");
    return any ? 0 : 1;
  }

  Server daybook_;
  Server stripe_;
  std::string id_;
  std::set<std::int64_t> seen_;
};

}  // namespace

int demo_stripe(const Config& config, const std::string& verb, Arguments rest) {
  const std::string usage = std::string("usage:\n") + kDemoStripeUsage;
  const auto amount_text = verb == "refund" ? take_flag(rest, "--amount") : std::nullopt;
  const bool win = verb == "dispute" && take_switch(rest, "--win");
  const bool lose = verb == "dispute" && take_switch(rest, "--lose");
  if (rest.size() != 1 || (win && lose)) throw UsageError(usage);
  std::optional<std::int64_t> amount;
  if (amount_text) {
    if (amount_text->empty() || amount_text->size() > 9 ||
        amount_text->find_first_not_of("0123456789") != std::string::npos)
      throw UsageError("--amount must be a whole number of minor units (cents)\n" + usage);
    amount = std::stoll(*amount_text);
  }
  insist_on_stand_in(config);
  Demo demo(config, rest.front());
  if (verb == "pay") return demo.pay();
  if (verb == "refund") return demo.refund(amount);
  return demo.dispute(win ? "win" : lose ? "lose" : "open");
}

}  // namespace daybook
