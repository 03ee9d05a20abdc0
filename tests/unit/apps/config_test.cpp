#include "apps/daybook/config.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace daybook;

namespace {

/// Sets a variable for as long as it lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

class TomlFile {
 public:
  explicit TomlFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("daybook_config_" + std::to_string(getpid()) + ".toml")) {
    std::ofstream(path_) << text;
  }
  ~TomlFile() { std::filesystem::remove(path_); }
  TomlFile(const TomlFile&) = delete;
  TomlFile& operator=(const TomlFile&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

Config load(const std::string& text) {
  const TomlFile file(text);
  return load_config(file.path());
}
/// What the user is told; "" when it loads.
std::string complaint(const std::string& text) {
  try {
    load(text);
    return "";
  } catch (const UsageError& e) {
    return e.what();
  }
}
bool says(const std::string& text, const char* what) { return text.find(what) != std::string::npos; }

}  // namespace

TEST_CASE("a file sets what it names and leaves the defaults") {
  const Config c = load(R"(
    [http]
    port = 9000
    allowed_hosts = ["a.example", "b.example"]
    [programme]
    time_zone = "Europe/Vienna"
    hold_days = 14
    minimum_payout = 2500
    minimum_payouts = ["EUR 2000", "JPY 3000"]
    supplier_refunds = "none"
    require_tax_form = true
    [kafka]
    retention_hours = 2
  )");
  CHECK(c.http_port == 9000);
  CHECK(c.http_address == "127.0.0.1");
  CHECK(c.allowed_hosts == std::vector<std::string>{"a.example", "b.example"});
  CHECK(c.policy.zone.name() == "Europe/Vienna");
  CHECK(c.policy.hold_days == 14);
  CHECK(c.policy.order_expiry_hours == 24);
  CHECK(c.policy.minimum_payout == Minor(2'500));
  const auto minimum = [&](const char* code) { return c.policy.minimum_for(*parse_currency(code)); };
  CHECK(minimum("USD") == Minor(2'500));
  CHECK(minimum("EUR") == Minor(2'000));
  CHECK(minimum("JPY") == Minor(3'000));
  CHECK(minimum("BHD") == Minor(0));
  CHECK(c.policy.supplier_refunds == SupplierRefunds::none);
  CHECK(c.policy.require_tax_form);
  CHECK(!c.policy.require_payout_account);
  CHECK(c.policy.account_change_delay_hours == 72);
  CHECK(c.kafka.retention_ms == 7'200'000);
}

TEST_CASE("what does not fit is named") {
  struct Row {
    const char* text;
    const char* told;
  };
  const Row rows[] = {
      {"[http]\nprot = 9000", "unknown setting http.prot"},
      {"[htpp]\nport = 9000", "unknown setting htpp.port"},
      {"port = 9000", "port must be a section"},
      {"[http]\nport = 65536", "http.port must be a whole number from 0 to 65535"},
      {"[http]\nport = -1", "http.port must be a whole number"},
      {"[http]\nport = \"80x\"", "http.port must be a whole number"},
      {"[http]\nport = \"\"", "http.port must be a whole number"},
      {"[programme]\nhold_days = 99999999999999999999", "line 2"},
      {"[programme]\nhold_days = \"99999999999999999999\"", "programme.hold_days must be a whole number"},
      {"[programme]\norder_expiry_hours = 0", "programme.order_expiry_hours must be a whole number"},
      {"[programme]\nminimum_payout = -1", "programme.minimum_payout must be a whole number"},
      {"[programme]\nminimum_payouts = [\"2500\"]", "programme.minimum_payouts must be a list such as"},
      {"[programme]\nminimum_payouts = [\"XXQ 1\"]", "not \"XXQ 1\""},
      {"[programme]\nminimum_payouts = [\"EUR -1\"]", "programme.minimum_payouts must be a whole number"},
      {"[programme]\nminimum_payouts = [\"EUR 1\", \"EUR 2\"]", "names EUR twice"},
      {"[programme]\nrequire_tax_form = \"yes\"", "programme.require_tax_form must be true or false"},
      {"[programme]\naccount_change_delay_hours = -1",
       "programme.account_change_delay_hours must be a whole number"},
      {"[programme]\nform_1099_nec_thresholds = [\"2027\"]", "must be a list such as"},
      {"[programme]\nform_1099_nec_thresholds = [\"2027 1\", \"2027 2\"]", "names 2027 twice"},
      {"[bank]\nsec_code = \"WEB\"", "bank.sec_code must be \"CCD\" or \"PPD\""},
      {"[bank]\npain001_version = \"3\"", "bank.pain001_version must be \"09\" or \"03\""},
      {"[programme]\nsupplier_refunds = \"all\"", "must be \"proportional\" or \"none\""},
      {"[programme]\ntime_zone = \"Mars/Base\"", "Mars/Base"},
      {"[http]\nport = 80.5", "must be a text, a whole number or a list of texts"},
      {"[http]\nport = ", "line 2"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const std::string told = complaint(row.text);
    CAPTURE(told);
    CHECK(says(told, row.told));
  }
  CHECK_THROWS_AS(load_config("/nowhere/daybook.toml"), UsageError);
}

TEST_CASE("the environment overrides the file") {
  const Variable port("DAYBOOK_HTTP__PORT", "9001");
  const Variable secrets("DAYBOOK_STRIPE__WEBHOOK_SECRETS", "whsec_a,whsec_b");
  const Config c = load("[http]\nport = 9000");
  CHECK(c.http_port == 9001);
  CHECK(c.webhook_secrets == std::vector<std::string>{"whsec_a", "whsec_b"});
}

TEST_CASE("a wrong variable is named as the environment spells it") {
  {
    const Variable unknown("DAYBOOK_HTTP__PROT", "9001");
    CHECK(says(complaint(""), "DAYBOOK_HTTP__PROT: unknown setting http.prot"));
  }
  const Variable wrong("DAYBOOK_HTTP__PORT", "many");
  CHECK(says(complaint(""), "DAYBOOK_HTTP__PORT: http.port must be a whole number"));
}

TEST_CASE("names without the double underscore are never read") {
  const Variable url("DAYBOOK_URL", "http://127.0.0.1:1");
  const Variable port("DAYBOOK_HTTP_PORT", "1");
  const Variable other("OTHER_HTTP__PORT", "1");
  CHECK(load("").http_port == 8080);
}

TEST_CASE("secrets are masked when the configuration is shown") {
  const std::string shown = show_config(load(R"(
    [database]
    url = "postgresql://app:topsecret@localhost/daybook"
    owner_url = "host=localhost password=topsecret"
    [stripe]
    webhook_secrets = ["whsec_topsecret"]
    [http]
    port = 9000
  )"));
  CHECK(!says(shown, "topsecret"));
  CHECK(says(shown, "database.url = \"postgresql://app:***@localhost/daybook\""));
  CHECK(says(shown, "database.owner_url = \"***\""));
  CHECK(says(shown, "stripe.webhook_secrets = \"***\""));
  CHECK(says(shown, "http.port = \"9000\""));
}
