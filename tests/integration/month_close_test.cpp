// A month is closed: its checklist, its seal, and everything that anybody then tries to post into it.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <future>

#include "core/period.hpp"
#include "tests/integration/ledger_calls.hpp"
#include "tests/support/json_schema.hpp"

namespace daybook::test {
namespace {

constexpr const char* kZone = "America/New_York";
constexpr std::int64_t kTotal = 10'255;  // one "odd" card

Instant time_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

/// Last month and what lies in it.
struct LastMonth {
  Zone zone{kZone};
  Month month;
  Period period;
  std::string name, middle, edge;
  LastMonth() {
    const Period current = zone.period_of(zone.month_of(time_now()));
    month = zone.month_of({current.start.micros - 1});
    period = zone.period_of(month);
    name = to_string(month);
    middle = to_string(Instant{period.start.micros + 14 * kMicrosPerDay});
    edge = to_string(Instant{period.end.micros - 1});  // its last microsecond, which is this month in UTC
  }
};

struct Desk : LastMonth {
  Daybook daybook;
  Broker broker;
  Caller maker, checker;
  std::string intent = stripe_id("pi");

  explicit Desk(DaybookOptions options = {.kafka = false, .time_zone = kZone}) : daybook(std::move(options)) {
    import_cards(daybook, 50);
    broker = approved_broker(daybook);
    maker = daybook.admin("SUPER_ADMIN", 1);
    checker = daybook.admin("ACCOUNTANT", 1);
  }
  HttpAnswer post(const std::string& path, const std::string& body, std::size_t server = 0) {
    return daybook.call(maker, "POST", path, body, {}, server);
  }
  HttpAnswer pay(const Json& order, const std::string& received_at, std::size_t server = 0) {
    return post(
        "/api/orders/" + order["id"].text() + "/manual-payment",
        fmt::format(R"({{"payment_method":"CHECK","reason":"late post","received_at":"{}"}})", received_at),
        server);
  }
  HttpAnswer close(const std::string& more = "", const Caller* who = nullptr) {
    return daybook.call(who ? *who : checker, "POST", "/api/ledger/close",
                        fmt::format(R"({{"month":"{}"{}}})", name, more));
  }
  Json read(const std::string& path) {
    const char mark = path.find('?') == std::string::npos ? '?' : '&';
    return must(daybook.get(maker, fmt::format("{}{}min_position={}", path, mark, daybook.head())));
  }
  Json period_now() { return read("/api/ledger/periods/" + name); }
  std::map<std::string, std::string> checks() {
    const auto answer = daybook.get(maker, "/api/ledger/periods/" + name + "/checklist");
    for (const auto& violation : violations("Checklist", answer.body)) FAIL_CHECK(violation);
    std::map<std::string, std::string> states;
    const Json list = must(answer)["checks"];
    for (std::size_t i = 0; i < list.size(); ++i) states[list[i]["code"].text()] = list[i]["state"].text();
    return states;
  }
  /// Every entry of the journal.
  std::vector<Json> entries(const std::string& query = "") {
    std::vector<Json> all;
    std::string cursor;
    while (true) {
      const Json page = read("/api/ledger/entries?limit=100" + query + cursor);
      for (std::size_t i = 0; i < page["data"].size(); ++i) all.push_back(page["data"][i]);
      if (!page["has_more"].boolean()) return all;
      cursor = "&cursor=" + page["next_cursor"].text();
    }
  }
  /// The positions of the entries that are effective in the closed month or before.
  std::vector<std::int64_t> closed_entries() {
    std::vector<std::int64_t> positions;
    for (const Json& entry : entries())
      if (entry["effective_at"].text() < to_string(period.end))
        positions.push_back(entry["position"].integer());
    return positions;
  }
  std::string statement(const std::string& of, std::int64_t position, const char* format = "json") {
    const auto answer =
        daybook.get(maker, fmt::format("/api/brokers/{}/statement?period={}&position={}&format={}", broker.id,
                                       of, position, format));
    REQUIRE_MESSAGE(answer.status == 200, answer.shown());
    return answer.body;
  }
  std::string this_month_name() { return to_string(zone.month_of(time_now())); }
};

TEST_CASE_FIXTURE(Desk, "month close: the checklist stops it, then it is sealed once") {
  const Json order = place_order(daybook, broker);
  must(pay(order, middle));
  CHECK(checks()["month_over"] == "ok");
  const auto proposal = must(post_ledger(
      daybook, maker, "adjustments",
      R"({"currency":"USD","postings":[{"account":"assets:bank","amount":7},{"account":"assets:cash",)"
      R"("amount":-7}],"reason":"miscounted"})"));
  // Money that belongs to no order any more, on its way since last month.
  const Json gone = place_order(daybook, broker);
  must(post("/api/orders/" + gone["id"].text() + "/cancel", kReason));
  must(daybook.deliver(intent_succeeded(gone, stripe_id("pi"), kTotal)));
  const auto run =
      must(post("/api/payouts/run", fmt::format(R"({{"year":{},"month":{}}})", month.year, month.month)));
  REQUIRE(run["created"].size() == 1);
  must(daybook.deliver(stripe_event(
      "charge.dispute.created",
      fmt::format(R"({{"id":"dp_1","object":"dispute","amount":{},"currency":"usd","reason":"fraudulent",)"
                  R"("status":"needs_response","payment_intent":"{}","metadata":{{"order_id":"{}"}}}})",
                  kTotal, intent, order["id"].text()))));
  auto states = checks();
  CHECK(states["adjustments"] == "blocker");
  CHECK(states["payouts"] == "blocker");
  CHECK(states["unapplied_payments"] == "ok");  // it came this month
  CHECK(states["earlier_months"] == "ok");
  const auto before = daybook.head();
  const auto refused = close();
  CHECK(refused.status == 409);
  CHECK_MESSAGE(refused.shown().find("(adjustments)") != std::string::npos, refused.shown());
  CHECK_MESSAGE(refused.shown().find("(payouts)") != std::string::npos, refused.shown());
  CHECK(close(R"(,"acknowledge":["adjustments"])").pointer() == "/acknowledge/0");
  CHECK(post("/api/ledger/close", fmt::format(R"({{"month":"{}"}})", this_month_name())).status == 409);
  CHECK(daybook.head() == before);

  must(post_ledger(daybook, maker, "adjustments/" + proposal["id"].text() + "/withdraw", kReason));
  must(post("/api/payouts/" + run["created"][std::size_t{0}]["id"].text() + "/cancel", kReason));
  std::string acknowledge;
  for (const auto& [code, state] : checks()) {
    CAPTURE(code);
    CHECK(state != "blocker");
    if (state == "warning") acknowledge += fmt::format(R"({}"{}")", acknowledge.empty() ? "" : ",", code);
  }
  if (!acknowledge.empty()) CHECK(close().status == 409);
  acknowledge = fmt::format(R"(,"acknowledge":[{}])", acknowledge);
  const auto closed =
      daybook.call(checker, "POST", "/api/ledger/close",
                   fmt::format(R"({{"month":"{}"{}}})", name, acknowledge), {{"Idempotency-Key", "close-1"}});
  REQUIRE_MESSAGE(closed.status == 200, closed.shown());
  for (const auto& violation : violations("Period", closed.body)) FAIL_CHECK(violation);
  CHECK(closed.json()["seal"]["accounts"].integer() > 0);
  CHECK(daybook
            .call(checker, "POST", "/api/ledger/close",
                  fmt::format(R"({{"month":"{}"{}}})", name, acknowledge), {{"Idempotency-Key", "close-1"}})
            .body == closed.body);
  const auto again = close();
  CHECK(again.status == 409);
  CHECK(again.shown().find(closed.json()["seal"]["closed_by"].text()) != std::string::npos);
  CHECK(again.shown().find(closed.json()["seal"]["closed_at"].text()) != std::string::npos);
  CHECK(checks()["still_open"] == "blocker");
  const Json list = read("/api/ledger/periods");
  CHECK(list["data"][std::size_t{0}]["status"].text() == "open");
  CHECK(list["data"][std::size_t{1}]["month"].text() == name);
  CHECK(list["data"][std::size_t{1}]["status"].text() == "closed");
  const auto verified = daybook.run({"audit", "verify"});
  CHECK_MESSAGE(verified.code == 0, verified.text);
  CHECK_MESSAGE(verified.text.find("1 seal of closed months") != std::string::npos, verified.text);
}

TEST_CASE("month close: no route posts into it, and what comes too late is shown as such") {
  Desk desk({.kafka = false, .hold_days = 3, .time_zone = kZone});
  Daybook& daybook = desk.daybook;
  const Json paid = place_order(daybook, desk.broker);
  const Json returned = place_order(daybook, desk.broker);
  const Json disputed = place_order(daybook, desk.broker);
  const Json late = place_order(daybook, desk.broker);
  const Json later_still = place_order(daybook, desk.broker);
  const Json by_card = place_order(daybook, desk.broker);
  for (const Json& order : {paid, returned, disputed}) must(desk.pay(order, desk.middle));
  for (int i = 0; i < 100 && balance_now(daybook, desk.broker)["pending"].integer() != 0; ++i) pause_ms(100);
  REQUIRE(balance_now(daybook, desk.broker)["available"].integer() == 3 * 1'986);  // released, last month too
  const Json seal = must(desk.close())["seal"];
  const auto sealed = desk.closed_entries();
  REQUIRE(sealed.size() == 6);
  const auto at = daybook.position();
  std::map<std::string, std::string> statements;
  for (const char* format : {"json", "csv", "html", "pdf", "xlsx"})
    statements[format] = desk.statement(desk.name, at, format);

  // Facts with a date of their own.
  must(desk.pay(late, desk.edge));
  must(desk.pay(later_still, desk.middle));
  CHECK(must(post_ledger(daybook, desk.maker, "supplier-settlements",
                         fmt::format(R"({{"amount":500,"currency":"USD","reference":"w-1","paid_at":"{}"}})",
                                     desk.middle)))["paid_at"]
            .text() == desk.middle);
  must(post_ledger(
      daybook, desk.maker, "stripe-payouts",
      fmt::format(R"({{"stripe_payout_id":"po_1","amount":900,"currency":"USD","arrived_at":"{}"}})",
                  desk.middle)));
  const auto arrived = stripe_id("po");
  must(daybook.deliver(stripe_event(
      "payout.paid", fmt::format(R"({{"id":"{}","object":"payout","amount":5000,"currency":"usd",)"
                                 R"("arrival_date":{},"status":"paid"}})",
                                 arrived, (desk.period.start.micros + kMicrosPerDay) / kMicrosPerSecond))));
  // Facts about orders of the month, and a delivery that Stripe made long ago.
  std::string old = intent_succeeded(by_card, desk.intent, kTotal);
  const auto created = old.find("\"created\":") + 10;
  old.replace(created, old.find(',', created) - created,
              std::to_string(desk.period.start.micros / kMicrosPerSecond));
  must(daybook.deliver(old));
  const std::string orders = "/api/orders/";
  must(desk.post(orders + returned["id"].text() + "/refunds", R"({"amount":4000,"reason":"broken"})"));
  must(desk.post(orders + by_card["id"].text() + "/fees",
                 R"({"balance_transaction":"txn_1","fee":300,"currency":"USD"})"));
  const std::string dispute = orders + by_card["id"].text() + "/disputes";
  must(desk.post(dispute,
                 fmt::format(R"({{"dispute_id":"dp_1","amount":{},"reason":"fraudulent"}})", kTotal)));
  must(desk.post(dispute + "/dp_1/withdraw", fmt::format(R"({{"amount":{},"fee":1500}})", kTotal)));
  must(desk.post(dispute + "/dp_1/lose", "{}"));
  must(desk.post(orders + disputed["id"].text() + "/hold", kReason));
  must(desk.post(orders + disputed["id"].text() + "/unhold", kReason));
  must(desk.post(
      "/api/brokers/" + desk.broker.id + "/terms/corrections",
      fmt::format(R"({{"revenue_share_percent":"20","from":"2026-01-01T00:00:00Z","reason":"contract"}})")));
  const auto adjustment = must(post_ledger(
      daybook, desk.maker, "adjustments",
      R"({"currency":"USD","postings":[{"account":"assets:bank","amount":7},{"account":"assets:cash",)"
      R"("amount":-7}],"reason":"miscounted"})"));
  must(post_ledger(daybook, desk.checker, "adjustments/" + adjustment["id"].text() + "/approve", "{}"));
  // The closed month's payout is made, paid and sent back.
  const auto run = must(desk.post(
      "/api/payouts/run", fmt::format(R"({{"year":{},"month":{}}})", desk.month.year, desk.month.month)));
  REQUIRE(run["created"].size() == 1);
  const std::string payout = "/api/payouts/" + run["created"][std::size_t{0}]["id"].text();
  must(daybook.call(desk.checker, "POST", payout + "/approve", R"({"version":1})"));
  must(desk.post(payout + "/process", "{}"));
  must(desk.post(payout + "/complete", R"({"transaction_id":"ach-1"})"));
  must(desk.post(payout + "/return", R"({"return_code":"R03","reason":"no account","reference":"r-1"})"));
  // The hold of one of them ended in the closed month: it is released late too, by the scheduler.
  for (int i = 0; i < 100 && desk.entries("&prior_period=" + desk.name).size() < 5; ++i) pause_ms(100);

  CHECK(desk.closed_entries() == sealed);
  std::multimap<std::string, std::string> own;
  for (const Json& entry : desk.entries("&prior_period=" + desk.name)) {
    CHECK(entry["prior_period"].text() == desk.name);
    const Json why = desk.read(fmt::format("/api/explain/{}", entry["position"].integer()));
    CHECK(why["late"]["month"].text() == desk.name);
    CHECK(why["late"]["posted_in"].text() == desk.this_month_name());
    CHECK(entry["effective_at"].text() == entry["recorded_at"].text());
    own.emplace(entry["type"].text(), entry["own_date"].text());
  }
  CHECK(own.size() == 5);
  CHECK(own.count("payment.captured") == 2);
  CHECK(own.count("stripe_payout.paid") == 1);  // a delivery counts when it comes
  REQUIRE(own.count("commission.released") == 1);
  CHECK(own.find("commission.released")->second ==
        to_string(Instant{parse_instant(desk.middle)->micros + 3 * kMicrosPerDay}));
  REQUIRE(own.count("supplier.settled") == 1);
  CHECK(own.find("supplier.settled")->second == desk.middle);
  const auto answer = daybook.get(
      desk.maker, fmt::format("/api/ledger/periods/{}?min_position={}", desk.name, daybook.position()));
  for (const auto& violation : violations("PeriodDetail", answer.body)) FAIL_CHECK(violation);
  CHECK(must(answer)["posted_later"]["count"].integer() == static_cast<std::int64_t>(own.size()));
  CHECK(must(answer)["prior_period_adjustments"]["count"].integer() == 0);
  CHECK(desk.read("/api/ledger/periods/" + desk.this_month_name())["prior_period_adjustments"]["count"]
            .integer() == must(answer)["posted_later"]["count"].integer());

  // The closed month's statement is the same to the byte; this month's says what belongs to it.
  for (const auto& [format, bytes] : statements)
    CHECK_MESSAGE((desk.statement(desk.name, at, format.c_str()) == bytes), format);
  const Json then = Json::parse(statements["json"]);
  const Json later = Json::parse(desk.statement(desk.name, daybook.head()));
  CHECK(later["currencies"].dump() == then["currencies"].dump());
  const std::string shown = desk.statement(desk.this_month_name(), daybook.head());
  CHECK(shown.find("\"prior_period\":\"" + desk.name + "\"") != std::string::npos);
  for (const char* format : {"csv", "html"})
    CHECK(desk.statement(desk.this_month_name(), daybook.head(), format)
              .find("prior-period adjustment of " + desk.name) != std::string::npos);
  for (const auto& violation : violations("Statement", shown)) FAIL_CHECK(violation);
  const auto journal = daybook.run({"audit", "export", "hledger"});
  CHECK(journal.text.find("; prior_period: " + desk.name) != std::string::npos);
  const auto by_date = daybook.run({"audit", "export", "hledger", "--dates", "effective"});
  CHECK(by_date.text.find("; prior_period: " + desk.name) != std::string::npos);
  const auto beans = daybook.run({"audit", "export", "beancount"});
  CHECK(beans.text.find("prior_period: \"" + desk.name + "\"") != std::string::npos);
  CHECK(desk.period_now()["seal"].dump() == seal.dump());
  check_books(daybook);
}

TEST_CASE_FIXTURE(Desk, "month close: opened again by two people, posted to, and sealed anew") {
  must(pay(place_order(daybook, broker), middle));
  const Json first = must(close());
  const std::string path = "/api/ledger/periods/" + name + "/reopen";
  CHECK(post(path + "/approve", "{}").status == 409);
  CHECK(post("/api/ledger/periods/2020-01/reopen", kReason).shown().find("only the last closed month") !=
        std::string::npos);
  must(post(path, R"({"reason":"an invoice is missing"})"));
  CHECK(post(path + "/approve", "{}").code() == "same_person");
  CHECK(daybook.run({"ledger", "approve-reopening", name, "--as", "super_admin.1@staff.example"}).code == 1);
  CHECK(checks()["reopening"] == "blocker");
  must(daybook.call(checker, "POST", path + "/withdraw", kReason));
  CHECK(daybook.call(checker, "POST", path + "/approve", "{}").status == 409);
  must(post(path, R"({"reason":"an invoice is missing"})"));
  const Json opened = must(daybook.call(checker, "POST", path + "/approve", "{}"));
  CHECK(opened["status"].text() == "reopened");
  CHECK(opened["seal"].is_null());
  must(pay(place_order(daybook, broker), edge));
  CHECK(closed_entries().size() == 2);
  CHECK(entries("&prior_period=" + name).empty());
  const auto by_command =
      daybook.run({"ledger", "close", "--month", name, "--as", "accountant.1@staff.example"});
  CHECK_MESSAGE(by_command.code == 0, by_command.text);
  const Json now = period_now();
  CHECK(now["status"].text() == "closed");
  REQUIRE(now["seals"].size() == 2);
  CHECK(now["seals"][std::size_t{0}].dump() == first["seal"].dump());
  CHECK(now["seal"]["trial_balance_sha256"].text() != first["seal"]["trial_balance_sha256"].text());
  CHECK(now["reopenings"].size() == 2);
  const auto verified = daybook.run({"audit", "verify"});
  CHECK_MESSAGE(verified.text.find("2 seals of closed months") != std::string::npos, verified.text);
  check_books(daybook);
}

TEST_CASE("month close: two serving processes agree on it at once") {
  Desk desk({.kafka = false, .time_zone = kZone, .roles = {"serve", "serve", "project"}});
  Daybook& daybook = desk.daybook;
  std::vector<Json> orders;
  for (int i = 0; i < 24; ++i) orders.push_back(place_order(daybook, desk.broker));
  must(desk.pay(orders[0], desk.middle));
  const auto request = [&](const std::string& target, const std::string& body) {
    HttpRequest r{"POST", target, body, {}};
    r.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + desk.maker.token}};
    return r;
  };
  // Last month's money keeps coming to both, while it is closed.
  std::vector<std::future<HttpAnswer>> calls;
  const auto pay_at = [&](std::size_t i) {
    calls.push_back(std::async(
        std::launch::async, send_http, daybook.port(i % 2),
        request("/api/orders/" + orders[i]["id"].text() + "/manual-payment",
                fmt::format(R"({{"payment_method":"CHECK","reason":"late post","received_at":"{}"}})",
                            desk.edge))));
  };
  for (std::size_t i = 1; i < 12; ++i) pay_at(i);
  auto closing = std::async(std::launch::async, send_http, daybook.port(1),
                            request("/api/ledger/close", fmt::format(R"({{"month":"{}"}})", desk.name)));
  for (std::size_t i = 12; i < orders.size(); ++i) pay_at(i);
  for (auto& call : calls) {
    const auto answer = call.get();
    CHECK_MESSAGE(answer.status == 200, answer.shown());
    daybook.saw(answer);
  }
  auto closed = closing.get();
  daybook.saw(closed);
  for (int i = 0; i < 20 && closed.status == 409; ++i) closed = desk.close();
  REQUIRE_MESSAGE(closed.status == 200, closed.shown());
  const auto sealed = closed.json()["seal"]["position"].integer();
  const auto event = closed.json()["seal"]["event_position"].integer();
  // What either process takes from now on is late.
  for (const std::size_t server : {0U, 1U}) {
    const Json order = place_order(daybook, desk.broker);
    const auto answer = desk.pay(order, desk.middle, server);
    REQUIRE_MESSAGE(answer.status == 200, answer.shown());
    CHECK(desk.entries("&order_id=" + order["id"].text())[0]["prior_period"].text() == desk.name);
  }
  for (const std::int64_t position : desk.closed_entries()) CHECK(position <= sealed);
  for (const Json& entry : desk.entries("&prior_period=" + desk.name))
    CHECK(entry["position"].integer() > event);
  check_books(daybook);
}

}  // namespace
}  // namespace daybook::test
