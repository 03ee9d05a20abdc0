#include "apps/daybook/reactors.hpp"

#include <fmt/format.h>

#include "adapters/effects/connect_effects.hpp"
#include "adapters/effects/mail_effects.hpp"
#include "adapters/effects/missed_events.hpp"
#include "adapters/effects/stripe_effects.hpp"
#include "adapters/effects/stripe_fees.hpp"
#include "adapters/effects/supplier_effects.hpp"
#include "adapters/effects/webhook_effects.hpp"
#include "adapters/log.hpp"
#include "adapters/supplier/price_list_sync.hpp"
#include "apps/daybook/process.hpp"

namespace daybook {
namespace {

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

/// False, with a line in the log, when Stripe did not answer.
template <class T>
bool succeeded(const stripe::Answered<T>& done, const char* what) {
  if (!done) logging::warn("{}: {}", what, done.error().message);
  return done.has_value();
}

/// Stripe's events that no webhook brought.
bool fetch_missed_events(Services& services, pg::Connection& connection) {
  const auto done = catch_up(services.stripe->client(), services.writer, connection, system_now());
  if (done && done->missed > 0)
    logging::info("{} of Stripe's events had not been delivered: fetched", done->missed);
  return succeeded(done, "Stripe's events cannot be listed");
}

/// Fees that Stripe's webhooks only point at.
bool look_up_fees(Services& services, pg::Connection& connection) {
  return succeeded(record_fees(services.stripe->client(), services.writer, connection),
                   "Stripe's fees cannot be looked up");
}

/// How payees' Stripe accounts stand; `after` is where the last time ended.
bool refresh_payees(Services& services, pg::Connection& connection, std::string& after) {
  const auto done = refresh_accounts(services.stripe->client(), services.writer, connection, after);
  if (done && *done > 0) logging::info("{} payees' Stripe accounts had changed unheard", *done);
  return succeeded(done, "Stripe cannot be asked about payees' accounts");
}

Performers at_stripe(Services& services) {
  Performers all;
  if (services.stripe) {
    all[EffectKind::stripe_refund] = stripe_refunds(services.stripe->client());
    all[EffectKind::stripe_session_expiry] = stripe_session_expiries(services.stripe->client());
    all[EffectKind::stripe_transfer] = stripe_transfers(services.stripe->client(), services.writer);
    all[EffectKind::stripe_transfer_reversal] =
        stripe_transfer_reversals(services.stripe->client(), services.writer);
  }
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

}  // namespace

std::unique_ptr<supplier::Supplier> make_supplier(const Config& config) {
  if (!config.supplier.configured()) return nullptr;
  // Whoever takes over a claim that has run out looks before it sends: what was sent at its end must be
  // there.
  const std::int64_t least_ms = 2 * config.supplier.timeout_ms + config.supplier.settle_ms;
  if (config.claim_seconds * std::int64_t{1'000} < least_ms)
    throw UsageError(
        fmt::format("react.claim_seconds must be at least {}: twice supplier.timeout_ms, and "
                    "supplier.settle_ms",
                    (least_ms + 999) / 1'000));
  try {
    return supplier::make_supplier(config.supplier);
  } catch (const std::exception& e) {
    throw UsageError(std::string("[supplier]: ") + e.what());
  }
}

std::vector<IntentRule> intent_rules(const Config& config, const Services& services) {
  std::vector<IntentRule> rules{session_expiry_rule(), supplier_order_rule(config.supplier.source),
                                mail_rule(config.mail), webhook_rule(services.view)};
  if (!services.stripe) rules[0].types.clear();
  if (!config.supplier.configured()) rules[1].types.clear();
  if (config.mail.url.empty()) rules[2].types.clear();
  return rules;
}

std::vector<std::unique_ptr<EffectRunner>> make_runners(const Config& config, Services& services,
                                                        supplier::Supplier* supplier) {
  std::vector<Performers> groups{at_stripe(services)};
  if (supplier) groups.push_back({{EffectKind::supplier_order, supplier_orders(*supplier, services.writer)}});
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

std::vector<LeasedJob> leased_jobs(const Config& config, Services& services, supplier::Supplier* supplier) {
  std::vector<LeasedJob> all;
  if (supplier && config.supplier.sync_minutes > 0)
    all.push_back({"price_list", "the supplier's price list",
                   static_cast<int>(config.supplier.sync_minutes * 60),
                   [&config, &services, supplier](pg::Connection&) {
                     return sync_prices(config, services, *supplier);
                   }});
  if (services.stripe) {
    all.push_back({"stripe_events", "Stripe's missed events", 300, [&services](pg::Connection& connection) {
                     return fetch_missed_events(services, connection);
                   }});
    all.push_back({"stripe_fees", "Stripe's fees", 5,
                   [&services](pg::Connection& connection) { return look_up_fees(services, connection); }});
    all.push_back({"stripe_accounts", "payees' Stripe accounts", 300,
                   [&services, after = std::string()](pg::Connection& connection) mutable {
                     return refresh_payees(services, connection, after);
                   }});
  }
  return all;
}

}  // namespace daybook
