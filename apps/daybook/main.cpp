#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <pqxx/except.hxx>

#include "adapters/kafka/handles.hpp"
#include "adapters/postgres/pg.hpp"
#include "apps/daybook/audit_arguments.hpp"
#include "apps/daybook/audit_command.hpp"
#include "apps/daybook/commands.hpp"
#include "apps/daybook/demo_break.hpp"
#include "apps/daybook/demo_stripe.hpp"
#include "apps/daybook/roles.hpp"
#include "apps/daybook/route_call.hpp"
#include "apps/daybook/services.hpp"

namespace daybook {
namespace {

constexpr const char* kUsage = R"(daybook: an event-sourced commission ledger

usage: daybook <command> [--config FILE] [arguments]      `daybook <command> --help` teaches

  up                     every role below as one supervised process tree
  serve                  HTTP commands and queries
  relay                  event store to Kafka
  project                Kafka (or, without it, the store) to the read models
  react                  the scheduler (expiries, releases, price lists, checkpoints) and the workers that
                         order from the supplier, refund at Stripe, send mails and webhooks

  migrate                bring the schema and the topics up to date
  doctor                 check configuration, services and rights
  config show            the configuration in force, secrets masked
  admin create|revoke|list|erase
  catalog import FILE | sync     a catalogue from a file, or from the supplier's price list
  order|payout|broker|task|effects|webhooks|webhook-endpoint|ledger|reconciliation|report|log <verb> --as E-MAIL
                         what the routes of /api do, in the name of an admin
  projections list|rebuild|diff
  audit verify|replay|trial-balance|explain|prove|bundle
  audit export hledger|ledger|beancount|csv|xero
  demo seed|pay|refund|dispute|break
                         a small business to look at; its customers; a damaged copy that verify catches

Exit codes: 0 fine, 1 a check failed, 2 wrong use, 3 a service is unreachable.
)";

AuditSettings audit_settings(const Config& config) {
  return {config.database_url, load_signer(config).verifier().text(), config.policy.zone, isatty(2) == 1};
}

/// A name of the run.env that scripts/run writes beside the configuration.
std::optional<std::string> from_run_env(const Config& config, const std::string& name) {
  std::ifstream in(std::filesystem::path(config.file).parent_path() / "run.env");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("export ")) line.erase(0, 7);
    if (!line.starts_with(name + "=")) continue;
    std::string value = line.substr(name.size() + 1);
    std::erase_if(value, [](char c) { return c == '"' || c == '\''; });
    return value;
  }
  return std::nullopt;
}

int demo(const Config& config, const Arguments& arguments) {
  const std::string kDemoUsage =
      std::string("usage: daybook demo seed                            a small business, once\n") +
      kDemoStripeUsage +
      "\n       daybook demo break --superuser-url URL       damages a copy and shows verify catching it";
  Arguments rest = arguments;
  if (rest.empty()) throw UsageError(kDemoUsage);
  const std::string verb = rest.front();
  rest.erase(rest.begin());
  if (verb == "seed" && rest.empty()) return demo_seed(config);
  if (verb == "pay" || verb == "refund" || verb == "dispute") return demo_stripe(config, verb, rest);
  if (verb == "break") {
    auto url = take_flag(rest, "--superuser-url");
    if (!url && std::getenv("DAYBOOK_SUPERUSER_URL")) url = std::getenv("DAYBOOK_SUPERUSER_URL");
    if (!url) url = from_run_env(config, "DAYBOOK_SUPERUSER_URL");
    if (!url)
      throw UsageError("needs the private cluster's superuser (scripts/run writes it to var/run.env)\n" +
                       kDemoUsage);
    expect_no_more(rest, kDemoUsage);
    return demo_break(*url, audit_settings(config));
  }
  if (verb == "--help") {
    fmt::print("{}\n", kDemoUsage);
    return 0;
  }
  throw UsageError(kDemoUsage);
}

int role(const Config& config, const std::string& command, const Arguments& arguments) {
  using Role = int (*)(const Config&);
  static constexpr std::pair<const char*, Role> kRoles[] = {{"up", up},
                                                            {"serve", serve},
                                                            {"relay", relay},
                                                            {"project", project},
                                                            {"react", react},
                                                            {"doctor", doctor},
                                                            {"migrate", migrate_command}};
  for (const auto& [name, run] : kRoles) {
    if (command != name) continue;
    expect_no_more(arguments, fmt::format("usage: daybook {} [--config FILE]", name));
    return run(config);
  }
  throw UsageError(fmt::format("does not know \"{}\"\n\n{}", command, kUsage));
}

int run(Arguments arguments) {
  if (arguments.empty()) throw UsageError(kUsage);
  const std::string command = arguments.front();
  arguments.erase(arguments.begin());
  if (command == "--help" || command == "-h" || command == "help") {
    fmt::print("{}", kUsage);
    return 0;
  }
  if (command == "--version" || command == "version") {
    fmt::print("daybook {}\n", DAYBOOK_VERSION);
    return 0;
  }
  const auto file = take_flag(arguments, "--config").value_or("");
  const bool help = std::find(arguments.begin(), arguments.end(), "--help") != arguments.end();
  if (help && command != "audit" && command != "admin" && command != "projections" && command != "demo" &&
      command != "catalog" && !route_group(command)) {
    fmt::print("{}", kUsage);
    return 0;
  }
  if (command == "audit" && !needs_configuration(arguments)) return audit_command(arguments, {});
  const Config config = help ? Config{} : load_config(file);
  if (command == "audit") return audit_command(arguments, audit_settings(config));
  if (command == "admin") return admin_command(config, help ? Arguments{"--help"} : arguments);
  if (command == "projections") return projections_command(config, help ? Arguments{"--help"} : arguments);
  if (command == "catalog") return catalog_command(config, help ? Arguments{"--help"} : arguments);
  if (command == "demo") return demo(config, help ? Arguments{"--help"} : arguments);
  if (command == "config") {
    if (arguments != Arguments{"show"}) throw UsageError("usage: daybook config show");
    fmt::print("{}", show_config(config));
    return 0;
  }
  if (const auto group = route_group(command)) return route_command(config, *group, arguments);
  return role(config, command, arguments);
}

}  // namespace
}  // namespace daybook

int main(int argc, char** argv) {
  const std::string name = argc > 1 ? std::string("daybook ") + argv[1] : "daybook";
  try {
    return daybook::run({argv + 1, argv + argc});
  } catch (const daybook::UsageError& e) {
    fmt::print(stderr, "{}: {}\n", name, e.what());
    return 2;
  } catch (const daybook::pg::Error& e) {
    fmt::print(stderr, "{}: PostgreSQL: {}\n(is it running? scripts/services status)\n", name, e.what());
    return 3;
  } catch (const pqxx::broken_connection& e) {
    fmt::print(stderr, "{}: PostgreSQL: {}\n(is it running? scripts/services status)\n", name, e.what());
    return 3;
  } catch (const daybook::kafka::KafkaError& e) {
    fmt::print(stderr, "{}: Kafka: {}\n(is it running? scripts/services status)\n", name, e.what());
    return 3;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}: {}\n", name, e.what());
    return 1;
  }
}
