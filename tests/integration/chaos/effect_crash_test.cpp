// A process that dies at each step of a call to somebody else: before it, when the other side has done it and
// its answer is on the way, and between the answer and our record. Then one order, refund or page is there,
// and the log knows it.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <functional>
#include <set>

#include "adapters/postgres/pg.hpp"
#include "tests/integration/chaos/mortals.hpp"
#include "tests/integration/connect_shop.hpp"
#include "tests/support/supplier_simulator.hpp"
#include "tests/support/within.hpp"

namespace daybook::test {
namespace {

enum class Step { before_the_work, before_the_answer, before_the_record };
constexpr Step kSteps[] = {Step::before_the_work, Step::before_the_answer, Step::before_the_record};

/// Nothing is recorded while it lives.
class NoRecords {
 public:
  explicit NoRecords(const Daybook& daybook) : connection_(daybook.database().app_url()) {
    connection_.exec("BEGIN");
    connection_.exec("SELECT position FROM log_head FOR UPDATE");
  }
  ~NoRecords() { connection_.exec("ROLLBACK"); }
  NoRecords(const NoRecords&) = delete;
  NoRecords& operator=(const NoRecords&) = delete;

 private:
  pg::Connection connection_;
};

DaybookOptions separate_processes(std::vector<std::string> roles, const std::string& more = "",
                                  int claim_seconds = 5) {
  DaybookOptions options{.kafka = false, .roles = std::move(roles)};
  options.programme = more + fmt::format("[react]\nclaim_seconds = {}\n", claim_seconds);
  return options;
}

std::string supplier_section(const SupplierSimulator& simulator, int timeout_ms, int settle_ms = 1'000) {
  const SupplierSettings supplier = simulator.settings();
  return fmt::format(
      "[supplier]\nbase_url = \"{}\"\napi_key = \"{}\"\nsource = \"test\"\nsync_minutes = 0\n"
      "requests_per_second = 1000\ntimeout_ms = {}\nsettle_ms = {}\n",
      supplier.base_url, supplier.api_key, timeout_ms, settle_ms);
}

void cards_at(SupplierSimulator& simulator) {
  simulator.control("cards", R"([{"card_id":"odd","bank_name":"Bank","credit_limit":500000,)"
                             R"("date_opened":"2019-05-01","price":"100.05","stock":1000000}])");
  simulator.control("orders", R"({"check_stock":false})");
}

/// Kills the process in that step of the call that `begin` leads to, and starts it again. `called`: the other
/// side has got the call; `done`: it has done it.
struct Crash {
  Daybook& daybook;
  Mortals& mortals;
  std::size_t victim;
  std::function<bool()> called, done;
  std::function<void()> while_dead = [] {};

  void at(Step step) {
    REQUIRE(within(30, called));
    std::unique_ptr<NoRecords> blocked;
    if (step == Step::before_the_record) blocked = std::make_unique<NoRecords>(daybook);
    if (step == Step::before_the_work) {
      CHECK_FALSE(done());
    } else {
      REQUIRE(within(20, done));
    }
    if (blocked) pause_ms(1'500);  // the answer has come, and waits to be recorded
    mortals.kill(victim);
    blocked.reset();
    while_dead();
    mortals.start(victim);
  }
};

struct SupplierCase {
  SupplierSimulator simulator;
  Daybook daybook{separate_processes({"serve", "project", "react"}, supplier_section(simulator, 4'000), 9)};
  Broker broker;
  Mortals mortals{daybook, {"react"}};

  SupplierCase() {
    import_cards(daybook);
    broker = approved_broker(daybook);
    cards_at(simulator);
    simulator.control("slowness", R"({"hang_ms":3000,"slow_ms":800})");
  }
};

TEST_CASE_FIXTURE(SupplierCase, "crash: react dies around the supplier's order, which is there once") {
  for (const Step step : kSteps) {
    CAPTURE(static_cast<int>(step));
    const Json order = place_order(daybook, broker);
    const std::string number = order["order_number"].text();
    const std::size_t before = simulator.calls("POST /api/v1/orders");
    simulator.next(step == Step::before_the_work     ? "before"
                   : step == Step::before_the_answer ? "after"
                                                     : "slow");
    pay_by_wire(daybook, order);
    Crash crash{daybook, mortals, mortals.find("react"),
                [&] { return simulator.calls("POST /api/v1/orders") > before; },
                [&] { return simulator.orders(number) == 1; }};
    crash.at(step);
    CHECK(order_now(daybook, order)["status"].text() == "PROCESSING");
    CHECK(within(40, [&] { return order_now(daybook, order)["status"].text() == "COMPLETED"; }));
    CHECK(simulator.orders(number) == 1);
  }
  check_books(daybook);
}

TEST_CASE(
    "crash: an order refunded while nobody knows whether the supplier has it is not sent to them again") {
  SupplierSimulator simulator;
  Daybook daybook(
      separate_processes({"serve", "project", "react"}, supplier_section(simulator, 4'000, 5'000), 13));
  import_cards(daybook);
  const Broker broker = approved_broker(daybook);
  cards_at(simulator);
  const Json order = place_order(daybook, broker);
  simulator.next("error_before");
  pay_by_wire(daybook, order);
  const auto effects = [&](const std::string& status) {
    return must(daybook.get(daybook.admin(), "/api/effects?kind=supplier_order&status=" + status))["data"];
  };
  REQUIRE(within(20, [&] {
    const Json pending = effects("pending");
    return pending.size() == 1 && pending[std::size_t{0}]["maybe_done"].boolean();
  }));
  const std::string refunds = "/api/orders/" + order["id"].text() + "/refunds";
  must(daybook.call(daybook.admin(), "POST", refunds,
                    fmt::format(R"({{"amount":{},"reason":"unhappy"}})", order["total_charged"].integer())));
  CHECK(within(30, [&] { return effects("pending").size() == 0; }));
  CHECK(effects("dropped").size() == 1);
  CHECK(simulator.orders(order["order_number"].text()) == 0);
  CHECK(simulator.calls("POST /api/v1/orders") == 1);

  // The money comes back: the order is wanted again, and there once.
  const std::string refund = order_now(daybook, order)["refunds"][std::size_t{0}]["id"].text();
  must(daybook.call(daybook.admin(), "POST", refunds + "/" + refund + "/fail", kReason));
  CHECK(within(30, [&] { return order_now(daybook, order)["status"].text() == "COMPLETED"; }));
  CHECK(simulator.orders(order["order_number"].text()) == 1);
  CHECK(effects("succeeded").size() == 1);
}

struct CountedEffects {
  Daybook& daybook;
  Json operator()(const std::string& status) const {
    return must(daybook.get(daybook.admin(), "/api/effects?kind=supplier_order&status=" + status))["data"];
  }
};

TEST_CASE_FIXTURE(
    SupplierCase,
    "supplier: what they work on for an order that was refunded is a task, and wanted again when the "
    "refund fails") {
  const CountedEffects effects{daybook};
  simulator.control("orders", R"({"complete_after_ms":null,"check_stock":false})");
  const Json order = place_order(daybook, broker);
  const std::string number = order["order_number"].text();
  pay_by_wire(daybook, order);
  REQUIRE(within(20, [&] { return simulator.orders(number) == 1; }));
  const std::string effect = "/api/effects/supplier_order-" + order["id"].text();
  CHECK(daybook.call(daybook.admin(), "POST", effect + "/drop", kReason).code() == "conflict");

  const std::string refunds = "/api/orders/" + order["id"].text() + "/refunds";
  must(daybook.call(daybook.admin(), "POST", refunds,
                    fmt::format(R"({{"amount":{},"reason":"unhappy"}})", order["total_charged"].integer())));
  REQUIRE(within(30, [&] { return effects("given_up").size() == 1; }));
  CHECK(effects("given_up")[std::size_t{0}]["error"].text().find("cancel it there") != std::string::npos);
  CHECK(open_tasks(daybook, "unresolved_effect").size() == 1);

  const std::string refund = order_now(daybook, order)["refunds"][std::size_t{0}]["id"].text();
  must(daybook.call(daybook.admin(), "POST", refunds + "/" + refund + "/fail", kReason));
  simulator.control("orders", R"({"complete_after_ms":0,"check_stock":false})");
  CHECK(within(30, [&] { return order_now(daybook, order)["status"].text() == "COMPLETED"; }));
  CHECK(open_tasks(daybook, "unresolved_effect").size() == 0);
  CHECK(simulator.orders(number) == 1);
  check_books(daybook);
}

TEST_CASE_FIXTURE(SupplierCase,
                  "supplier: a card that left the catalogue between sale and payment is a person's") {
  const CountedEffects effects{daybook};
  const Json order = place_order(daybook, broker);
  must(daybook.call(daybook.admin(), "PUT", "/api/catalog",
                    R"({"source":"test","cards":[{"card_id":"new","bank_name":"Bank","credit_limit":500000,)"
                    R"("date_opened":"2019-05-01","price":10005,"currency":"USD","stock":1}]})"));
  pay_by_wire(daybook, order);
  REQUIRE(within(20, [&] { return effects("given_up").size() == 1; }));
  CHECK(simulator.calls("POST /api/v1/orders") == 0);
  CHECK(effects("given_up")[std::size_t{0}]["error"].text().find("\"odd\" has left the catalogue") !=
        std::string::npos);
  must(daybook.call(daybook.admin(), "POST", "/api/effects/supplier_order-" + order["id"].text() + "/retry",
                    kReason));
  CHECK(within(20, [&] { return order_now(daybook, order)["status"].text() == "COMPLETED"; }));
  CHECK(simulator.orders(order["order_number"].text()) == 1);
}

struct StripeCase : ConnectShop {
  Mortals mortals{daybook, {"serve", "react"}};
  StripeCase() : ConnectShop(separate_processes({"serve", "project", "react"})) {}

  /// The next call of this path is hung up on before or behind its work, or answered late.
  void plan(Step step, const std::string& path) {
    const char* kind = step == Step::before_the_work     ? "timeout_before"
                       : step == Step::before_the_answer ? "timeout_after"
                                                         : "slow";
    stripe.control("clear_calls");
    stripe.control("faults",
                   fmt::format(R"({{"rules":[{{"path":"{}","method":"POST","kind":"{}","delay_s":{}}}]}})",
                               path, kind, step == Step::before_the_record ? 1 : 4));
  }
  /// POSTs of this path since the plan: what looks first does not count.
  std::size_t calls(const std::string& path) {
    std::size_t count = 0;
    const Json all = stripe.look("calls")["calls"];
    for (std::size_t i = 0; i < all.size(); ++i)
      count += all[i]["method"].text() == "POST" && all[i]["path"].text() == path;
    return count;
  }
  bool called(const std::string& path) { return calls(path) > 0; }
  /// What was done is found: only what was not is asked for again.
  static std::size_t calls_around(Step step) { return step == Step::before_the_work ? 2 : 1; }
  /// react dies in this step of the call that makes one more of `kind`.
  Crash react_dies(const std::string& path, const std::string& kind) {
    const std::size_t before = objects(kind);
    return {daybook, mortals, mortals.find("react"), [this, path] { return called(path); },
            [this, kind, before] { return objects(kind) == before + 1; }};
  }
  /// An order that was paid through Stripe, and is to be refunded in part: its id.
  std::string paid_order() {
    std::string id = must(checkout())["order_id"].text();
    pay(id);
    wait_for_status(id, "PROCESSING");
    return id;
  }
  void ask_refund(const std::string& id) {
    must(daybook.call(daybook.admin(), "POST", "/api/orders/" + id + "/refunds",
                      R"({"amount":100,"reason":"unhappy"})"));
  }
  /// Its refund is there, and no call of it is due any more.
  void refunded(const std::string& id) {
    wait_for(id, [](const Json& o) { return o["total_refunded"].integer() == 100; });
    CHECK(within(40, [&] {
      return must(daybook.get(daybook.admin(), "/api/effects?kind=stripe_refund&status=pending"))["data"]
                 .size() == 0;
    }));
    CHECK(order(id)["total_refunded"].integer() == 100);
  }
  std::int64_t recorded(const std::string& type) {
    pg::Connection connection(daybook.database().app_url());
    return connection.exec("SELECT count(*) FROM events WHERE type = $1", {type}).integer(0, 0);
  }
};

TEST_CASE_FIXTURE(StripeCase, "crash: react dies around a refund at Stripe, which is there once") {
  for (const Step step : kSteps) {
    CAPTURE(static_cast<int>(step));
    const std::string id = paid_order();
    plan(step, "/v1/refunds");
    // Stripe's webhook brings the refund too: what react records must agree with it.
    Crash crash = react_dies("/v1/refunds", "refund");
    ask_refund(id);
    crash.at(step);
    refunded(id);
    CHECK(crash.done());
    CHECK(calls("/v1/refunds") == calls_around(step));
  }
  CHECK(effects("stripe_refund", "succeeded", 3) == 3);
  check_books(daybook);
}

TEST_CASE_FIXTURE(StripeCase, "crash: react dies around a transfer to a payee, which is there once") {
  int n = 0;
  for (const Step step : kSteps) {
    CAPTURE(static_cast<int>(step));
    const auto payee = approved_broker(daybook, fmt::format("payee{}@example.com", ++n));
    payable(payee);
    const std::string path = payout(payee);
    plan(step, "/v1/transfers");
    Crash crash = react_dies("/v1/transfers", "transfer");
    crash.while_dead = [&] { CHECK(now(path)["status"].text() == "PROCESSING"); };
    must(process(path));
    crash.at(step);
    const Json paid = wait_payout(path, "COMPLETED");
    CHECK(crash.done());
    CHECK(stripe.look("objects?kind=transfer").dump().find(paid["transaction_id"].text()) !=
          std::string::npos);
    CHECK(effects("stripe_transfer", "succeeded", static_cast<std::size_t>(n)) ==
          static_cast<std::size_t>(n));
    CHECK(recorded("payout.completed") == n);
    CHECK(calls("/v1/transfers") == calls_around(step));
  }
  check_books(daybook);
}

TEST_CASE_FIXTURE(
    StripeCase,
    "crash: Stripe has forgotten our keys since, and there is still one refund and one transfer") {
  payable(broker);
  const std::string path = payout(broker), order = paid_order();
  struct Row {
    std::string called, kind;
    std::function<void()> ask, ended;
  };
  for (const Row& row : {Row{"/v1/refunds", "refund", [&] { ask_refund(order); }, [&] { refunded(order); }},
                         Row{"/v1/transfers", "transfer", [&] { must(process(path)); },
                             [&] { wait_payout(path, "COMPLETED"); }}}) {
    CAPTURE(row.kind);
    plan(Step::before_the_record, row.called);
    Crash crash = react_dies(row.called, row.kind);
    crash.while_dead = [&] { stripe.control("forget_keys"); };
    row.ask();
    crash.at(Step::before_the_record);
    row.ended();
    CHECK(crash.done());
    CHECK(calls(row.called) == 1);
  }
  CHECK(recorded("payout.completed") == 1);
  check_books(daybook);
}

TEST_CASE_FIXTURE(StripeCase,
                  "crash: serve dies around a checkout, and the repeated call finds order and page") {
  for (const Step step : kSteps) {
    CAPTURE(static_cast<int>(step));
    const std::string key = fmt::format("crash-{}", static_cast<int>(step));
    const std::size_t before = objects("checkout.session");
    plan(step, "/v1/checkout/sessions");
    std::jthread caller([&] {
      try {
        send_http(daybook.port(), {"POST",
                                   "/api/orders/checkout",
                                   order_body("odd"),
                                   {{"Content-Type", "application/json"},
                                    {"x-api-key", broker.publishable.key},
                                    {"Idempotency-Key", key}}});
      } catch (const std::runtime_error&) {  // killed
      }
    });
    Crash crash{daybook, mortals, mortals.find("serve"), [&] { return called("/v1/checkout/sessions"); },
                [&] { return objects("checkout.session") == before + 1; }};
    crash.at(step);
    caller.join();
    HttpAnswer answer;
    CHECK(within(40, [&] {
      try {
        answer = checkout(key);
      } catch (const std::runtime_error&) {  // not listening yet
        return false;
      }
      return answer.status == 200 || answer.status == 201;
    }));
    const Json page = must(answer);
    CHECK(objects("checkout.session") == before + 1);
    const std::string history = order(page["order_id"].text())["timeline"].dump();
    const std::string opened = "Payment page " + page["session_id"].text() + " is open";
    CHECK(history.find(opened) != std::string::npos);
    CHECK(history.find(opened) == history.rfind(opened));
    const Json orders = must(daybook.get(daybook.admin(), "/api/orders?limit=100"));
    CHECK(orders["pagination"]["total"].integer() == static_cast<std::int64_t>(before) + 1);
    CHECK(checkout(key).body == answer.body);
  }
}

TEST_CASE("crash: two react share a hundred effects, one dies among them, none is done twice") {
  SupplierSimulator simulator;
  Daybook daybook(
      separate_processes({"serve", "project", "react", "react"}, supplier_section(simulator, 1'000)));
  import_cards(daybook);
  const Broker broker = approved_broker(daybook);
  cards_at(simulator);
  // Slow enough that both are in the middle of it when one dies.
  simulator.control("slowness", R"({"hang_ms":3000,"slow_ms":150})");
  simulator.control("faults", R"({"percent":100,"kinds":["slow"],"only":"POST /api/v1/orders"})");
  Mortals mortals(daybook, {"react", "react"});
  constexpr std::size_t kEffects = 100;
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < kEffects; ++i) {
    const Json order = place_order(daybook, broker);
    numbers.push_back(order["order_number"].text());
    pay_by_wire(daybook, order);
  }
  REQUIRE(within(30, [&] { return simulator.look("orders")["data"].size() >= kEffects / 4; }));
  mortals.kill(mortals.find("react", 1));
  CHECK(simulator.look("orders")["data"].size() < kEffects);
  const auto succeeded = [&] {
    return must(daybook.get(daybook.admin(),
                            "/api/effects?kind=supplier_order&status=succeeded&limit=100"))["data"]
        .size();
  };
  CHECK(within(60, [&] { return succeeded() == kEffects; }));
  for (const auto& number : numbers) CHECK(simulator.orders(number) == 1);
  // Work was shared, not done twice and refused: one call for each order, and one more at most for each of
  // the four that died with their process.
  CHECK(simulator.calls("POST /api/v1/orders") <= kEffects + 4);
}

}  // namespace
}  // namespace daybook::test
