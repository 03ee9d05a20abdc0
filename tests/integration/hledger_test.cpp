// The exported journal, judged by the real hledger.

#include "adapters/export/hledger.hpp"

#include "tests/integration/journal_judges.hpp"

namespace daybook {
namespace {

using test::File;
using test::Output;
using test::run;

std::string exported(EventSource& source, std::set<PersonId> erased = {}, audit::ReplayOptions replay = {}) {
  exports::JournalOptions options;
  options.reading = {replay, std::move(erased)};
  return test::exported(source, "hledger", options);
}

Output check(const File& file) {
  return run(fmt::format("hledger -f {} check -s ordereddates payees", file.path.string()));
}

TEST_CASE("hledger: strict checks of a random history pass silently, and its balances are ours") {
  const auto seed = std::random_device{}();
  MESSAGE("seed ", seed);
  auto log = test::random_log(seed, 150);
  const File file(exported(log));
  const Output checked = check(file);
  CHECK(checked.code == 0);
  CHECK(checked.text == "");

  std::map<std::pair<std::string, std::string>, Minor> ours;
  audit::replay(log, {}, [&](const Recorded& recorded) {
    for (const Posting& p : post(recorded)) ours[{p.account, p.currency.str()}] += p.amount;
  });
  for (const char* code : {"USD", "JPY", "BHD", "ICP"}) {
    const Output balance =
        run(fmt::format("hledger -f {} bal -N --flat cur:{} -O csv", file.path.string(), code));
    REQUIRE(balance.code == 0);
    std::map<std::string, std::string> theirs;
    const std::regex line(R"re("([^"]*)","(-?[0-9][0-9.]*) ([A-Z]{3})")re");
    for (std::sregex_iterator it(balance.text.begin(), balance.text.end(), line), end; it != end; ++it)
      theirs[(*it)[1]] = (*it)[2];
    std::map<std::string, std::string> expected;
    for (const auto& [account, amount] : ours)
      if (account.second == code && amount != Minor{})
        expected[account.first] = decimal_text(amount.value, *parse_currency(code));
    CAPTURE(code);
    CHECK(theirs == expected);
  }
}

TEST_CASE("hledger: each declaration is needed, each assertion is looked at") {
  auto log = test::random_log(7, 12);
  const std::string good = exported(log);
  const auto without_first = [&](const std::string& pattern) {
    return std::regex_replace(good, std::regex(pattern), "", std::regex_constants::format_first_only);
  };
  struct Row {
    const char* name;
    std::string text;
  };
  const Row rows[] = {
      {"commodity", without_first("\ncommodity [A-Z]+(?=\n)")},
      {"account", without_first("\naccount assets:[a-z]+(?=\n)")},
      {"payee", without_first("\npayee [0-9a-z-]+(?=\n)")},
      {"assertion", std::regex_replace(good, std::regex(" = (-?[0-9])"), " = $010",
                                       std::regex_constants::format_first_only)},
  };
  CHECK(check(File(good)).code == 0);
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(row.text != good);
    CHECK(check(File(row.text)).code != 0);
  }
}

TEST_CASE("hledger: tags hold what was typed and nothing that was injected") {
  auto log = test::random_log(11, 30);
  const File file(exported(log));
  const Output tags = run(fmt::format("hledger -f {} tags", file.path.string()));
  CHECK(tags.code == 0);
  CHECK(tags.text == "description\neffective\nevent_id\nname\nposition\ntype\n");
  const Output payees = run(fmt::format("hledger -f {} payees --used", file.path.string()));
  CHECK(payees.text.find("direct\n") != std::string::npos);
  const Output codes = run(fmt::format("hledger -f {} codes", file.path.string()));
  CHECK(codes.text.find("TLM2611100001\n") != std::string::npos);
}

TEST_CASE("hledger: an export may end at an earlier position, and an erased person's name is gone") {
  test::MemoryLog log;
  test::Story story(log);
  const BrokerId broker = story.broker("Ada & Sons", "USD");
  for (int i = 0; i < 5; ++i) story.sale(broker, "USD");
  const std::string whole = exported(log);
  CHECK(whole.find("; name: Ada & Sons\n") != std::string::npos);
  const std::string erased = exported(log, {story.people.at(broker)});
  CHECK(erased.find("Ada & Sons") == std::string::npos);
  CHECK(erased.find("; name: [erased]\n") != std::string::npos);
  CHECK(check(File(erased)).text == "");

  const std::string early = exported(log, {}, {.until = {4, std::nullopt}, .progress = {}});
  CHECK(whole.starts_with(early));
  CHECK(early.find("; position: 4\n") != std::string::npos);
  CHECK(early.find("; position: 6\n") == std::string::npos);
  CHECK(check(File(early)).text == "");
}

TEST_CASE("hledger: an empty log gives a journal that passes") {
  test::MemoryLog log;
  CHECK(check(File(exported(log))).text == "");
}

TEST_CASE("hledger: the journal goes through a pipe") {
  auto log = test::random_log(3, 8);
  const File file(exported(log));
  const Output piped =
      run(fmt::format("cat {} | hledger -f- check -s ordereddates payees", file.path.string()));
  CHECK(piped.code == 0);
  CHECK(piped.text == "");
}

}  // namespace
}  // namespace daybook
