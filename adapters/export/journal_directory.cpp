#include "adapters/export/journal_directory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/export/gathered_entries.hpp"
#include "adapters/export/journal_books.hpp"
#include "adapters/export/journal_files.hpp"
#include "adapters/system/new_directory.hpp"

namespace daybook::exports {
namespace {

using Entries = std::span<const GatheredEntry>;

/// The entries at the front that share `of`.
template <class Of>
Entries front_run(Entries entries, Of of) {
  std::size_t n = 0;
  while (n < entries.size() && of(entries[n]) == of(entries.front())) ++n;
  return entries.first(n);
}

class DirectoryWriter {
 public:
  DirectoryWriter(const JournalOptions& options, const FormatRow& row, GatheredEntries& entries,
                  const std::filesystem::path& root)
      : options_(options), row_(row), entries_(entries), root_(root), balances_(entries.books().size()) {}

  DirectoryReport write() {
    const Entries all(entries_.in_order());
    if (row_.books) {
      everything_.emplace(row_, root_ / index_name());
      everything_->begin(index_head(all.empty() ? 1970 : wanted_from(all)));
    }
    for (Entries left = all; !left.empty();) {
      const Entries year = front_run(left, [](const GatheredEntry& e) { return e.year(); });
      if (!options_.year || *options_.year == year.front().year()) {
        write_year(year);
      } else if (year.front().year() < *options_.year) {
        for (const GatheredEntry& e : year) add_entry(entries_.read(e), balances_[e.book]);
      }
      left = left.subspan(year.size());
    }
    if (everything_) finish(*everything_);
    return report_;
  }

 private:
  std::string index_name() const { return fmt::format("index.{}", row_.extension); }
  int wanted_from(Entries all) const { return options_.year.value_or(all.front().year()); }
  JournalHead index_head(int year) const {
    return {FileKind::index, dates_in_words(options_), &entries_.accounts(), first_day(year)};
  }
  Asserted own(std::uint32_t book) const {
    return [this, book](const std::string& account) { return entries_.is_own(book, account); };
  }
  std::string payee_name(std::uint32_t book) const { return entries_.books()[book]; }

  void write_year(Entries entries) {
    const int year = entries.front().year();
    const auto folder = root_ / fmt::format("{:04}", year);
    std::filesystem::create_directory(folder);
    std::optional<IndexFile> index;
    if (row_.books) {
      index.emplace(row_, folder / index_name());
      index->begin(index_head(year));
      if (years_++ > 0) take_out(year);
    }
    int last_day = 0;
    for (std::uint32_t book = 0; book < balances_.size(); ++book) {
      const bool some = !entries.empty() && entries.front().book == book;
      const Entries mine =
          some ? front_run(entries, [](const GatheredEntry& e) { return e.book; }) : Entries{};
      if (!mine.empty()) last_day = std::max(last_day, mine.back().day);
      entries = entries.subspan(mine.size());
      if (mine.empty() && (!row_.books || all_zero(balances_[book]))) continue;
      const std::string name = write_book(year, book, mine, folder);
      if (!index) continue;
      index->include(name);
      everything_->include(fmt::format("{:04}/{}", year, name));
    }
    if (!index) return;
    const Day day = fmt::format("{:04}-{:02}-{:02}", year, last_day / 100 % 100, last_day % 100);
    index->assert_balances(day, totals_);
    everything_->assert_balances(day, totals_);
    finish(*index);
    totals_.clear();
  }

  /// The balances which the files of the year open with leave the index of everything.
  void take_out(int year) {
    for (std::uint32_t book = 0; book < balances_.size(); ++book) {
      Balances running = balances_[book];
      for (const auto& t : carry(balances_[book], Carried::out, year, payee_name(book), running, own(book)))
        everything_->transaction(t);
    }
  }

  /// The file's name.
  std::string write_book(int year, std::uint32_t book, Entries entries, const std::filesystem::path& folder) {
    BookFiles files(row_, folder, entries_.books()[book], dates_in_words(options_));
    Balances running;
    if (row_.books)
      for (const auto& t : carry(balances_[book], Carried::in, year, payee_name(book), running, own(book)))
        files.transaction(t);
    for (const GatheredEntry& e : entries) {
      const ExportEntry entry = entries_.read(e);
      files.transaction(post_entry(entry, options_, running, own(book)));
      ++report_.transactions;
      if (options_.writing && report_.transactions % 1'000 == 0)
        options_.writing(report_.transactions, static_cast<std::int64_t>(entries_.in_order().size()));
    }
    report_.files += files.close();
    for (const auto& [of, balance] : running) totals_[of] += balance;
    balances_[book] = std::move(running);
    return files.first_name();
  }

  void finish(IndexFile& index) {
    index.close();
    ++report_.files;
  }

  const JournalOptions& options_;
  const FormatRow& row_;
  GatheredEntries& entries_;
  const std::filesystem::path root_;
  std::vector<Balances> balances_;       // by book
  Balances totals_;                      // of the year that is being written
  std::optional<IndexFile> everything_;  // none where the format has no books
  int years_ = 0;                        // written so far
  DirectoryReport report_;
};

}  // namespace

DirectoryReport export_directory(EventSource& source, const JournalOptions& options, const FormatRow& format,
                                 const std::filesystem::path& directory) {
  NewDirectory staged(directory);
  GatheredEntries entries(source, options,
                          format.by_currency ? Books::by_payee_and_currency : Books::by_payee);
  const DirectoryReport report = DirectoryWriter(options, format, entries, staged.path()).write();
  staged.commit();
  return report;
}

}  // namespace daybook::exports
