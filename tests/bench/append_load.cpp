#include "tests/bench/append_load.hpp"

#include <fmt/format.h>

#include <deque>
#include <mutex>
#include <random>
#include <semaphore>
#include <stdexcept>
#include <thread>

#include "apps/daybook/config.hpp"
#include "apps/daybook/services.hpp"
#include "events/order/order_decide.hpp"
#include "events/payment/payment_decide.hpp"

namespace daybook::bench {
namespace {

constexpr int kOutstanding = 2'000;  ///< commands on their way: several batches of at most 500
constexpr int kCustomers = 2'000;

}  // namespace

struct AppendLoad::Inside {
  Inside(const Bench& bench, const DaybookRoles& roles)
      : services(load_config(roles.config_file()), 1, Writer::Options{.know_stored_keys = true}),
        cards(shop_cards(kShopCards)),
        random(std::random_device{}()) {
    for (int i = 0; i < kShopBrokers; ++i) brokers.push_back(shop_broker(bench.master, i).id);
    make_customers(roles.database());
    while (!services.writer.knows_stored_keys()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }

  /// Their people stand in the store before; their sealed texts are at hand, as a handler has them.
  void make_customers(const Database& database) {
    pg::CopyRows rows;
    for (int i = 0; i < kCustomers; ++i) {
      const PersonId person(services.ids.next());
      const SecretKey key = services.vault.new_person_key();
      const std::string email = fmt::format("ada.{}@example.com", person.str());
      customers.push_back({person, Vault::seal(person, key, "email", email),
                           Vault::seal(person, key, "name", "Ada Lovelace"), std::nullopt});
      add_person(rows, {person, services.vault.email_hash(email), services.vault.wrap(person, key)});
    }
    pg::Connection owner(database.owner_url());
    owner.copy_in(fmt::format("COPY persons ({}) FROM STDIN (FORMAT binary)", kPersonColumns),
                  rows.finished());
  }

  Command place() {
    PlaceOrder order;
    order.order_id = OrderId(services.ids.next());
    order.broker_id = brokers[random() % brokers.size()];
    order.customer = customers[random() % customers.size()];
    order.basket = {{cards[random() % cards.size()].card_id, 1 + static_cast<std::int64_t>(random() % 3)}};
    order.item_ids = {ItemId(services.ids.next())};
    Command command;
    command.origin.actor = "broker:" + order.broker_id->str();
    command.run = [this, order](Workspace& ws) mutable -> Result<Answer> {
      order.now = ws.now();
      auto events = decide(ws.ledger(), ws.policy(), order);
      if (!events) return refuse(events.error());
      ws.append(*events);
      std::lock_guard lock(mutex);
      placed.push_back(order.order_id);
      return Answer{201, R"({"id":")" + order.order_id.str() + R"("})", 0, false, {}, {}};
    };
    return command;
  }

  Command capture(const OrderId& id) {
    Command command;
    command.origin.actor = "cli";
    command.hints.orders = {id};
    command.run = [this, id](Workspace& ws) -> Result<Answer> {
      const OrderState* order = ws.order(id);
      if (!order || order->version != 1)
        return refuse(RefusalCode::conflict, "the order is not at version 1");
      auto events = decide(
          *order, ws.policy(), services.ids,
          RecordManualPayment{PaymentMethod::WIRE, "seen on the account", std::nullopt, ws.now(), ws.now()});
      if (!events) return refuse(events.error());
      ws.append(*events);
      return Answer{200, R"({"id":")" + id.str() + R"("})", 0, false, {}, {}};
    };
    return command;
  }

  Command next() {
    std::unique_lock lock(mutex);
    // An order is paid a while after it was placed; its placing has been answered by then.
    if (placed.size() < kOutstanding * 2) return lock.unlock(), place();
    const OrderId id = placed.front();
    placed.pop_front();
    return capture(id);
  }

  std::vector<BrokerId> brokers;
  std::vector<Customer> customers;
  Services services;
  std::vector<Card> cards;
  std::mt19937_64 random;
  std::mutex mutex;
  std::deque<OrderId> placed;
};

AppendLoad::AppendLoad(const Bench& bench, const DaybookRoles& roles)
    : inside_(std::make_unique<Inside>(bench, roles)) {}
AppendLoad::~AppendLoad() = default;

double AppendLoad::append(std::int64_t events, bool keys) {
  std::counting_semaphore<> free(kOutstanding);
  std::atomic<std::int64_t> refused{0};
  std::string why;
  std::mutex why_mutex;
  const Stopwatch watch;
  for (std::int64_t i = 0; i < events; ++i) {
    free.acquire();
    Command command = inside_->next();
    command.origin.correlation_id = to_string(inside_->services.ids.next());
    if (keys) {
      const log::Hash digest = log::sha256(command.origin.correlation_id);
      command.key = RequestKey{digest, digest};
    }
    command.done = [&](Result<Answer> answer) {
      if (!answer) {
        ++refused;
        std::lock_guard lock(why_mutex);
        why = answer.error().detail;
      }
      free.release();
    };
    inside_->services.writer.submit(std::move(command));
  }
  for (int i = 0; i < kOutstanding; ++i) free.acquire();
  const double took = watch.seconds();
  if (refused > 0) throw std::runtime_error(fmt::format("{} appends were refused: {}", refused.load(), why));
  return double(events) / took;
}

}  // namespace daybook::bench
