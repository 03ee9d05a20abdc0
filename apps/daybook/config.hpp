#pragma once
// Configuration: a TOML file, each value overridable by DAYBOOK_<SECTION>__<KEY> in the environment. Names
// without the double underscore (var/run.env's) are never read.

#include <stdexcept>
#include <string>
#include <vector>

#include "adapters/bank/bank_settings.hpp"
#include "adapters/integrators/integrator_settings.hpp"
#include "adapters/kafka/settings.hpp"
#include "adapters/mail/mail_settings.hpp"
#include "adapters/stripe/stripe_settings.hpp"
#include "adapters/supplier/supplier_settings.hpp"
#include "events/policy.hpp"

namespace daybook {

/// Wrong use: the message says what to change. Exit code 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Config {
  std::string file;
  std::string database_url;  ///< the application's role
  std::string owner_url;     ///< migrations
  kafka::Settings kafka;     ///< brokers "" = no Kafka
  std::string http_address = "127.0.0.1";
  int http_port = 8080;
  int http_threads = 1;
  std::string tls_certificate_file;
  std::string tls_key_file;
  std::int64_t requests_per_second_per_address = 5'000;
  std::int64_t connections_per_address = 1'024;
  std::vector<std::string> allowed_hosts;
  std::string master_key_file;
  std::string signing_key_file;
  std::string log_origin = "daybook.example/log";
  std::string public_url;  ///< of serve's own small pages; "" = its address and port
  std::vector<std::string> webhook_secrets;
  stripe::StripeSettings stripe;  ///< api_key "" = no calls to Stripe
  int effect_workers = 8;         ///< of each `daybook react`
  int claim_seconds = 120;        ///< that one `daybook react` is alone with an effect
  Policy policy;
  BankSettings bank;
  IntegratorSettings integrators;
  SupplierSettings supplier;
  MailSettings mail;
};

/// `file` "" looks for var/daybook.toml here, then beside the executable's build folder. Throws UsageError
/// for a missing or unreadable file, an unknown key, a value of the wrong type or out of range.
Config load_config(const std::string& file);

/// The configuration as it is in force, secrets masked.
std::string show_config(const Config& config);

}  // namespace daybook
