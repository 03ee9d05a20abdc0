#include "adapters/export/journal_stream.hpp"

#include "adapters/export/gathered_entries.hpp"
#include "adapters/export/journal_books.hpp"

namespace daybook::exports {
namespace {

void each_in_order(EventSource& source, const JournalOptions& options, const EntryVisitor& visit) {
  if (options.dates == DateRule::recorded) {
    each_entry(source, options.reading, [&](const ExportEntry& entry) {
      if (is_wanted(entry, options)) visit(entry);
    });
    return;
  }
  GatheredEntries entries(source, options, Books::one);
  std::int64_t done = 0;
  for (const GatheredEntry& entry : entries.in_order()) {
    visit(entries.read(entry));
    if (options.writing && ++done % 1'000 == 0)
      options.writing(done, static_cast<std::int64_t>(entries.in_order().size()));
  }
}

class JournalStream {
 public:
  JournalStream(const JournalOptions& options, const FormatRow& row, const Sink& sink)
      : options_(options), row_(row), sink_(sink), format_(row.make()) {
    format_->begin(text_, {FileKind::whole, dates_in_words(options), nullptr, {}});
    hand_on();
  }

  void take(const ExportEntry& entry) {
    if (options_.year) {
      const int year = year_of(day_of(entry, options_));
      if (year < *options_.year) add_entry(entry, before_[payee_of(entry)]);
      if (year != *options_.year) return;
      open();
    }
    format_->transaction(text_, post_entry(entry, options_, running_, all_));
    hand_on();
    ++transactions_;
  }

  std::int64_t finish() {
    open();
    format_->end(text_);
    hand_on();
    return transactions_;
  }

 private:
  void open() {
    if (!row_.books) return;
    for (const auto& [payee, balances] : before_)
      for (const auto& t : carry(balances, Carried::in, *options_.year, payee, running_, all_)) {
        format_->transaction(text_, t);
        hand_on();
      }
    before_.clear();
  }
  void hand_on() {
    sink_(text_);
    text_.clear();
  }

  const JournalOptions& options_;
  const FormatRow& row_;
  const Sink& sink_;
  const Asserted all_ = [](const std::string&) { return true; };
  std::unique_ptr<JournalFormat> format_;
  std::map<std::string, Balances> before_;  // of the years before the wanted one, by payee
  Balances running_;
  std::string text_;
  std::int64_t transactions_ = 0;
};

}  // namespace

std::int64_t export_journal(EventSource& source, const JournalOptions& options, const FormatRow& format,
                            const Sink& sink) {
  JournalStream stream(options, format, sink);
  each_in_order(source, options, [&](const ExportEntry& entry) { stream.take(entry); });
  return stream.finish();
}

}  // namespace daybook::exports
