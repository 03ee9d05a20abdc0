// Random histories, exported in every way, judged by hledger, ledger and bean-check.

#include "adapters/system/new_directory.hpp"
#include "tests/integration/journal_judges.hpp"

namespace daybook {
namespace {

using namespace test;
using exports::DateRule;

struct Way {
  DateRule dates;
  const char* zone;
};
const Way kWays[] = {{DateRule::recorded, "UTC"},
                     {DateRule::effective, "America/New_York"},
                     {DateRule::effective, "Pacific/Auckland"}};

exports::JournalOptions options_of(const Way& way) {
  exports::JournalOptions options;
  options.dates = way.dates;
  options.zone = Zone(way.zone);
  return options;
}

/// The year in which an event counts, worked out apart from the exports.
int year_in(const Envelope& e, const Way& way) {
  return std::stoi((way.dates == DateRule::effective ? Zone(way.zone).day_of(e.effective_at)
                                                     : Zone{}.day_of(e.recorded_at))
                       .substr(0, 4));
}

MemoryLog scattered_log(std::uint64_t seed, int sales) {
  auto log = random_log(seed, sales);
  scatter(log, seed);
  return log;
}

TEST_CASE("exports: one file of a random history passes each judge, and its balances are ours") {
  const auto seed = std::random_device{}();
  MESSAGE("seed ", seed);
  auto log = scattered_log(seed, 120);
  for (const Judge& judge : judges())
    for (const Way& way : kWays) {
      CAPTURE(judge.format);
      CAPTURE(std::string(way.zone));
      const File file(exported(log, judge.format, options_of(way)), judge.extension);
      const Output checked = check(judge, file.path);
      CHECK(checked.code == 0);
      CHECK(checked.text == "");
      CHECK(judge.balances(file.path.string()) ==
            our_balances(log, judge, [](const Envelope&) { return true; }));
    }
}

TEST_CASE("exports: each file of a directory passes alone, the indexes with the balances of their time") {
  const auto seed = std::random_device{}();
  MESSAGE("seed ", seed);
  auto log = scattered_log(seed, 100);
  for (const Judge& judge : judges())
    for (const Way& way : kWays) {
      CAPTURE(judge.format);
      CAPTURE(std::string(way.zone));
      Folder folder;
      const auto options = options_of(way);
      const auto report =
          exports::export_directory(log, options, *exports::find_format(judge.format), folder.path);
      const auto files = folder.files();
      CHECK(report.files == static_cast<std::int64_t>(files.size()));
      std::map<std::string, int> seen;  // event ids
      for (const auto& file : files) {
        CAPTURE(file.string());
        const Output checked = check(judge, file);
        CHECK(checked.code == 0);
        CHECK(checked.text == "");
        const std::string text = text_of(file);
        const std::regex id(R"re(event_id: "?([0-9a-f-]{36}))re");
        for (std::sregex_iterator it(text.begin(), text.end(), id), end; it != end; ++it) ++seen[(*it)[1]];
        if (file.stem() != "index" || file.parent_path() == folder.path) continue;
        const int year = std::stoi(file.parent_path().filename());
        CHECK(judge.balances(file.string()) ==
              our_balances(log, judge, [&](const Envelope& e) { return year_in(e, way) <= year; }));
      }
      CHECK(static_cast<std::int64_t>(seen.size()) == report.transactions);
      CHECK(std::all_of(seen.begin(), seen.end(), [](const auto& one) { return one.second == 1; }));
      CHECK(judge.balances((folder.path / ("index" + std::string(judge.extension))).string()) ==
            our_balances(log, judge, [](const Envelope&) { return true; }));
      CHECK(files.size() > 10);  // several years
    }
}

TEST_CASE("exports: a year alone opens with what was before it, a payee alone shows his part") {
  const auto seed = std::random_device{}();
  MESSAGE("seed ", seed);
  auto log = scattered_log(seed, 80);
  std::map<std::int64_t, std::string> payees;  // by position
  exports::each_entry(
      log, {}, [&](const exports::ExportEntry& e) { payees[e.entry.position] = exports::payee_of(e); });
  const std::string one =
      std::find_if(payees.begin(), payees.end(), [](const auto& p) { return p.second != "direct"; })->second;
  for (const Judge& judge : judges())
    for (const Way& way : kWays)
      for (const std::string& payee : {std::string(), std::string("direct"), one}) {
        CAPTURE(judge.format);
        CAPTURE(std::string(way.zone));
        CAPTURE(payee);
        auto options = options_of(way);
        if (!payee.empty()) options.payee = payee;
        options.year = 2028;
        const auto wanted = [&](const Envelope& e) {
          return year_in(e, way) <= 2028 && (payee.empty() || payees[e.position.value] == payee);
        };
        const File file(exported(log, judge.format, options), judge.extension);
        CHECK(check(judge, file.path).text == "");
        CHECK(judge.balances(file.path.string()) == our_balances(log, judge, wanted));
        Folder folder;
        exports::export_directory(log, options, *exports::find_format(judge.format), folder.path);
        const auto index = folder.path / ("index" + std::string(judge.extension));
        CHECK(check(judge, index).text == "");
        CHECK(judge.balances(index.string()) == our_balances(log, judge, wanted));
      }
}

TEST_CASE("exports: a wrong amount, and a wrong assertion, are seen by every judge") {
  auto log = scattered_log(23, 60);
  for (const Judge& judge : judges()) {
    CAPTURE(judge.format);
    // Two amounts of one transaction by the same difference: it balances, and its assertions do not hold.
    const bool beancount = judge.format == "beancount";
    const std::regex amounts(
        beancount ? R"re((\n  [A-Z]\S*  )(-?)([0-9.]+) ([A-Z]{3}\n  [A-Z]\S*  )(-?)\3 )re"
                  : R"re((\n    [a-z]\S*  )(-?)([0-9.]+) ([A-Z]{3} = [^\n]*\n    [a-z]\S*  )(-?)\3 )re");
    const std::string good = exported(log, judge.format);
    const std::string doubled = std::regex_replace(good, amounts,
                                                   "$1$2"
                                                   "9$3 $4$5"
                                                   "9$3 ",
                                                   std::regex_constants::format_first_only);
    const std::regex assertion(beancount ? R"re((balance \S*  -?)([0-9]))re"
                                         : R"re((  = |  0 [A-Z]{3} = -?|= -?)([0-9]))re");
    const std::string wrong = std::regex_replace(good, assertion,
                                                 "$1"
                                                 "9$2",
                                                 std::regex_constants::format_first_only);
    REQUIRE(doubled != good);
    REQUIRE(wrong != good);
    CHECK(check(judge, File(good, judge.extension).path).code == 0);
    CHECK(check(judge, File(doubled, judge.extension).path).code != 0);
    CHECK(check(judge, File(wrong, judge.extension).path).code != 0);
  }
}

TEST_CASE("exports: in a directory, a changed figure is seen in its file, or where the year ends") {
  auto log = scattered_log(29, 60);
  for (const Judge& judge : judges()) {
    CAPTURE(judge.format);
    Folder folder;
    exports::export_directory(log, {}, *exports::find_format(judge.format), folder.path);
    const auto index = folder.path / ("index" + std::string(judge.extension));
    // a posting pair on shared accounts alone, which no assertion of the file itself looks at
    const bool beancount = judge.format == "beancount";
    const std::regex shared(beancount ? R"re((\n  )(Assets:Stripe)(  ))re"
                                      : R"re((\n    )(assets:stripe)(  ))re");
    for (const auto& file : folder.files()) {
      if (file.stem() == "index") continue;
      const std::string text = text_of(file);
      const std::string bent =
          std::regex_replace(text, shared, beancount ? "$1Assets:Checks$3" : "$1assets:checks$3",
                             std::regex_constants::format_first_only);
      if (bent == text) continue;
      CAPTURE(file.string());
      std::ofstream(file, std::ios::binary) << bent;
      CHECK(check(judge, index).code != 0);
      std::ofstream(file, std::ios::binary) << text;
      break;
    }
    CHECK(check(judge, index).code == 0);
  }
}

TEST_CASE("exports: a directory that cannot be finished leaves nothing behind") {
  auto log = scattered_log(31, 20);
  Folder parent;
  std::filesystem::create_directory(parent.path);
  log.envelopes.at(log.envelopes.size() - 2).payload = "{";
  CHECK_THROWS_AS(exports::export_directory(log, {}, *exports::find_format("ledger"), parent.path / "export"),
                  audit::Damaged);
  CHECK(std::filesystem::is_empty(parent.path));
  std::filesystem::create_directories(parent.path / "export" / "x");
  CHECK_THROWS_AS(exports::export_directory(log, {}, *exports::find_format("ledger"), parent.path / "export"),
                  CannotMakeDirectory);
}

}  // namespace
}  // namespace daybook
