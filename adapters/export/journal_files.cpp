#include "adapters/export/journal_files.hpp"

#include <fmt/format.h>

namespace daybook::exports {

void IndexFile::begin(const JournalHead& head) {
  format_->begin(text_, head);
  hand_on();
}

void IndexFile::transaction(const JournalTransaction& transaction) {
  format_->transaction(text_, transaction);
  hand_on();
}

void IndexFile::include(const std::string& name) {
  format_->include(text_, name);
  hand_on();
}

void IndexFile::assert_balances(const Day& day, const Balances& balances) {
  format_->assert_balances(text_, day, balances);
  hand_on();
}

void IndexFile::close() {
  format_->end(text_);
  hand_on();
  file_.close();
}

void IndexFile::hand_on() {
  file_.write(text_);
  text_.clear();
}

BookFiles::BookFiles(const FormatRow& row, std::filesystem::path folder, std::string book, std::string dates)
    : row_(row),
      folder_(std::move(folder)),
      book_(std::move(book)),
      dates_(std::move(dates)),
      format_(row.make()) {
  open();
}

std::string BookFiles::name(int number) const {
  return row_.most_lines == 0 ? fmt::format("{}.{}", book_, row_.extension)
                              : fmt::format("{}-{:04}.{}", book_, number, row_.extension);
}

void BookFiles::open() {
  file_.emplace(folder_ / name(++files_));
  lines_ = 1;
  format_->begin(text_, {FileKind::part, dates_, nullptr, {}});
  hand_on();
}

void BookFiles::transaction(const JournalTransaction& transaction) {
  const std::size_t needed = transaction.postings.size();
  if (row_.most_lines > 0) {
    if (needed + 1 > row_.most_lines)
      throw std::runtime_error(fmt::format(
          "position {}: its {} postings do not fit into one file of {}, which has {} lines at most, and a "
          "journal must not be cut: export another format, or this journal by hand",
          transaction.fact == nullptr ? 0 : transaction.fact->entry.position, needed, row_.name,
          row_.most_lines));
    if (lines_ + needed > row_.most_lines) {
      file_->close();
      open();
    }
    lines_ += needed;
  }
  format_->transaction(text_, transaction);
  hand_on();
}

int BookFiles::close() {
  format_->end(text_);
  hand_on();
  file_->close();
  return files_;
}

void BookFiles::hand_on() {
  file_->write(text_);
  text_.clear();
}

}  // namespace daybook::exports
