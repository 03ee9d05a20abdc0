#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "adapters/kafka/topics.hpp"
#include "adapters/mail/mailer.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/read_pool.hpp"
#include "adapters/stripe/stripe_client.hpp"
#include "adapters/supplier/supplier.hpp"
#include "adapters/vault/vault.hpp"
#include "apps/daybook/roles.hpp"
#include "apps/daybook/services.hpp"

namespace daybook {
namespace {

class Report {
 public:
  /// Runs the check; it returns what it found, or throws why it failed. `fix` is empty where that says it.
  void check(const char* what, const std::function<std::string()>& run, const char* fix) {
    try {
      fmt::print("ok    {}: {}\n", what, run());
    } catch (const std::exception& e) {
      fmt::print("FAIL  {}: {}\n", what, e.what());
      if (*fix != '\0') fmt::print("      -> {}\n", fix);
      failed_ = true;
    }
  }
  bool failed() const { return failed_; }

 private:
  bool failed_ = false;
};

std::string durability(pg::Connection& connection) {
  for (const char* name : {"fsync", "full_page_writes", "synchronous_commit"}) {
    const auto rows = connection.exec(fmt::format("SHOW {}", name));
    if (rows.text(0, 0) == "off")
      throw std::runtime_error(fmt::format("{} is off: acknowledged facts could be lost", name));
  }
  return "fsync, full_page_writes and synchronous_commit are on";
}

std::string rights(pg::Connection& connection) {
  const auto rows = connection.exec(
      "SELECT has_table_privilege('events', 'INSERT'), has_table_privilege('events', 'UPDATE') OR "
      "has_table_privilege('events', 'DELETE') OR has_table_privilege('events', 'TRUNCATE')");
  if (rows.text(0, 0) != "t") throw std::runtime_error("the application's role may not add events");
  if (rows.text(0, 1) == "t")
    throw std::runtime_error("the application's role could change or remove events");
  return "may add events, may not change or remove one";
}

std::string lag(pg::Connection& connection) {
  const auto head = log_position(connection);
  const auto applied = read_position(connection);
  return fmt::format("at {} of {} events", applied, head);
}

/// One small question with the key; a doctor does not wait as long as a worker.
std::string ask_stripe(const Config& config) {
  stripe::StripeSettings settings = config.stripe;
  settings.timeout = settings.attempt_timeout = std::chrono::seconds(10);
  stripe::StripeClient client(settings);
  stripe::PageOf page;
  page.limit = 1;
  const auto answer = client.balance_transactions(page);
  if (!answer) throw std::runtime_error(answer.error().message);
  return fmt::format("{} answers, in {} mode", settings.base_url, client.livemode() ? "live" : "test");
}

/// What Stripe and its customers need to find us. Without a secret every delivery is refused.
std::string webhooks(const Config& config) {
  const bool live = config.stripe.mode == "live" || config.stripe.api_key.find("_live_") != std::string::npos;
  if (config.webhook_secrets.empty())
    throw std::runtime_error("no secret is configured, so that every delivery is refused");
  if (live && config.public_url.empty())
    throw std::runtime_error(
        "live customers would be sent to this machine's own address: http.public_url is empty");
  return fmt::format("signed with {}; customers of brokers without a website come back to {}",
                     config.webhook_secrets.size() == 1 ? "one secret" : "either of several secrets",
                     config.public_url.empty() ? "this server's own address" : config.public_url);
}

std::string ask_supplier(const Config& config) {
  SupplierSettings settings = config.supplier;
  settings.timeout_ms = std::min<std::int64_t>(settings.timeout_ms, 10'000);
  const auto list = supplier::make_supplier(settings)->price_list();
  if (!list) throw std::runtime_error(list.error().detail);
  return fmt::format("{} answers, its price list has {} cards", settings.base_url, list->size());
}

std::string ask_mail_server(const Config& config) {
  if (const auto trouble = mail::Mailer(config.mail).unreachable()) throw std::runtime_error(*trouble);
  return fmt::format("{} takes our {}; no mail was sent", config.mail.url,
                     config.mail.user.empty() ? "connection" : "login");
}

/// Those that others run: only what is configured must answer.
void check_others(Report& report, const Config& config) {
  report.check(
      "Stripe's webhooks", [&] { return webhooks(config); },
      "set stripe.webhook_secrets to the endpoint's whsec_…, and http.public_url to where customers reach "
      "us");
  if (config.stripe.api_key.empty()) {
    fmt::print("ok    Stripe: not configured (stripe.api_key), webhooks of {} are taken all the same\n",
               config.stripe.mode.empty() ? "either mode (see stripe.mode)" : config.stripe.mode + " mode");
  } else {
    report.check(
        "Stripe", [&] { return ask_stripe(config); },
        "check stripe.api_key and stripe.base_url; with scripts/run the stand-in must run");
  }
  if (!config.supplier.configured()) {
    fmt::print("ok    supplier: not configured (supplier.base_url), orders are fulfilled by hand\n");
  } else {
    report.check(
        "supplier", [&] { return ask_supplier(config); },
        "check supplier.base_url and supplier.api_key; with scripts/run the simulator must run");
  }
  if (config.mail.url.empty()) {
    fmt::print("ok    mail: not configured (mail.url), no mail is sent\n");
  } else {
    report.check(
        "mail", [&] { return ask_mail_server(config); },
        "check mail.url, mail.user, mail.password and mail.ca_file");
  }
}

}  // namespace

int doctor(const Config& config) {
  Report report;
  std::unique_ptr<pg::Connection> connection;
  report.check(
      "configuration", [&] { return config.file; }, "");
  report.check(
      "master key",
      [&] {
        Vault::from_file(config.master_key_file);
        return std::string("readable");
      },
      "secrets.master_key_file must hold 64 hex digits");
  report.check(
      "signing key", [&] { return load_signer(config).verifier().text(); },
      "secrets.signing_key_file must hold 64 hex digits");
  report.check(
      "PostgreSQL",
      [&] {
        connection = std::make_unique<pg::Connection>(config.database_url);
        return std::string(connection->exec("SHOW server_version").text(0, 0));
      },
      "start it: scripts/services start");
  if (connection) {
    report.check(
        "durability", [&] { return durability(*connection); }, "turn it on in postgresql.conf");
    report.check(
        "schema",
        [&] {
          require_migrated(*connection);
          return std::string("this program's");
        },
        "");
    report.check(
        "rights", [&] { return rights(*connection); }, "run: daybook migrate");
    report.check(
        "read models", [&] { return lag(*connection); }, "run: daybook projections rebuild");
  }
  if (config.kafka.brokers.empty()) {
    fmt::print("ok    Kafka: not configured, projectors follow the store\n");
  } else {
    report.check(
        "Kafka",
        [&] {
          return fmt::format("{} has {} partitions", config.kafka.topic,
                             kafka::partitions_of(config.kafka.brokers, config.kafka.topic));
        },
        "start it: scripts/services start; then: daybook migrate");
  }
  check_others(report, config);
  return report.failed() ? 1 : 0;
}

}  // namespace daybook
