// A small deterministic demo, made through the same handlers that HTTP calls use: a catalogue of 48
// tradelines, one active broker with its keys, and a few orders on their way.

#include <fmt/format.h>

#include "adapters/http/handlers/command_handlers.hpp"
#include "apps/daybook/commands.hpp"
#include "apps/daybook/services.hpp"
#include "events/codec/json_read.hpp"

namespace daybook {
namespace {

/// Calls a handler as an admin of the console would.
class DemoAdmin {
 public:
  explicit DemoAdmin(const http::Api& api) : api_(api) {}
  std::string call(http::Handler handler, const std::string& body, std::vector<std::string> params = {}) {
    http::Call call;
    call.request.method = "POST";
    call.request.path = "/demo";
    call.request.body = body;
    call.request.params = std::move(params);
    call.request.request_id = "demo";
    call.caller.kind = http::Caller::Kind::admin;
    call.caller.admin = AdminId{};
    call.caller.role = Role::SUPER_ADMIN;
    const http::Response response = call_handler(api_, handler, std::move(call));
    if (response.status >= 300) throw std::runtime_error("the demo was refused: " + response.body);
    return response.body;
  }

 private:
  const http::Api& api_;
};

std::string text_at(const std::string& body, const char* pointer) {
  auto element = json::parse(body);
  std::string_view text;
  if (!element || element->at_pointer(pointer).get(text) != simdjson::SUCCESS)
    throw std::runtime_error(fmt::format("the demo's answer has no {}", pointer));
  return std::string(text);
}

std::string demo_catalog() {
  static constexpr const char* kBanks[] = {"Ashgrove Bank",   "Birchwood Savings", "Cedar Trust",
                                           "Dunmore Credit",  "Eastgate Bank",     "Fenwick Mutual",
                                           "Granite Federal", "Harbor National"};
  std::string cards;
  for (int i = 0; i < 48; ++i) {
    const int limit = 2'500 + i % 12 * 2'500;
    const int price = 12'500 + i * 1'837 + limit * 2 + (i % 5) * 11;
    cards += fmt::format(
        R"({}{{"card_id":"demo-{:03}","bank_name":"{}","credit_limit":{},"date_opened":"20{:02}-{:02}-01","price":{},"currency":"USD","stock":{}}})",
        i ? "," : "", i + 1, kBanks[i % 8], limit * 100, 8 + i % 14, 1 + i % 12, price | 1, 1'000 + 25 * i);
  }
  return R"({"source":"demo","cards":[)" + cards + "]}";
}

void place_orders(DemoAdmin& admin, const std::string& broker) {
  for (int i = 0; i < 6; ++i) {
    const std::string order = admin.call(
        http::place_order,
        fmt::format(
            R"({{"broker_id":"{}","customer_email":"customer{}@example.com","customer_name":"Customer {}","items":[{{"card_id":"demo-{:03}","quantity":{}}}]}})",
            broker, i + 1, i + 1, 1 + i * 7, 1 + i % 3));
    const std::string id = text_at(order, "/id");
    if (i < 5)
      admin.call(http::record_manual_payment, R"({"payment_method":"WIRE","reason":"demo payment"})", {id});
    if (i == 1)
      admin.call(http::refund_order, R"({"amount":5001,"reason":"demo: one tradeline posted late"})", {id});
    if (i < 2)
      admin.call(http::fulfil_order, fmt::format(R"({{"tradeline_order_id":"DEMO-{}"}})", 7000 + i), {id});
  }
}

}  // namespace

int demo_seed(const Config& config) {
  Services services(config, 1);
  if (services.view.read([](const LedgerState& ledger) { return !ledger.brokers().empty(); })) {
    fmt::print("# the demo (or a business of its own) is there already: nothing changed\n");
    return 0;
  }
  DemoAdmin admin(services.api);
  admin.call(http::import_catalog, demo_catalog());
  const std::string registered = admin.call(
      http::register_broker,
      R"({"name":"Dana Broker","business_name":"Demo Tradelines LLC","email":"dana@broker.example",)"
      R"("website":"https://broker.example","revenue_share_percent":"17.5"})");
  const std::string id = text_at(registered, "/broker/id");
  admin.call(http::change_broker, R"({"markup_type":"PERCENTAGE","markup_percent":"7.25"})", {id});
  admin.call(http::approve_broker, "{}", {id});
  place_orders(admin, id);
  fmt::print("DAYBOOK_BROKER_KEY={}\nDAYBOOK_WIDGET_KEY={}\n", text_at(registered, "/secret_key"),
             text_at(registered, "/publishable_key"));
  return 0;
}

}  // namespace daybook
