// The one leased scheduler: fires what is due, each firing an event with its due time. Candidates come from
// the read models; whether anything happens is decided on the order itself, so a stale candidate does
// nothing. Beside it, on every process: the workers that carry side effects out.

#include "adapters/effects/connect_effects.hpp"
#include "adapters/effects/effect_runner.hpp"
#include "adapters/effects/mail_effects.hpp"
#include "adapters/effects/missed_events.hpp"
#include "adapters/effects/stripe_effects.hpp"
#include "adapters/effects/stripe_fees.hpp"
#include "adapters/effects/supplier_effects.hpp"
#include "adapters/effects/webhook_effects.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "adapters/log.hpp"
#include "adapters/postgres/checkpoints.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/lease.hpp"
#include "adapters/supplier/price_list_sync.hpp"
#include "apps/daybook/leased_job.hpp"
#include "apps/daybook/process.hpp"
#include "apps/daybook/roles.hpp"
#include "apps/daybook/services.hpp"
#include "events/commission/commission_decide.hpp"
#include "events/order/order_decide.hpp"

namespace daybook {
namespace {

constexpr int kTickMs = 250;
constexpr auto kCheckpointEvery = std::chrono::seconds(10);

using Firing = std::function<Result<NewEvents>(const OrderState&, Instant)>;

/// Fires for every order that the query names, in order of due time; waits for each batch.
void fire(Services& services, pg::Connection& connection, const char* query, const Firing& firing) {
  const auto rows = connection.exec(query, {to_string(system_now())});
  for (int i = 0; i < rows.size(); ++i) {
    const auto id = OrderId::parse(rows.text(i, 0));
    Command command;
    command.origin = {"scheduler", "", ""};
    command.run = [id = *id, firing](Workspace& ws) -> Result<Answer> {
      const OrderState* order = ws.order(id);
      if (!order) return http::answer("{}");
      auto events = firing(*order, ws.now());
      if (!events) return refuse(events.error());
      ws.append(*events);
      return http::answer("{}");
    };
    auto result = services.writer.execute(std::move(command));
    if (!result) logging::warn("order {} could not be fired: {}", id->str(), result.error().detail);
  }
}

/// Signs the head if it has grown since the last checkpoint.
void sign_checkpoint(Services& services, pg::Connection& connection) {
  const std::int64_t size = log_position(connection);
  const bool known =
      connection.exec("SELECT 1 FROM checkpoints WHERE size = $1", {std::to_string(size)}).size() == 1;
  if (size > 0 && !known) sign_head(connection, services.signer);
}

void tick(Services& services, pg::Connection& connection,
          std::chrono::steady_clock::time_point& next_checkpoint) {
  fire(services, connection,
       "SELECT id FROM read.orders WHERE status = 'PENDING' AND payment_status <> 'PROCESSING' AND "
       "expires_at <= $1 "
       "ORDER BY expires_at LIMIT 200",
       [](const OrderState& order, Instant now) { return decide(order, ExpireOrder{now}); });
  fire(services, connection,
       "SELECT id FROM read.orders WHERE commission = 'pending' AND hold_until <= $1 ORDER BY hold_until "
       "LIMIT 200",
       [](const OrderState& order, Instant now) { return decide(order, ReleaseCommission{now}); });
  if (std::chrono::steady_clock::now() >= next_checkpoint) {
    sign_checkpoint(services, connection);
    next_checkpoint = std::chrono::steady_clock::now() + kCheckpointEvery;
  }
}

/// Null when no supplier is configured.
std::unique_ptr<supplier::Supplier> make_supplier(const Config& config) {
  if (!config.supplier.configured()) return nullptr;
  try {
    return supplier::make_supplier(config.supplier);
  } catch (const std::exception& e) {
    throw UsageError(std::string("[supplier]: ") + e.what());
  }
}

/// The supplier's price list into the catalogue.
bool sync_prices(const Config& config, Services& services, supplier::Supplier& supplier) {
  const auto synced = supplier::sync_price_list(
      supplier, {services.writer, services.view, config.database_url}, config.supplier.source);
  if (!synced) {
    logging::warn("the price list could not be taken over: {}", synced.error().detail);
  } else if (synced->changed) {
    logging::info("price list: catalogue version {}, {} added, {} changed, {} removed",
                  synced->catalog_version, synced->added, synced->altered, synced->removed);
  }
  return synced.has_value();
}

/// Stripe's events that no webhook brought.
bool fetch_missed_events(const Config& config, Services& services) {
  pg::Connection connection(config.database_url);
  const auto done = catch_up(services.stripe->client(), services.writer, connection, system_now());
  if (!done) logging::warn("Stripe's events cannot be listed: {}", done.error().message);
  if (done && done->missed > 0)
    logging::info("{} of Stripe's events had not been delivered: fetched", done->missed);
  return done.has_value();
}

/// Fees that Stripe's webhooks only point at.
bool look_up_fees(const Config& config, Services& services) {
  pg::Connection connection(config.database_url);
  const auto done = record_fees(services.stripe->client(), services.writer, connection);
  if (!done) logging::warn("Stripe's fees cannot be looked up: {}", done.error().message);
  return done.has_value();
}

/// How payees' Stripe accounts stand; `after` is where the last time ended.
bool refresh_payees(const Config& config, Services& services, std::string& after) {
  pg::Connection connection(config.database_url);
  const auto done = refresh_accounts(services.stripe->client(), services.writer, connection, after);
  if (!done) logging::warn("Stripe cannot be asked about payees' accounts: {}", done.error().message);
  if (done && *done > 0) logging::info("{} payees' Stripe accounts had changed unheard", *done);
  return done.has_value();
}

/// What else is done now and then with this configuration.
std::vector<LeasedJob> jobs(const Config& config, Services& services, supplier::Supplier* supplier) {
  std::vector<LeasedJob> all;
  if (supplier && config.supplier.sync_minutes > 0)
    all.push_back({"price_list", "the supplier's price list",
                   static_cast<int>(config.supplier.sync_minutes * 60),
                   [&config, &services, supplier] { return sync_prices(config, services, *supplier); }});
  if (services.stripe) {
    all.push_back({"stripe_events", "Stripe's missed events", 300,
                   [&config, &services] { return fetch_missed_events(config, services); }});
    all.push_back(
        {"stripe_fees", "Stripe's fees", 5, [&config, &services] { return look_up_fees(config, services); }});
    all.push_back({"stripe_accounts", "payees' Stripe accounts", 300,
                   [&config, &services, after = std::string()]() mutable {
                     return refresh_payees(config, services, after);
                   }});
  }
  return all;
}

/// What is carried out with this configuration; `supplier` may be null.
Performers performers(Services& services, supplier::Supplier* supplier) {
  Performers all;
  if (services.stripe) {
    all[EffectKind::stripe_refund] = stripe_refunds(services.stripe->client());
    all[EffectKind::stripe_session_expiry] = stripe_session_expiries(services.stripe->client());
    all[EffectKind::stripe_transfer] = stripe_transfers(services.stripe->client(), services.writer);
    all[EffectKind::stripe_transfer_reversal] =
        stripe_transfer_reversals(services.stripe->client(), services.writer);
  }
  if (supplier) all[EffectKind::supplier_order] = supplier_orders(*supplier, services.writer);
  return all;
}

/// Null when no mail is sent.
Performer make_mails(const Config& config, Services& services) {
  if (config.mail.url.empty()) return nullptr;
  try {
    return mails(config.mail, config.policy.zone, services.writer, services.reads);
  } catch (const std::exception& e) {
    throw UsageError(std::string("[mail]: ") + e.what());
  }
}

/// Workers of their own for each group: a mail server or an integrator that hangs holds no refund up.
std::vector<std::unique_ptr<EffectRunner>> make_runners(const Config& config, Services& services,
                                                        supplier::Supplier* supplier) {
  std::vector<Performers> groups{performers(services, supplier)};
  if (auto sender = make_mails(config, services)) groups.push_back({{EffectKind::mail, std::move(sender)}});
  groups.push_back(
      {{EffectKind::webhook, webhooks(config.integrators, services.vault, services.writer, services.reads)}});
  std::vector<std::unique_ptr<EffectRunner>> runners;
  for (Performers& group : groups)
    runners.push_back(std::make_unique<EffectRunner>(
        config.database_url, services.writer, std::move(group),
        EffectRunner::Options{.workers = static_cast<std::size_t>(config.effect_workers),
                              .claim = std::chrono::seconds(config.claim_seconds)}));
  return runners;
}

/// What is intended with this configuration. A rule that is not configured lets facts pass.
std::vector<IntentRule> intent_rules(const Services& services, const Config& config) {
  std::vector<IntentRule> rules{session_expiry_rule(), supplier_order_rule(config.supplier.source),
                                mail_rule(config.mail), webhook_rule(services.view)};
  if (!services.stripe) rules[0].types.clear();
  if (!config.supplier.configured()) rules[1].types.clear();
  if (config.mail.url.empty()) rules[2].types.clear();
  return rules;
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
  Intender intender(services->writer, intent_rules(*services, config));
  const auto runners = make_runners(config, *services, supplier.get());
  std::vector<std::jthread> effects;
  for (const auto& runner : runners)
    effects.emplace_back([&runner](std::stop_token ended) { runner->run(std::move(ended)); });
  std::vector<std::jthread> others;
  for (LeasedJob& job : jobs(config, *services, supplier.get()))
    others.emplace_back(
        [&config, job = std::move(job)](std::stop_token ended) { run_leased(config, job, ended); });
  logging::info("the scheduler runs");
  auto next_checkpoint = std::chrono::steady_clock::now();
  bool troubled = false;
  while (!stop.token().stop_requested()) {
    try {
      if (!connection->alive()) connection->reconnect();
      if (lease->hold()) {
        while (!stop.token().stop_requested() && intender.step(*connection)) lease->hold();
        tick(*services, *connection, next_checkpoint);
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
