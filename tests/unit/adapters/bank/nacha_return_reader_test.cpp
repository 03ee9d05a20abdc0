#include "adapters/bank/nacha_return_reader.hpp"

#include <doctest/doctest.h>

#include <random>

#include "adapters/bank/nacha_file.hpp"
#include "tests/unit/adapters/bank/nacha_return_sample.hpp"
#include "tests/unit/adapters/bank/payment_sample.hpp"
#include "tests/unit/core/seed.hpp"

namespace daybook::test {
namespace {

using namespace bank;

/// "line 7: cause", or "" when the file is read.
std::string fault(std::string_view bytes) {
  const auto read = read_nacha_returns(bytes);
  if (read) return "";
  CHECK(read.error().errors.at(0).detail == read.error().detail);
  const std::string line = read.error().detail.substr(5, read.error().detail.find(':') - 5);
  CHECK(read.error().errors.at(0).pointer == "/lines/" + line);
  return read.error().detail;
}

TEST_CASE("nacha returns: what the bank says of each payment") {
  const auto read = read_nacha_returns(joined(return_lines(sample_returns())));
  REQUIRE_MESSAGE(read, read.error().detail);
  CHECK(read->message_id == "2612050815A");
  REQUIRE(read->items.size() == 4);
  const BankReturn& first = read->items[0];
  CHECK(first.line == 3);
  CHECK(first.scope == ReturnScope::payment);
  CHECK(first.status == ReturnStatus::returned);
  CHECK(first.original_reference == "121042880000001");
  CHECK(first.individual_id == "B22000000000001");
  CHECK(first.code == "R03");
  CHECK(first.text == "no account, or not the holder's");
  CHECK(first.amount == Minor(125050));
  CHECK(first.currency->str() == "USD");
  CHECK(first.own_reference == "021000020000001");
  CHECK(read->items[1].text ==
        "representative payee deceased or unable to act, died 261101 (YYMMDD): PAYEE DIED");
  const BankReturn& change = read->items[2];
  CHECK(change.line == 9);
  CHECK(change.status == ReturnStatus::notification);
  CHECK(change.code == "C05");
  CHECK(change.corrected == "32");
  CHECK_FALSE(change.amount);
  CHECK(read->items[3].code == "R01");
}

TEST_CASE("nacha returns: line ends, blank lines behind and absent nines change nothing") {
  const auto lines = return_lines(sample_returns());
  const auto read = read_nacha_returns(joined(lines));
  REQUIRE(read);
  std::string mixed, whole;
  for (std::size_t i = 0; i < lines.size(); ++i)
    mixed += lines[i] + (i % 2 == 0 ? "\r\n" : "\n"), whole += lines[i];
  std::string unended = joined(lines);
  unended.pop_back();
  for (const std::string& other : {joined(lines, "\r\n"), joined(lines) + "\r\n \n\n", mixed, unended, whole,
                                   joined(return_lines(sample_returns(), false))}) {
    const auto again = read_nacha_returns(other);
    REQUIRE_MESSAGE(again, again.error().detail);
    CHECK(again->items == read->items);
  }
  CHECK(read_nacha_returns(joined(return_lines({})))->items.empty());
}

TEST_CASE(
    "nacha returns: banks align the company id either way, and number the addenda of changes themselves") {
  auto lines =
      return_lines({{"CCD", {{"R03", "121042880000001", 5}}}, {"COR", {{"C05", "121042880000003"}}}});
  lines[1].replace(40, 10, "12345678  ");
  lines[4].replace(44, 10, "  12345678");
  lines[6 + 1].replace(79, 15, "091012980000088");
  const auto read = read_nacha_returns(joined(lines));
  REQUIRE_MESSAGE(read, read.error().detail);
  CHECK(read->items[1].own_reference == "021000020000002");
}

TEST_CASE("nacha returns: refused whole at the first wrong line") {
  struct Row {
    const char* fault;
    void (*spoil)(std::vector<std::string>&);
  };
  using L = std::vector<std::string>;
  // Lines from 1: header 1; batch 2-7; changes 8-11; batch 12-15; file control 16; nines 17-20.
  const Row rows[] = {
      {"line 1: begins with a byte order mark", [](L& l) { l[0] = "\xef\xbb\xbf" + l[0]; }},
      {"line 1: the file header's type", [](L& l) { l.erase(l.begin()); }},
      {"line 1: record size", [](L& l) { l[0][36] = '5'; }},
      {"line 2: is a record of type \"6\"", [](L& l) { l.erase(l.begin() + 1); }},
      {"line 2: the service class", [](L& l) { l[1].replace(1, 3, "230"); }},
      {"line 3: has 93 characters", [](L& l) { l[2].pop_back(); }},
      {"line 3: has 95 characters", [](L& l) { l[2] += ' '; }},
      {"line 3: has 0 characters", [](L& l) { l.insert(l.begin() + 2, ""); }},
      {"line 3: character 60 is no printable ASCII", [](L& l) { l[2][59] = '\xe9'; }},
      {"line 3: transaction code 25", [](L& l) { l[2].replace(1, 2, "25"); }},
      {"line 3: positions 4-12 are no routing number", [](L& l) { l[2][11] = '3'; }},
      {"line 3: the amount (positions 30-39) must be digits", [](L& l) { l[2][29] = ' '; }},
      {"line 3: the addenda indicator", [](L& l) { l[2][78] = '0'; }},
      {"line 4: is a record of type \"6\" where the addenda", [](L& l) { l.erase(l.begin() + 3); }},
      {"line 4: the addenda type", [](L& l) { l[3].replace(1, 2, "98"); }},
      {"line 4: \"R99\" is no return reason code", [](L& l) { l[3].replace(3, 3, "R99"); }},
      {"line 4: the original trace number", [](L& l) { l[3][6] = 'X'; }},
      {"line 4: the trace number of the addenda", [](L& l) { l[3][93] = '7'; }},
      {"line 5: trace number 021000020000001 does not ascend",
       [](L& l) { l[4].replace(79, 15, l[2], 79, 15); }},
      {"line 5: is a record of type \"7\"", [](L& l) { l.insert(l.begin() + 4, l[3]); }},
      {"line 5: the number of entries and addenda is 4, but what precedes comes to 2",
       [](L& l) { l.erase(l.begin() + 4, l.begin() + 6); }},
      {"line 7: the total of credits is 125051, but what precedes comes to 125052",
       [](L& l) { l[4][38] = '2'; }},
      {"line 7: the company id", [](L& l) { l[6][50] = '0'; }},
      {"line 8: batch number 1 does not ascend", [](L& l) { l[7][93] = '1'; }},
      {"line 9: a notification of change moves no money", [](L& l) { l[8][38] = '1'; }},
      {"line 10: \"C99\" is no change code", [](L& l) { l[9].replace(3, 3, "C99"); }},
      {"line 16: the number of batches", [](L& l) { l[15][6] = '2'; }},
      {"line 16: the number of blocks", [](L& l) { l[15][12] = '3'; }},
      {"line 18: comes after the file control", [](L& l) { l[17][5] = '8'; }},
      {"line 21: comes after the file control", [](L& l) { l.push_back(l.back()); }},
      {"line 19: the file ends here, but its last block", [](L& l) { l.pop_back(); }},
      {"line 15: the file ends here, a batch header", [](L& l) { l.resize(15); }},
      {"line 1: the file ends here", [](L& l) { l.resize(1); }},
      {"line 1: the file is empty", [](L& l) { l.clear(); }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.fault);
    auto lines = return_lines(sample_returns());
    row.spoil(lines);
    const std::string found = fault(joined(lines));
    const std::string wanted(row.fault);
    CHECK_MESSAGE(found.starts_with(wanted), found);
  }
  CHECK(fault(std::string(10 * 1024 * 1024 + 1, '9')).starts_with("line 1: the file has"));
}

TEST_CASE("nacha returns: an entry hash over ten digits keeps the last ten") {
  ReturnBatch batch;
  batch.entries.assign(400, {"R03", "121042880000001", 5, "", "", "21", "322271627"});
  const auto read = read_nacha_returns(joined(return_lines({batch, batch})));
  REQUIRE_MESSAGE(read, read.error().detail);
  CHECK(read->items.size() == 800);
}

TEST_CASE("nacha returns: our own payment file is no return file") {
  CHECK(fault(nacha_file(sample_us_file(), sample_originator())->bytes)
            .starts_with("line 3: the addenda indicator"));
}

TEST_CASE("nacha returns: banks disputing a return move no money") {
  const auto read =
      read_nacha_returns(joined(return_lines({{"CCD", {{"R74", "121042880000001", 5, "X", ""}}}})));
  REQUIRE(read);
  CHECK(read->items[0].status == ReturnStatus::notification);
}

/// Positions (from 0) of a record that something else in the file must agree with.
std::vector<std::pair<std::size_t, std::size_t>> controlled(const std::string& line) {
  switch (line[0]) {
    case '1':
      return {{0, 3}, {34, 6}};
    case '5':
      return {{0, 4}, {40, 10}, {79, 15}};
    case '6':
      // The trace number is held against the addenda's, which of a change (no amount) has its own.
      return {{0, 1}, {3, 9}, {29, 10}, {78, line.substr(29, 10) == "0000000000" ? 1 : 16}};
    case '7':
      if (line[2] == '8') return {{0, 3}};
      return {{0, 3}, {79, 15}};
    case '8':
      return {{0, 54}, {79, 15}};
    default:
      return line[1] == '9' ? std::vector<std::pair<std::size_t, std::size_t>>{{0, 94}}
                            : std::vector<std::pair<std::size_t, std::size_t>>{{0, 55}};
  }
}

TEST_CASE(
    "nacha returns: any one changed digit of a controlled field is refused, at its line or its control") {
  const auto lines = return_lines(sample_returns());
  std::size_t tried = 0;
  for (std::size_t n = 0; n < lines.size(); ++n) {
    for (const auto& [from, length] : controlled(lines[n])) {
      for (std::size_t at = from; at < from + length; ++at) {
        if (lines[n][at] < '0' || lines[n][at] > '9') continue;
        for (char c = '0'; c <= '9'; ++c) {
          if (c == lines[n][at]) continue;
          auto spoilt = lines;
          spoilt[n][at] = c;
          const std::string found = fault(joined(spoilt));
          CAPTURE(n + 1);
          CAPTURE(at + 1);
          CAPTURE(c);
          REQUIRE(found != "");
          // The first line that does not add up: never before the changed one, nor after the file control but
          // for the nines.
          const std::size_t line = std::stoul(found.substr(5));
          REQUIRE(line >= n + 1);
          REQUIRE(line <= std::max<std::size_t>(n + 1, 16));
          ++tried;
        }
      }
    }
  }
  CHECK(tried > 8000);
}

TEST_CASE("nacha returns: a file cut anywhere is refused") {
  const std::string whole = joined(return_lines(sample_returns(), false));
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    CAPTURE(size);
    REQUIRE(fault(std::string_view(whole).substr(0, size)) != "");
  }
}

TEST_CASE("nacha returns: random bytes and random damage never do more than be refused") {
  const auto seed = ::test::seed();
  INFO("DAYBOOK_SEED=", seed);
  std::mt19937_64 random(seed);
  const std::string good = joined(return_lines(sample_returns()));
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = i % 2 == 0 ? good : std::string(random() % 400, ' ');
    const std::size_t changes = i % 2 == 0 ? 1 + random() % 5 : bytes.size();
    for (std::size_t k = 0; k < changes; ++k) {
      const std::size_t at = random() % bytes.size();
      if (i % 3 == 0)
        bytes.erase(at, random() % 100);
      else
        bytes[at] = static_cast<char>(random());
      if (bytes.empty()) bytes = "9";
    }
    const auto read = read_nacha_returns(bytes);
    if (!read) CHECK(read.error().detail.starts_with("line "));
  }
}

TEST_CASE("nacha returns: random files are read as they were laid out") {
  const auto seed = ::test::seed();
  INFO("DAYBOOK_SEED=", seed);
  Random random(seed);
  for (int i = 0; i < 200; ++i) {
    std::vector<ReturnBatch> batches(random() % 4);
    std::vector<ReturnEntry> all;
    for (ReturnBatch& batch : batches) {
      for (std::size_t k = random() % 6; k > 0; --k) {
        batch.entries.push_back({fmt::format("R{:02}", 1 + random() % 17), random_digits(random, 15),
                                 static_cast<long long>(random() % 10'000'000'000), random_digits(random, 15),
                                 "", random() % 2 == 0 ? "21" : "36", random_routing(random)});
        all.push_back(batch.entries.back());
      }
    }
    const auto read = read_nacha_returns(joined(return_lines(batches, random() % 2 == 0)));
    REQUIRE_MESSAGE(read, read.error().detail);
    REQUIRE(read->items.size() == all.size());
    for (std::size_t k = 0; k < all.size(); ++k) {
      CHECK(read->items[k].original_reference == all[k].original_trace);
      CHECK(read->items[k].amount == Minor(all[k].cents));
      CHECK(read->items[k].code == all[k].code);
      CHECK(read->items[k].individual_id == all[k].id);
    }
  }
}

}  // namespace
}  // namespace daybook::test
