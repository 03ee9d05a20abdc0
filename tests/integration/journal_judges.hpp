#pragma once
// Exports and the programs of others that judge them: hledger, ledger, bean-check.

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <regex>
#include <sstream>

#include "adapters/export/beancount_account.hpp"
#include "adapters/export/journal_directory.hpp"
#include "adapters/export/journal_stream.hpp"
#include "tests/integration/audit_history.hpp"
#include "tests/support/source_dir.hpp"

namespace daybook::test {

struct Output {
  int code = -1;
  std::string text;  ///< stdout and stderr together
};

inline Output run(const std::string& command) {
  Output output;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    output.text.append(buffer, n);
  output.code = ::pclose(pipe);
  return output;
}

inline std::filesystem::path new_path(const std::string& extension = "") {
  return std::filesystem::temp_directory_path() /
         fmt::format("daybook_{}_{}{}", ::getpid(), std::random_device{}(), extension);
}

/// A file that goes away with the test.
class File {
 public:
  explicit File(const std::string& text, const std::string& extension = ".journal")
      : path(new_path(extension)) {
    std::ofstream(path, std::ios::binary) << text;
  }
  ~File() { std::filesystem::remove(path); }
  std::filesystem::path path;
};

/// So does a directory.
struct Folder {
  std::filesystem::path path = new_path();
  ~Folder() { std::filesystem::remove_all(path); }
  /// Its files with this extension, at any depth, in order.
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> found;
    for (const auto& one : std::filesystem::recursive_directory_iterator(path))
      if (one.is_regular_file()) found.push_back(one.path());
    std::sort(found.begin(), found.end());
    return found;
  }
};

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string exported(EventSource& source, const std::string& format,
                            const exports::JournalOptions& options = {}) {
  std::string text;
  exports::export_journal(source, options, *exports::find_format(format),
                          [&](std::string_view piece) { text += piece; });
  return text;
}

/// By account, as the judge names it, and currency; decimals without the zeros at their end; no zero amounts.
using TrialBalance = std::map<std::pair<std::string, std::string>, std::string>;

inline std::string shortest(std::string decimal) {
  std::erase(decimal, ' ');
  if (decimal.find('.') == std::string::npos) return decimal;
  decimal.erase(decimal.find_last_not_of('0') + 1);
  if (decimal.ends_with('.')) decimal.pop_back();
  return decimal;
}

struct Judge {
  std::string format;
  const char* extension;
  std::string (*command)(const std::string& file);  ///< silent about what is sound, fails otherwise
  TrialBalance (*balances)(const std::string& file);
  std::string (*account)(std::string_view ours);
};

namespace judging {

inline TrialBalance lines(const std::string& command, const std::regex& line, bool ledger = false) {
  const Output output = run(command);
  INFO(output.text);
  REQUIRE(output.code == 0);
  TrialBalance found;
  for (std::sregex_iterator it(output.text.begin(), output.text.end(), line), end; it != end; ++it) {
    const std::string amount = shortest((*it)[ledger ? 3 : 2]);
    if (amount != "0") found[{(*it)[1], (*it)[ledger ? 2 : 3]}] = amount;
  }
  return found;
}

inline TrialBalance hledger(const std::string& file) {
  TrialBalance all;
  for (const char* code : {"USD", "JPY", "BHD", "ICP"})
    all.merge(lines(fmt::format("hledger -f {} bal -N --flat cur:{} -O csv", file, code),
                    std::regex(R"re("([^"]*)","(-?[0-9][0-9.]*) ([A-Z]{3})")re")));
  return all;
}
inline TrialBalance ledger(const std::string& file) {
  TrialBalance all;
  for (const char* code : {"USD", "JPY", "BHD", "ICP"})
    all.merge(lines(fmt::format("ledger -f {} bal --flat --no-total --limit 'commodity == \"{}\"' "
                                "--balance-format '%(account),{},%(quantity(scrub(display_total)))\\n'",
                                file, code, code),
                    std::regex(R"re(([a-z][^,\n]*),([A-Z]{3}),(-?[0-9][0-9.]*))re"), true));
  return all;
}
inline std::string bean_postings(const std::string& file) {
  return fmt::format("/usr/bin/python3 {} {}", (source_dir() / "tests/support/bean_postings.py").string(),
                     file);
}
inline TrialBalance beancount(const std::string& file) {
  return lines(bean_postings(file) + " sums", std::regex(R"re(([A-Z][^,\n]*),([A-Z]{3}),(-?[0-9][0-9.]*))re"),
               true);
}
inline std::string as_it_is(std::string_view account) { return std::string(account); }

}  // namespace judging

inline const std::vector<Judge>& judges() {
  static const std::vector<Judge> all{
      {"hledger", ".journal",
       [](const std::string& file) {
         return fmt::format("hledger -f {} check -s ordereddates payees", file);
       },
       judging::hledger, judging::as_it_is},
      {"ledger", ".ledger",
       [](const std::string& file) {
         return fmt::format("ledger -f {} --pedantic --explicit bal > /dev/null", file);
       },
       judging::ledger, judging::as_it_is},
      {"beancount", ".beancount",
       [](const std::string& file) {
         return fmt::format("BEANCOUNT_DISABLE_LOAD_CACHE=1 bean-check {}", file);
       },
       judging::beancount, exports::beancount_account},
  };
  return all;
}

inline Output check(const Judge& judge, const std::filesystem::path& file) {
  return run(judge.command(file.string()));
}

/// Our own figures: the postings of the events that `wanted` says yes to.
inline TrialBalance our_balances(EventSource& source, const Judge& judge,
                                 const std::function<bool(const Envelope&)>& wanted) {
  std::map<std::pair<std::string, Currency>, Minor> sums;
  audit::replay(source, {}, [&](const Recorded& recorded) {
    if (!wanted(recorded.envelope)) return;
    for (const Posting& p : post(recorded)) sums[{p.account, p.currency}] += p.amount;
  });
  TrialBalance out;
  for (const auto& [of, sum] : sums)
    if (sum != Minor{})
      out[{judge.account(of.first), of.second.str()}] = shortest(decimal_text(sum.value, of.second));
  return out;
}

/// Spreads a history over some years and gives it late effective times, some of them within hours of midnight
/// and of a year's end.
inline void scatter(MemoryLog& log, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto upto = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  std::int64_t now = log.envelopes.front().recorded_at.micros;
  const std::int64_t step = 900 * kMicrosPerDay / static_cast<std::int64_t>(log.envelopes.size());
  for (Envelope& e : log.envelopes) {
    now += upto(2 * step);
    e.recorded_at = {now};
    const std::int64_t hour = 3'600 * kMicrosPerSecond;
    switch (upto(4)) {
      case 0:
        e.effective_at = {now - upto(400 * kMicrosPerDay)};
        break;
      case 1:
        e.effective_at = *parse_instant("2028-01-01T00:00:00Z");
        e.effective_at.micros += upto(40) * hour - 20 * hour;
        break;
      default:
        e.effective_at = e.recorded_at;
    }
  }
  log.rehash();
}

}  // namespace daybook::test
