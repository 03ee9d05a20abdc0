// The one leased scheduler: fires what is due, each firing an event with its due time. Candidates come from
// the read models; whether anything happens is decided on the order itself, so a stale candidate does
// nothing. Beside it, on every process: the workers that carry side effects out.

#include "adapters/http/handlers/order_command.hpp"
#include "adapters/log.hpp"
#include "adapters/pause.hpp"
#include "adapters/postgres/checkpoints.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/lease.hpp"
#include "apps/daybook/leased_job.hpp"
#include "apps/daybook/process.hpp"
#include "apps/daybook/reactors.hpp"
#include "apps/daybook/roles.hpp"
#include "apps/daybook/services.hpp"
#include "events/commission/commission_decide.hpp"
#include "events/order/order_decide.hpp"

namespace daybook {
namespace {

constexpr int kTickMs = 250;
constexpr auto kCheckpointEvery = std::chrono::seconds(10);

constexpr int kAtOnce = 200;
constexpr const char* kDue =
    "SELECT due_at, order_id FROM read.orders_due WHERE due_at <= $1 AND (due_at, order_id) > "
    "($2::timestamptz, $3::uuid) ORDER BY due_at, order_id LIMIT $4";

/// The due order that was fired for last. Those before it are asked for again when all others have had their
/// turn: they may be there for long (the read models are behind, or their key is in quarantine).
struct FiredTo {
  std::string due_at = "-infinity";
  std::string order = "00000000-0000-0000-0000-000000000000";
};

Result<NewEvents> fire(const OrderState& order, Instant now) {
  return order.status == OrderStatus::PENDING ? decide(order, ExpireOrder{now})
                                              : decide(order, ReleaseCommission{now});
}

/// Fires for some of the orders that are due, the longest due first; waits for each.
void fire_due(Services& services, pg::Connection& connection, FiredTo& fired) {
  const auto rows =
      connection.exec(kDue, {to_string(system_now()), fired.due_at, fired.order, std::to_string(kAtOnce)});
  fired = {};
  for (int i = 0; i < rows.size(); ++i) {
    const auto id = OrderId::parse(rows.text(i, 1));
    Command command;
    command.origin = {"scheduler", "", ""};
    command.hints.orders = {*id};
    command.run = [id = *id](Workspace& ws) -> Result<Answer> {
      const OrderState* order = ws.order(id);
      if (!order) return http::answer("{}");
      auto events = fire(*order, ws.now());
      if (!events) return refuse(events.error());
      ws.append(*events);
      return http::answer("{}");
    };
    auto result = services.writer.execute(std::move(command));
    if (!result) logging::warn("order {} could not be fired: {}", id->str(), result.error().detail);
    if (i + 1 == kAtOnce) fired = {std::string(rows.text(i, 0)), id->str()};
  }
}

/// Signs the head if it has grown since the last checkpoint.
void sign_checkpoint(Services& services, pg::Connection& connection) {
  const std::int64_t size = log_position(connection);
  const bool known =
      connection.exec("SELECT 1 FROM checkpoints WHERE size = $1", {std::to_string(size)}).size() == 1;
  if (size > 0 && !known) sign_head(connection, services.signer);
}

void tick(Services& services, pg::Connection& connection, FiredTo& fired,
          std::chrono::steady_clock::time_point& next_checkpoint) {
  fire_due(services, connection, fired);
  if (std::chrono::steady_clock::now() >= next_checkpoint) {
    sign_checkpoint(services, connection);
    next_checkpoint = std::chrono::steady_clock::now() + kCheckpointEvery;
  }
}

}  // namespace

int react(const Config& config) {
  StopSignal stop;
  std::unique_ptr<Services> services;
  std::unique_ptr<PgLease> lease;
  std::unique_ptr<pg::Connection> connection;
  with_patience("the event store", 60, [&] {
    services = std::make_unique<Services>(config, 1);
    lease = std::make_unique<PgLease>(config.database_url, "scheduler", 5);
    connection = std::make_unique<pg::Connection>(config.database_url);
  });
  const auto supplier = make_supplier(config);
  Intender intender(services->writer, intent_rules(config, *services));
  const auto runners = make_runners(config, *services, supplier.get());
  std::vector<std::jthread> effects;
  for (const auto& runner : runners)
    effects.emplace_back([&runner](std::stop_token ended) { runner->run(std::move(ended)); });
  std::vector<std::jthread> others;
  for (LeasedJob& job : leased_jobs(config, *services, supplier.get()))
    others.emplace_back(
        [&config, job = std::move(job)](std::stop_token ended) { run_leased(config, job, ended); });
  logging::info("the scheduler runs");
  auto next_checkpoint = std::chrono::steady_clock::now();
  FiredTo fired;
  bool troubled = false;
  while (!stop.token().stop_requested()) {
    try {
      connection->revive();
      if (lease->hold()) {
        while (!stop.token().stop_requested() && intender.step(*connection)) lease->hold();
        tick(*services, *connection, fired, next_checkpoint);
      }
      troubled = false;
    } catch (const std::exception& e) {
      if (!troubled) logging::warn("the scheduler cannot work, trying on: {}", e.what());
      troubled = true;
    }
    pause(stop.token(), kTickMs);
  }
  lease->release();
  for (auto& other : others) other.request_stop();
  others.clear();
  for (auto& one : effects) one.request_stop();
  effects.clear();
  services->writer.stop();
  return 0;
}

}  // namespace daybook
