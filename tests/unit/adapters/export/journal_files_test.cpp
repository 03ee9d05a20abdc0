#include "adapters/export/journal_files.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <random>

#include "adapters/export/journal_books.hpp"
#include "tests/unit/adapters/export/export_entries.hpp"

namespace daybook::exports {
namespace {

namespace fs = std::filesystem;

/// A folder that goes away with the test.
struct Place {
  fs::path path =
      fs::temp_directory_path() / fmt::format("daybook_staged_{}_{}", ::getpid(), std::random_device{}());
  Place() { fs::create_directory(path); }
  ~Place() { fs::remove_all(path); }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator{}));
  }
};

TEST_CASE("files of a book: at most 300 lines for Xero, no journal cut, one that is longer refused") {
  Place place;
  const FormatRow& xero = *find_format("xero");
  BookFiles files(xero, place.path, "direct-USD", "days");
  Balances running;
  constexpr int kJournals = 400;
  for (int i = 1; i <= kJournals; ++i) {
    ExportEntry e = sale(i, 1, "USD");
    for (int more = 0; more < i % 7; ++more) {
      e.entry.accounts.push_back("assets:bank");
      e.entry.amounts.push_back(Minor{});
    }
    files.transaction(post_entry(e, {}, running, [](const std::string&) { return false; }));
  }
  ExportEntry long_one = sale(401, 1, "USD");
  long_one.entry.accounts.resize(299, "assets:bank");
  long_one.entry.amounts.resize(299);
  files.transaction(post_entry(long_one, {}, running, [](const std::string&) { return false; }));
  long_one.entry.accounts.resize(300, "assets:bank");
  long_one.entry.amounts.resize(300);
  CHECK_THROWS_WITH(
      files.transaction(post_entry(long_one, {}, running, [](const std::string&) { return false; })),
      doctest::Contains("position 401: its 300 postings do not fit"));
  const int made = files.close();
  CHECK(static_cast<std::size_t>(made) == place.entries());
  CHECK(files.first_name() == "direct-USD-0001.csv");
  std::map<std::string, int> file_of;  // by narration
  for (int n = 1; n <= made; ++n) {
    std::ifstream in(place.path / fmt::format("direct-USD-{:04}.csv", n));
    int lines = 0;
    for (std::string line; std::getline(in, line); ++lines) {
      if (lines == 0) continue;
      const auto [known, is_new] = file_of.try_emplace(line.substr(0, line.find(',')), n);
      CHECK(known->second == n);
    }
    CHECK(lines <= 300);
    CHECK(lines > 1);
  }
  CHECK(file_of.size() == kJournals + 1);
}

}  // namespace
}  // namespace daybook::exports
