// Random payment histories, delivered as Stripe may deliver them, while processes are killed and the supplier
// fails: in the end the books are the oracle's, and each paid order was ordered once.
//
// DAYBOOK_SEED repeats a run, DAYBOOK_HISTORIES sets its size (60; the last big run had 1,000).

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "adapters/postgres/pg.hpp"
#include "tests/integration/chaos/mortals.hpp"
#include "tests/integration/chaos/payment_lives.hpp"
#include "tests/support/supplier_simulator.hpp"

namespace daybook::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kConnections = 16;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text && *text ? std::stoull(text) : otherwise;
}

DaybookOptions options_with(const SupplierSimulator& simulator) {
  const SupplierSettings supplier = simulator.settings();
  DaybookOptions options{.kafka = false, .roles = {"serve", "serve", "project", "react", "react"}};
  options.programme = fmt::format(
      "[supplier]\nbase_url = \"{}\"\napi_key = \"{}\"\nsource = \"test\"\nsync_minutes = 0\n"
      "requests_per_second = 1000\ntimeout_ms = 400\nsettle_ms = 1500\n[react]\nclaim_seconds = 6\n",
      supplier.base_url, supplier.api_key);
  return options;
}

/// Deliveries over 16 connections. One whose connection broke is sent again, as Stripe would.
class Storm {
 public:
  Storm(const Daybook& daybook, std::vector<std::string> bodies, milliseconds lasting)
      : bodies_(std::move(bodies)),
        pause_ms_(2 * lasting.count() * kConnections / std::max<std::int64_t>(1, std::ssize(bodies_))) {
    for (int i = 0; i < kConnections; ++i)
      threads_.emplace_back([this, i, &daybook] { work(daybook, static_cast<unsigned>(i)); });
  }
  ~Storm() { wait(); }
  bool over() const { return done_ == bodies_.size(); }
  void wait() {
    for (auto& thread : threads_)
      if (thread.joinable()) thread.join();
  }
  // After wait():
  const std::vector<std::string>& wrong() const { return wrong_; }
  std::int64_t broken() const { return broken_; }
  void print(const std::string& name) {
    std::sort(took_us_.begin(), took_us_.end());
    if (took_us_.empty()) return;
    const std::int64_t p99 = took_us_[took_us_.size() * 99 / 100];
    MESSAGE(name, ": ", bodies_.size(), " deliveries, ", broken_.load(), " connections broke; answers p50 ",
            took_us_[took_us_.size() / 2], " us, p99 ", p99, " us");
    CHECK(p99 <= 250'000);
  }

 private:
  void work(const Daybook& daybook, unsigned number) {
    std::mt19937 random(number);
    for (std::size_t i = next_++; i < bodies_.size(); i = next_++) {
      test::pause_ms(static_cast<int>(random() % static_cast<std::uint64_t>(pause_ms_ + 1)));
      send(daybook, bodies_[i], number);
      ++done_;
    }
  }
  void send(const Daybook& daybook, const std::string& body, unsigned server) {
    std::string trouble;
    for (const auto end = Clock::now() + seconds(60); Clock::now() < end; ++server) {
      const auto begun = Clock::now();
      try {
        const auto answer = send_http(daybook.port(server % 2), Daybook::delivery_of(body));
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
        const std::lock_guard lock(mutex_);
        if (answer.status == 200) {
          took_us_.push_back(took.count());
          return;
        }
        trouble = answer.shown();
        if (answer.status < 500) break;
      } catch (const std::runtime_error& e) {  // killed: whether it was taken is unknown
        trouble = e.what();
        ++broken_;
      }
      test::pause_ms(50);
    }
    const std::lock_guard lock(mutex_);
    wrong_.push_back(trouble + " for " + body);
  }

  std::vector<std::string> bodies_;
  std::int64_t pause_ms_;
  std::atomic<std::size_t> next_{0}, done_{0};
  std::atomic<std::int64_t> broken_{0};
  std::mutex mutex_;
  std::vector<std::int64_t> took_us_;
  std::vector<std::string> wrong_;
  std::vector<std::thread> threads_;
};

/// All of a list that is read by cursor.
std::vector<Json> all_of(Daybook& daybook, const std::string& target) {
  std::vector<Json> out;
  const char* joint = target.find('?') == std::string::npos ? "?" : "&";
  for (std::string cursor;;) {
    const Json page = must(daybook.get(daybook.admin(), target + joint + "limit=100" + cursor));
    for (std::size_t i = 0; i < page["data"].size(); ++i) out.push_back(page["data"][i]);
    if (!page["has_more"].boolean()) return out;
    cursor = "&cursor=" + page["next_cursor"].text();
  }
}

struct Chaos {
  std::uint64_t seed = number_from("DAYBOOK_SEED", std::random_device{}());
  std::size_t histories = number_from("DAYBOOK_HISTORIES", 60);
  SupplierSimulator simulator;
  Daybook daybook{options_with(simulator)};
  Broker broker = approved_broker(daybook);
  Mortals mortals{daybook, {"serve", "serve", "react", "react"}};
  std::mt19937_64 random{seed};
  int killed = 0;

  Chaos() {
    MESSAGE("DAYBOOK_SEED=", seed, " DAYBOOK_HISTORIES=", histories);
    simulator.control("cards", R"([{"card_id":"plain","bank_name":"Bank","credit_limit":500000,)"
                               R"("date_opened":"2019-05-01","price":"100.05","stock":1000000}])");
    simulator.control("orders", R"({"check_stock":false,"reject_percent":5})");
    simulator.control("slowness", R"({"hang_ms":700,"slow_ms":100})");
    simulator.control("faults", fmt::format(R"({{"percent":30,"seed":{},"kinds":["before","after",)"
                                            R"("cut_before","cut_after","error_before","error_after","slow",)"
                                            R"("malformed","wrong","busy"]}})",
                                            seed % 1'000'000));
  }

  void kill_some() {
    pause_ms(static_cast<int>(200 + random() % 1'500));
    const std::size_t which = random() % mortals.size();
    mortals.kill(which);
    pause_ms(static_cast<int>(random() % 400));
    mortals.start(which);
    ++killed;
  }
  void deliver(PaymentLives& lives, std::size_t round, milliseconds lasting) {
    Storm storm(daybook, lives.deliveries(round), lasting);
    while (!storm.over()) kill_some();
    storm.wait();
    for (const auto& what : storm.wrong()) FAIL_CHECK(what);
    storm.print(round == 0 ? "first round" : "late money");
  }
  std::size_t effects(const std::string& status) {
    return all_of(daybook, "/api/effects?kind=supplier_order&status=" + status).size();
  }
  /// Reads from a process that may have been started a moment ago.
  void await_serving() {
    for (std::size_t server = 0; server < 2; ++server)
      for (int i = 0; i < 300; ++i, pause_ms(100)) try {
          if (send_http(daybook.port(server), {"GET", "/readyz", "", {}}).status == 200) break;
        } catch (const std::runtime_error&) {  // not listening yet
        }
  }
  std::int64_t all_orders(const std::string& status) {
    return must(daybook.get(daybook.admin(), "/api/orders?limit=1&status=" + status))["pagination"]["total"]
        .integer();
  }
  void await_fulfilment() {
    const auto begun = Clock::now();
    // An order that was refunded before anybody looked is never meant for the supplier: quiet is the end.
    auto quiet_since = begun;
    for (const auto end = begun + seconds(300); Clock::now() < end; pause_ms(250)) {
      if (effects("pending") > 0 || all_orders("PROCESSING") > 0) quiet_since = Clock::now();
      if (Clock::now() - quiet_since > seconds(5)) break;
      if (effects("pending") == 0 && Clock::now() - begun > seconds(60)) break;
    }
    MESSAGE("supplier's orders settled after another ",
            std::chrono::duration_cast<milliseconds>(Clock::now() - begun).count(), " ms; ", killed,
            " processes killed");
  }
  std::int64_t count(const std::string& sql) {
    pg::Connection connection(daybook.database().app_url());
    return connection.exec(sql).integer(0, 0);
  }
};

void check_deliveries(Chaos& chaos, const PaymentLives& lives) {
  for (const char* status : {"RECEIVED", "PROCESSING", "FAILED"})
    for (const Json& one : all_of(chaos.daybook, std::string("/api/logs/webhooks?status=") + status))
      FAIL_CHECK(one.dump());
  CHECK(chaos.count("SELECT count(*) FROM events WHERE type = 'webhook.received'") ==
        static_cast<std::int64_t>(lives.different_events()));
  CHECK(chaos.count("SELECT count(*) - count(DISTINCT stream) FROM events WHERE type = 'payment.captured'") ==
        0);
}

void check_chart(Chaos& chaos, const PaymentLives& lives) {
  oracle::Chart chart;
  for (const Json& one : all_of(chaos.daybook, "/api/ledger/accounts")) {
    std::string account = one["account"].text();
    if (account.starts_with("liabilities:unapplied:")) account = "liabilities:unapplied";
    chart[{account, one["currency"].text()}] += one["balance"].integer();
  }
  std::erase_if(chart, [](const auto& entry) { return entry.second == 0; });
  const oracle::Chart wanted = lives.chart();
  for (const auto& [account, balance] : wanted)
    CHECK_MESSAGE(chart[account] == balance,
                  account.first << ": " << chart[account] << ", the oracle says " << balance);
  for (const auto& [account, balance] : chart)
    CHECK_MESSAGE((balance == 0 || wanted.contains(account)), account.first << " has " << balance);
}

void check_supplier(Chaos& chaos, const PaymentLives& lives) {
  std::map<std::string, int> there;
  const Json orders = chaos.simulator.look("orders")["data"];
  for (std::size_t i = 0; i < orders.size(); ++i) ++there[orders[i]["order_id"].text()];
  std::set<std::string> refund_tasks;
  for (const Json& task : all_of(chaos.daybook, "/api/tasks?status=open&kind=refund_order"))
    refund_tasks.insert(task["id"].text());
  std::size_t paid = 0, settled = 0;
  for (std::size_t n = 0; n < lives.lives().size(); ++n) {
    const PaymentLife& life = lives.lives()[n];
    CAPTURE(life.order_number);
    CAPTURE(life.kind);
    const Json now = must(chaos.daybook.get(chaos.daybook.admin(), "/api/orders/" + life.order_id))["order"];
    const std::string status = now["status"].text();
    const int copies = there[life.order_number];
    CHECK(copies <= 1);
    if (life.money != Money::captured) {
      CHECK(copies == 0);
      CHECK(status == (life.money == Money::expired ? "CANCELLED" : "PENDING"));
      continue;
    }
    ++paid;
    if (lives.all_returned(n)) {
      ++settled;
      CHECK(status == "REFUNDED");
    } else if (status == "COMPLETED") {
      ++settled;
      CHECK(copies == 1);
    } else if (status == "FAILED") {
      settled += refund_tasks.contains("refund-" + life.order_id);
    }
    if (status != "COMPLETED" && status != "REFUNDED")
      MESSAGE(life.order_number, " (", life.kind, ") is ", status, ", with ", copies, " at the supplier and ",
              std::string(refund_tasks.contains("refund-" + life.order_id) ? "a" : "no"),
              " task to refund it; ",
              all_of(chaos.daybook, "/api/effects?subject=order-" + life.order_id).size(), " effects");
  }
  const std::size_t tasks = open_tasks(chaos.daybook, "unresolved_effect").size();
  MESSAGE(paid, " paid orders, ", settled, " fulfilled or to be refunded, ", tasks, " wait for a person");
  CHECK(settled * 100 >= paid * 99);
  CHECK(settled + tasks >= paid);
}

TEST_CASE_FIXTURE(Chaos, "chaos: random payments, shuffled, repeated and killed, end in the oracle's books") {
  PaymentLives lives(daybook, broker, histories, seed);
  deliver(lives, 0, milliseconds(6'000 + 60 * histories));
  deliver(lives, 1, milliseconds(500));
  while (killed < 12) kill_some();
  await_serving();
  await_fulfilment();
  check_deliveries(*this, lives);
  check_chart(*this, lives);
  check_supplier(*this, lives);
  check_books(daybook);
}

}  // namespace
}  // namespace daybook::test
