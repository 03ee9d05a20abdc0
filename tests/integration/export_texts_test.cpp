// Names, order numbers and descriptions that try to break out of a journal, read back by those who judge it.

#include "adapters/export/journal_books.hpp"
#include "adapters/export/sanitise.hpp"
#include "tests/integration/journal_judges.hpp"

namespace daybook {
namespace {

using namespace test;

const std::vector<std::string>& pieces() {
  static const std::vector<std::string> all{";",
                                            "|",
                                            ",",
                                            ":",
                                            "::",
                                            "\n",
                                            "\r\n",
                                            "  ",
                                            "\t",
                                            "\"",
                                            "\\",
                                            "\\\"",
                                            "\"\n",
                                            "'",
                                            "=",
                                            "+",
                                            "-",
                                            "@",
                                            "@@",
                                            "{",
                                            "}",
                                            "(",
                                            ")",
                                            "[",
                                            "]",
                                            "[2026-01-01]",
                                            "[=2026/01/01]",
                                            "*",
                                            "!",
                                            "%",
                                            "#",
                                            "#tag",
                                            "^link",
                                            "~",
                                            "$",
                                            "name:",
                                            "position: 9",
                                            "event_id: forged",
                                            ":a:b:",
                                            "2026-01-01 * forged",
                                            "\ninclude /etc/passwd",
                                            "\n2026-01-01 open Assets:Forged",
                                            "\n    assets:cash  1 USD",
                                            "end comment",
                                            "comment",
                                            "\"\"\"",
                                            "\x01",
                                            std::string("\0", 1),
                                            "\x7f",
                                            "\xff",
                                            "\xC3",
                                            "\u0085",
                                            "\u00A0",
                                            "\u2003",
                                            "\u2028",
                                            "\u2029",
                                            "\u202E",
                                            "\u2066",
                                            "\u200F",
                                            "\uFEFF",
                                            "\u3000",
                                            "é",
                                            "株式会社",
                                            "😀",
                                            "Ada",
                                            "Sons",
                                            "1",
                                            "12.50 USD",
                                            "= 5 USD",
                                            "//",
                                            "<b>"};
  return all;
}

std::string typed_text(std::mt19937_64& random) {
  std::string text;
  for (auto left = random() % 9; left > 0; --left) text += pieces()[random() % pieces().size()];
  return text;
}

/// A journal of entries whose every free text was typed by an enemy.
std::vector<exports::ExportEntry> hostile_entries(std::uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  const char* currencies[] = {"USD", "JPY", "BHD", "ICP"};
  std::vector<exports::ExportEntry> entries;
  for (int i = 1; i <= count; ++i) {
    exports::ExportEntry e;
    for (auto& byte : e.event_id.uuid.bytes) byte = static_cast<std::uint8_t>(random());
    e.entry.position = i;
    e.entry.recorded_at = {1'790'000'000'000'000 + i * kMicrosPerDay / 3};
    e.entry.effective_at = e.entry.recorded_at;
    e.entry.type = "payment.captured";
    e.entry.currency = *parse_currency(currencies[random() % 4]);
    if (random() % 4 != 0) {
      e.entry.payee.emplace();
      e.entry.payee->uuid.bytes[0] = static_cast<std::uint8_t>(random() % 5);
    }
    e.entry.order_number = typed_text(random);
    e.entry.description = typed_text(random);
    e.payee_name = typed_text(random);
    const auto amount = 2 + static_cast<std::int64_t>(random() >> (12 + random() % 50));
    e.entry.accounts = {"assets:stripe", "liabilities:supplier:a_b-" + std::to_string(random() % 3) + "_x",
                        "income:platform:brokers"};
    e.entry.amounts = {Minor(amount), Minor(-amount + 1), Minor(-1)};
    entries.push_back(std::move(e));
  }
  return entries;
}

/// "payee|account|currency|amount", sorted.
using Postings = std::vector<std::string>;

std::vector<std::string> split(const std::string& line, char at) {
  std::vector<std::string> parts;
  std::istringstream in(line);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

Postings read_back(const Judge& judge, const std::string& file) {
  const std::string command =
      judge.format == "hledger" ? fmt::format("hledger -f {} reg -O csv", file)
      : judge.format == "ledger"
          ? fmt::format(
                "ledger -f {} reg --format "
                "'%(payee)\\t%(account)\\t%(commodity(amount))\\t%(quantity(amount))\\n'",
                file)
          : judging::bean_postings(file);
  const Output output = run(command);
  INFO(output.text.substr(0, 2'000));
  REQUIRE(output.code == 0);
  Postings found;
  std::istringstream in(output.text);
  for (std::string line; std::getline(in, line);) {
    if (judge.format == "hledger") {
      // txnidx, date, code, description, account, amount, total; the code is free text, the rest is not
      const std::regex cells(R"re(,"([^"]*)","([^"]*)","(-?[0-9.]+) ([A-Z]{3})","[^"]*"$)re");
      std::smatch match;
      if (std::regex_search(line, match, cells))
        found.push_back(
            fmt::format("{}|{}|{}|{}", match[1].str(), match[2].str(), match[4].str(), shortest(match[3])));
    } else {
      const auto parts = split(line, '\t');
      REQUIRE(parts.size() >= 4);
      found.push_back(fmt::format("{}|{}|{}|{}", parts[0], parts[1], parts[2], shortest(parts[3])));
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST_CASE("export texts: accounts, amounts and payees survive whatever was typed beside them") {
  const auto seed = std::random_device{}();
  MESSAGE("seed ", seed);
  const auto entries = hostile_entries(seed, 300);
  for (const Judge& judge : judges()) {
    CAPTURE(judge.format);
    const auto format = exports::find_format(judge.format)->make();
    exports::Balances running;
    std::string text;
    format->begin(text, {exports::FileKind::whole, "days", nullptr, {}});
    Postings expected;
    std::set<std::string> names;
    for (const auto& e : entries) {
      format->transaction(text, exports::post_entry(e, {}, running, [](const std::string&) { return true; }));
      for (std::size_t i = 0; i < e.entry.accounts.size(); ++i)
        expected.push_back(fmt::format("{}|{}|{}|{}", exports::payee_of(e),
                                       judge.account(e.entry.accounts[i]), e.entry.currency.str(),
                                       shortest(decimal_text(e.entry.amounts[i].value, e.entry.currency))));
      names.insert(judge.format == "beancount" ? exports::journal_line(*e.payee_name)
                                               : exports::journal_text(*e.payee_name));
    }
    format->end(text);
    std::sort(expected.begin(), expected.end());
    const File file(text, judge.extension);
    const Output checked = check(judge, file.path);
    CHECK(checked.code == 0);
    CHECK(checked.text == "");
    const Postings read_postings = read_back(judge, file.path.string());
    REQUIRE(read_postings.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(read_postings[i] == expected[i]);

    std::set<std::string> read;  // the names, as the judge understood them
    if (judge.format == "beancount") {
      std::istringstream in(run(judging::bean_postings(file.path.string())).text);
      for (std::string line; std::getline(in, line);) {
        auto parts = split(line, '\t');
        parts.resize(5);  // an empty name at the end is not split off
        read.insert(parts[4]);
      }
    } else if (judge.format == "hledger") {
      const Output tags = run(fmt::format("hledger -f {} tags", file.path.string()));
      CHECK(tags.text == "description\neffective\nevent_id\nname\nposition\ntype\n");
      std::istringstream in(
          run(fmt::format("hledger -f {} tags '^name$' --values", file.path.string())).text);
      for (std::string line; std::getline(in, line);) read.insert(line);
    } else {
      std::istringstream in(
          run(fmt::format("ledger -f {} reg --format '%(tag(\"name\"))\\n'", file.path.string())).text);
      for (std::string line; std::getline(in, line);) read.insert(line);
    }
    CHECK(read == names);
  }
}

TEST_CASE("export texts: an erased person is [erased] in every format") {
  MemoryLog log;
  Story story(log);
  const BrokerId broker = story.broker("Ada & Sons", "USD");
  for (int i = 0; i < 3; ++i) story.sale(broker, "USD");
  exports::JournalOptions options;
  options.reading.erased = {story.people.at(broker)};
  for (const Judge& judge : judges()) {
    CAPTURE(judge.format);
    const std::string text = exported(log, judge.format, options);
    CHECK(text.find("Ada") == std::string::npos);
    CHECK(text.find("[erased]") != std::string::npos);
    CHECK(check(judge, File(text, judge.extension).path).text == "");
  }
  Folder folder;
  exports::export_directory(log, options, *exports::find_format("xero"), folder.path);
  for (const auto& file : folder.files()) {
    CHECK(text_of(file).find("Ada") == std::string::npos);
    CHECK(text_of(file).find("[erased]") != std::string::npos);
  }
}

TEST_CASE("export xero: one currency a file, at most 300 lines, and in the end our balances") {
  const auto seed = std::random_device{}();
  MESSAGE("seed ", seed);
  auto log = random_log(seed, 700);
  scatter(log, seed);
  Folder folder;
  const auto report = exports::export_directory(log, {}, *exports::find_format("xero"), folder.path);
  std::map<std::pair<std::string, Currency>, Minor> sums;
  std::set<std::string> journals;
  const std::regex row(
      R"re(^("?[0-9]+ [^,]*),([0-9]{2}/[0-9]{2}/[0-9]{4}),.*,([a-z][a-z0-9:_-]*),Tax Exempt,(-?)([0-9.]+)\r$)re");
  for (const auto& file : folder.files()) {
    CAPTURE(file.string());
    const std::string name = file.stem();  // …-USD-0001
    const Currency currency = *parse_currency(name.substr(name.size() - 8, 3));
    std::istringstream in(text_of(file));
    int lines = 0;
    std::set<std::string> here;
    Minor sum;
    for (std::string line; std::getline(in, line); ++lines) {
      if (lines == 0) continue;
      std::smatch match;
      REQUIRE(std::regex_match(line, match, row));
      here.insert(match[1]);
      std::string digits = match[5];
      const auto point = digits.find('.');
      CHECK(static_cast<int>(point == std::string::npos ? 0 : digits.size() - point - 1) ==
            exponent(currency));
      std::erase(digits, '.');
      const Minor amount(std::stoll(match[4].str() + digits));
      sums[{match[3], currency}] += amount;
      sum += amount;
    }
    CHECK(lines <= 300);
    CHECK(sum == Minor{});
    for (const auto& one : here) CHECK(journals.insert(one).second);  // in one file only
  }
  CHECK(static_cast<std::int64_t>(journals.size()) == report.transactions);
  std::map<std::pair<std::string, Currency>, Minor> ours;
  audit::replay(log, {}, [&](const Recorded& recorded) {
    for (const Posting& p : post(recorded)) ours[{p.account, p.currency}] += p.amount;
  });
  CHECK(sums == ours);
}

}  // namespace
}  // namespace daybook
