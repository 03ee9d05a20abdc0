#include "apps/daybook/config.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <regex>

#include "core/text.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

std::string find_file(const std::string& given) {
  if (!given.empty()) return given;
  std::vector<fs::path> places{"var/daybook.toml"};
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (!error) places.push_back(self.parent_path() / "../../var/daybook.toml");
  for (const auto& place : places)
    if (fs::exists(place)) return fs::weakly_canonical(place).string();
  throw UsageError(
      "no configuration found: name one with --config FILE, or start scripts/run first (it writes "
      "var/daybook.toml)");
}

/// One setting: how a TOML value or an environment text becomes it, and how it is shown.
struct Setting {
  std::function<void(Config&, const std::string&)> from_text;
  std::function<std::string(const Config&)> show;
  bool secret = false;
};

/// What stands between the commas.
std::vector<std::string> items_of(const std::string& text) {
  std::vector<std::string> items;
  for (std::size_t start = 0; start < text.size();) {
    const auto comma = std::min(text.find(',', start), text.size());
    items.emplace_back(trim(std::string_view(text).substr(start, comma - start)));
    start = comma + 1;
  }
  return items;
}

std::int64_t integer(const std::string& text, std::int64_t low, std::int64_t high) {
  std::size_t used = 0;
  std::int64_t value = 0;
  try {
    value = std::stoll(text, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  if (used != text.size() || text.empty() || value < low || value > high)
    throw UsageError(fmt::format("must be a whole number from {} to {}, not \"{}\"", low, high, text));
  return value;
}

Setting text(std::string Config::*member, bool secret = false) {
  return {[member](Config& c, const std::string& v) { c.*member = v; },
          [member](const Config& c) { return c.*member; }, secret};
}
Setting number(std::function<std::int64_t&(Config&)> member, std::int64_t low, std::int64_t high) {
  return {[=](Config& c, const std::string& v) { member(c) = integer(v, low, high); },
          [=](const Config& c) { return std::to_string(member(const_cast<Config&>(c))); }};
}
Setting list(std::vector<std::string> Config::*member, bool secret = false) {
  return {[member](Config& c, const std::string& v) {
            (c.*member).clear();
            for (const auto& item : items_of(v)) {
              if (item.empty()) throw UsageError("must not hold an empty entry");
              (c.*member).push_back(item);
            }
          },
          [member](const Config& c) {
            std::string out;
            for (const auto& v : c.*member) out += (out.empty() ? "" : ",") + v;
            return out;
          },
          secret};
}

Setting small_number(int& (*member)(Config&), std::int64_t low, std::int64_t high) {
  return {[=](Config& c, const std::string& v) { member(c) = static_cast<int>(integer(v, low, high)); },
          [=](const Config& c) { return std::to_string(member(const_cast<Config&>(c))); }};
}

/// A text of one section's settings.
template <class Part>
Setting text(Part Config::*part, std::string Part::*member, bool secret = false) {
  return {[=](Config& c, const std::string& v) { c.*part.*member = v; },
          [=](const Config& c) { return c.*part.*member; }, secret};
}

Setting flag(bool& (*member)(Config&)) {
  return {[=](Config& c, const std::string& v) {
            if (v != "true" && v != "false") throw UsageError("must be true or false, not \"" + v + "\"");
            member(c) = v == "true";
          },
          [=](const Config& c) { return member(const_cast<Config&>(c)) ? "true" : "false"; }};
}

/// "EUR 2500,JPY 3000": a currency once, and its minor units.
std::map<Currency, Minor> minimum_payouts(const std::string& text) {
  std::map<Currency, Minor> out;
  for (const auto& item : items_of(text)) {
    const auto space = item.find(' ');
    const auto currency = parse_currency(item.substr(0, space));
    if (space == std::string::npos || !currency)
      throw UsageError("must be a list such as [\"EUR 2500\", \"JPY 3000\"], not \"" + item + "\"");
    const Minor amount(integer(std::string(trim(item.substr(space))), 0, INT64_MAX));
    if (!out.emplace(*currency, amount).second) throw UsageError("names " + currency->str() + " twice");
  }
  return out;
}

/// "2027 205000": a year once, and its threshold in cents.
std::map<int, Minor> thresholds(const std::string& text) {
  std::map<int, Minor> out;
  for (const auto& item : items_of(text)) {
    const auto space = item.find(' ');
    if (space == std::string::npos)
      throw UsageError("must be a list such as [\"2027 205000\"], not \"" + item + "\"");
    const auto year = static_cast<int>(integer(item.substr(0, space), 1970, 9998));
    const Minor amount(integer(std::string(trim(item.substr(space))), 0, INT64_MAX));
    if (!out.emplace(year, amount).second) throw UsageError(fmt::format("names {} twice", year));
  }
  return out;
}

const std::map<std::string, Setting>& settings() {
  static const std::map<std::string, Setting> table{
      {"database.url", text(&Config::database_url, true)},
      {"database.owner_url", text(&Config::owner_url, true)},
      {"kafka.brokers",
       {[](Config& c, const std::string& v) { c.kafka.brokers = v; },
        [](const Config& c) { return c.kafka.brokers; }}},
      {"kafka.topic",
       {[](Config& c, const std::string& v) { c.kafka.topic = v; },
        [](const Config& c) { return c.kafka.topic; }}},
      {"kafka.checkpoints_topic",
       {[](Config& c, const std::string& v) { c.kafka.checkpoints_topic = v; },
        [](const Config& c) { return c.kafka.checkpoints_topic; }}},
      {"kafka.partitions", small_number([](Config& c) -> int& { return c.kafka.partitions; }, 1, 1000)},
      {"kafka.retention_hours",
       {[](Config& c, const std::string& v) {
          const auto hours = integer(v, -1, 1'000'000);
          c.kafka.retention_ms = hours < 0 ? -1 : hours * 3'600'000;
        },
        [](const Config& c) {
          return std::to_string(c.kafka.retention_ms < 0 ? -1 : c.kafka.retention_ms / 3'600'000);
        }}},
      {"http.address", text(&Config::http_address)},
      {"http.port", small_number([](Config& c) -> int& { return c.http_port; }, 0, 65535)},
      {"http.threads", small_number([](Config& c) -> int& { return c.http_threads; }, 1, 64)},
      {"http.tls_certificate_file", text(&Config::tls_certificate_file)},
      {"http.tls_key_file", text(&Config::tls_key_file)},
      {"http.requests_per_second_per_address",
       number([](Config& c) -> std::int64_t& { return c.requests_per_second_per_address; }, 0, 10'000'000)},
      {"http.connections_per_address",
       number([](Config& c) -> std::int64_t& { return c.connections_per_address; }, 1, 1'000'000)},
      {"http.allowed_hosts", list(&Config::allowed_hosts)},
      {"secrets.master_key_file", text(&Config::master_key_file)},
      {"secrets.signing_key_file", text(&Config::signing_key_file)},
      {"log.origin", text(&Config::log_origin)},
      {"http.public_url", text(&Config::public_url)},
      {"stripe.webhook_secrets", list(&Config::webhook_secrets, true)},
      {"stripe.api_key", text(&Config::stripe, &stripe::StripeSettings::api_key, true)},
      {"stripe.base_url", text(&Config::stripe, &stripe::StripeSettings::base_url)},
      {"stripe.ca_file", text(&Config::stripe, &stripe::StripeSettings::ca_file)},
      {"stripe.mode",
       {[](Config& c, const std::string& v) {
          if (!v.empty() && v != "test" && v != "live") throw UsageError("must be \"test\" or \"live\"");
          c.stripe.mode = v;
        },
        [](const Config& c) { return c.stripe.mode; }}},
      {"react.workers", small_number([](Config& c) -> int& { return c.effect_workers; }, 1, 64)},
      {"react.claim_seconds", small_number([](Config& c) -> int& { return c.claim_seconds; }, 5, 3'600)},
      {"programme.time_zone",
       {[](Config& c, const std::string& v) {
          try {
            c.policy.zone = Zone(v);
          } catch (const std::exception&) {
            throw UsageError("is no time zone of the tz database: \"" + v + "\"");
          }
        },
        [](const Config& c) { return c.policy.zone.name(); }}},
      {"programme.hold_days", number([](Config& c) -> std::int64_t& { return c.policy.hold_days; }, 0, 3650)},
      {"programme.order_expiry_hours",
       number([](Config& c) -> std::int64_t& { return c.policy.order_expiry_hours; }, 1, 8760)},
      {"programme.minimum_payout",
       number([](Config& c) -> std::int64_t& { return c.policy.minimum_payout.value; }, 0, INT64_MAX)},
      {"programme.minimum_payouts",
       {[](Config& c, const std::string& v) { c.policy.minimum_payouts = minimum_payouts(v); },
        [](const Config& c) {
          std::string out;
          for (const auto& [currency, amount] : c.policy.minimum_payouts)
            out += fmt::format("{}{} {}", out.empty() ? "" : ",", currency.str(), amount.value);
          return out;
        }}},
      {"programme.account_change_delay_hours",
       number([](Config& c) -> std::int64_t& { return c.policy.account_change_delay_hours; }, 0, 8760)},
      {"programme.require_payout_account",
       flag([](Config& c) -> bool& { return c.policy.require_payout_account; })},
      {"programme.require_tax_form", flag([](Config& c) -> bool& { return c.policy.require_tax_form; })},
      {"programme.form_1099_nec_thresholds",
       {[](Config& c, const std::string& v) { c.policy.form_1099_nec_thresholds = thresholds(v); },
        [](const Config& c) {
          std::string out;
          for (const auto& [year, amount] : c.policy.form_1099_nec_thresholds)
            out += fmt::format("{}{} {}", out.empty() ? "" : ",", year, amount.value);
          return out;
        }}},
      {"bank.company_name", text(&Config::bank, &BankSettings::company_name)},
      {"bank.company_id", text(&Config::bank, &BankSettings::company_id)},
      {"bank.immediate_origin", text(&Config::bank, &BankSettings::immediate_origin)},
      {"bank.odfi_routing", text(&Config::bank, &BankSettings::odfi_routing)},
      {"bank.odfi_name", text(&Config::bank, &BankSettings::odfi_name)},
      {"bank.entry_description", text(&Config::bank, &BankSettings::entry_description)},
      {"bank.sec_code",
       {[](Config& c, const std::string& v) {
          if (v != "CCD" && v != "PPD") throw UsageError("must be \"CCD\" or \"PPD\"");
          c.bank.sec_code = v;
        },
        [](const Config& c) { return c.bank.sec_code; }}},
      {"bank.account_holder", text(&Config::bank, &BankSettings::account_holder)},
      {"bank.account_number", text(&Config::bank, &BankSettings::account_number, true)},
      {"bank.iban", text(&Config::bank, &BankSettings::iban, true)},
      {"bank.bic", text(&Config::bank, &BankSettings::bic)},
      {"bank.pain001_version",
       {[](Config& c, const std::string& v) {
          if (v != "09" && v != "03") throw UsageError("must be \"09\" or \"03\"");
          c.bank.pain001_version = v;
        },
        [](const Config& c) { return c.bank.pain001_version; }}},
      {"bank.organisation_id", text(&Config::bank, &BankSettings::organisation_id)},
      {"webhooks_out.allow_insecure", flag([](Config& c) -> bool& { return c.integrators.allow_insecure; })},
      {"webhooks_out.ca_file", text(&Config::integrators, &IntegratorSettings::ca_file)},
      {"supplier.base_url", text(&Config::supplier, &SupplierSettings::base_url)},
      {"supplier.api_key", text(&Config::supplier, &SupplierSettings::api_key, true)},
      {"supplier.ca_file", text(&Config::supplier, &SupplierSettings::ca_file)},
      {"supplier.source",
       {[](Config& c, const std::string& v) {
          if (v.empty() || v.size() > 200) throw UsageError("must have 1 to 200 characters");
          c.supplier.source = v;
        },
        [](const Config& c) { return c.supplier.source; }}},
      {"supplier.sync_minutes",
       number([](Config& c) -> std::int64_t& { return c.supplier.sync_minutes; }, 0, 10'080)},
      {"supplier.requests_per_second",
       number([](Config& c) -> std::int64_t& { return c.supplier.requests_per_second; }, 1, 1'000)},
      {"supplier.timeout_ms",
       number([](Config& c) -> std::int64_t& { return c.supplier.timeout_ms; }, 100, 120'000)},
      {"supplier.settle_ms",
       number([](Config& c) -> std::int64_t& { return c.supplier.settle_ms; }, 0, 3'600'000)},
      {"mail.url", text(&Config::mail, &MailSettings::url)},
      {"mail.user", text(&Config::mail, &MailSettings::user)},
      {"mail.password", text(&Config::mail, &MailSettings::password, true)},
      {"mail.from", text(&Config::mail, &MailSettings::from)},
      {"mail.reply_to", text(&Config::mail, &MailSettings::reply_to)},
      {"mail.ca_file", text(&Config::mail, &MailSettings::ca_file)},
      {"mail.templates", text(&Config::mail, &MailSettings::templates)},
      {"mail.operator", text(&Config::mail, &MailSettings::operator_to)},
      {"mail.preferences_url", text(&Config::mail, &MailSettings::preferences_url)},
      {"programme.supplier_refunds",
       {[](Config& c, const std::string& v) {
          if (v != "proportional" && v != "none") throw UsageError("must be \"proportional\" or \"none\"");
          c.policy.supplier_refunds = v == "none" ? SupplierRefunds::none : SupplierRefunds::proportional;
        },
        [](const Config& c) {
          return c.policy.supplier_refunds == SupplierRefunds::none ? "none" : "proportional";
        }}},
  };
  return table;
}

std::string text_of(const toml::node& node) {
  if (auto v = node.value_exact<std::string>()) return *v;
  if (auto v = node.value_exact<std::int64_t>()) return std::to_string(*v);
  if (auto v = node.value_exact<bool>()) return *v ? "true" : "false";
  if (const auto* array = node.as_array()) {
    std::string out;
    for (const auto& item : *array) out += (out.empty() ? "" : ",") + text_of(item);
    return out;
  }
  throw UsageError("must be a text, a whole number or a list of texts, or true or false");
}

void set(Config& config, const std::string& name, const std::string& value, const std::string& where) {
  const auto found = settings().find(name);
  if (found == settings().end()) {
    std::string known;
    for (const auto& [key, setting] : settings()) known += " " + key;
    throw UsageError(fmt::format("{}: unknown setting {}; there are:{}", where, name, known));
  }
  try {
    found->second.from_text(config, value);
  } catch (const UsageError& e) {
    throw UsageError(fmt::format("{}: {} {}", where, name, e.what()));
  }
}

/// DAYBOOK_HTTP__PORT=9000 -> http.port.
void apply_environment(Config& config) {
  for (char** entry = environ; *entry; ++entry) {
    const std::string line = *entry;
    const auto equals = line.find('=');
    std::string name = line.substr(0, equals);
    const auto split = name.find("__");
    if (!name.starts_with("DAYBOOK_") || split == std::string::npos) continue;
    std::string key = name.substr(8, split - 8) + "." + name.substr(split + 2);
    for (char& c : key) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    set(config, key, line.substr(equals + 1), name);
  }
}

}  // namespace

Config load_config(const std::string& given) {
  Config config;
  config.file = find_file(given);
  toml::table table;
  try {
    table = toml::parse_file(config.file);
  } catch (const toml::parse_error& e) {
    throw UsageError(
        fmt::format("{}: line {}: {}", config.file, e.source().begin.line, std::string(e.description())));
  }
  for (const auto& [section, node] : table) {
    const auto* inner = node.as_table();
    if (!inner)
      throw UsageError(fmt::format("{}: {} must be a section", config.file, std::string(section.str())));
    for (const auto& [key, value] : *inner) {
      const std::string name = std::string(section.str()) + "." + std::string(key.str());
      try {
        set(config, name, text_of(value), config.file);
      } catch (const UsageError& e) {
        throw UsageError(e.what());
      }
    }
  }
  apply_environment(config);
  return config;
}

std::string show_config(const Config& config) {
  std::string out = "# " + config.file + "\n";
  static const std::regex password("(://[^:/@]*):[^@]*@");
  for (const auto& [name, setting] : settings()) {
    std::string value = setting.show(config);
    if (setting.secret && value.find("://") != std::string::npos) {
      value = std::regex_replace(value, password, "$1:***@");
      value = std::regex_replace(value, std::regex("(password=)[^&\\s]*"), "$1***");
    } else if (setting.secret && !value.empty()) {
      value = "***";
    }
    out += fmt::format("{} = \"{}\"\n", name, value);
  }
  return out;
}

}  // namespace daybook
