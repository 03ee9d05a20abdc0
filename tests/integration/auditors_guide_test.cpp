// The auditor's guide: every command in it runs, in one shell, in its order, and prints what the page says.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/period.hpp"
#include "tests/support/business.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/source_dir.hpp"

namespace daybook::test {
namespace {

namespace fs = std::filesystem;

struct Command {
  std::string text;      ///< with its here-document
  std::string expected;  ///< what the page shows behind it; "…" stands for anything
};

std::string read_text(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The commands of the page's console blocks, in order.
std::vector<Command> commands_of(const std::string& page) {
  std::vector<Command> commands;
  std::istringstream lines(page);
  bool inside = false, here = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      commands.push_back({line.substr(2) + "\n", ""});
      here = line.find("<<'END'") != std::string::npos;
    } else if (inside && here) {
      commands.back().text += line + "\n";
      here = line != "END";
    } else if (inside) {
      commands.back().expected += line + "\n";
    }
  }
  return commands;
}

/// Whether the text has the pieces between "…" in their order; without any "…" it must be the same.
bool matches(const std::string& text, const std::string& expected) {
  static const std::string any = "…";
  if (expected.find(any) == std::string::npos) return text == expected;
  std::size_t at = 0;
  for (std::size_t from = 0; from <= expected.size();) {
    const std::size_t end = std::min(expected.find(any, from), expected.size());
    std::string piece = expected.substr(from, end - from);
    if (end == expected.size() && piece.ends_with('\n')) piece.pop_back();
    at = text.find(piece, at);
    if (at == std::string::npos) return false;
    at += piece.size();
    from = end + any.size();
  }
  return true;
}

/// Something happens last month, and the month is closed behind it.
void close_last_month(Daybook& daybook, const Broker& broker) {
  const Zone utc;
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const Instant now{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
  const Month last = utc.month_of({utc.period_of(utc.month_of(now)).start.micros - 1});
  const std::string day = to_string(Instant{utc.period_of(last).start.micros + 9 * kMicrosPerDay});
  const auto pay_then = [&] {
    const auto order = place_order(daybook, broker, "odd");
    must(
        daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/manual-payment",
                     fmt::format(R"({{"payment_method":"CHECK","reason":"post","received_at":"{}"}})", day)));
  };
  pay_then();
  const Json checks = must(daybook.get(
      daybook.admin(), fmt::format("/api/ledger/periods/{}/checklist", to_string(last))))["checks"];
  std::string warnings;
  for (std::size_t i = 0; i < checks.size(); ++i)
    if (checks[i]["state"].text() == "warning")
      warnings += fmt::format(R"({}"{}")", warnings.empty() ? "" : ",", checks[i]["code"].text());
  must(daybook.call(daybook.admin(), "POST", "/api/ledger/close",
                    fmt::format(R"({{"month":"{}","acknowledge":[{}]}})", to_string(last), warnings)));
  pay_then();  // too late
}

TEST_CASE("the auditor's guide: its commands run as the page says") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  for (const char* card : {"odd", "tie"}) {
    const auto order = place_order(daybook, broker, card);
    pay_by_wire(daybook, order);
    must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/refunds",
                      R"({"amount":777,"reason":"returned in part"})"));
  }
  close_last_month(daybook, broker);
  place_order(daybook, broker);
  must(daybook.call(daybook.admin(), "GET", "/api/log/checkpoint"));

  const ScratchDirectory scratch;
  const auto commands = commands_of(read_text(source_dir() / "apps/daybook/AUDITORS_GUIDE.md"));
  REQUIRE(commands.size() >= 12);
  std::string script = fmt::format(
      "set -eu\ncd '{}'\nexport DAYBOOK_URL='http://127.0.0.1:{}' DAYBOOK_AUDITOR='{}'\n"
      "daybook() {{ '{}' \"$@\" --config '{}'; }}\n",
      scratch.path().string(), daybook.port(), daybook.admin("AUDITOR").token,
      std::getenv("DAYBOOK_TEST_BIN"), (daybook.folder() / "daybook.toml").string());
  for (std::size_t i = 0; i < commands.size(); ++i)
    script += fmt::format("exec >out{0} 2>&1\n{1}", i, commands[i].text);
  std::ofstream(scratch.path() / "guide.sh") << script;
  const int code = std::system(fmt::format("bash '{}/guide.sh'", scratch.path().string()).c_str());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    CAPTURE(commands[i].text);
    const std::string printed = read_text(scratch.path() / fmt::format("out{}", i));
    CHECK_MESSAGE(matches(printed, commands[i].expected), printed);
  }
  CHECK(code == 0);
  // Two computations of one root, by the page's own Python and by us.
  const auto root_at = [&](std::string_view what) {
    for (std::size_t i = 0; i < commands.size(); ++i)
      if (commands[i].text.find(what) != std::string::npos)
        return read_text(scratch.path() / fmt::format("out{}", i));
    return std::string("no such command");
  };
  CHECK(root_at("root.py") == root_at("sed -n 3p"));
}

}  // namespace
}  // namespace daybook::test
