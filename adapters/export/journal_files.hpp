#pragma once
// The files of an exported directory: format and disk together.

#include <optional>

#include "adapters/export/journal_formats.hpp"
#include "adapters/export/output_file.hpp"

namespace daybook::exports {

class IndexFile {
 public:
  IndexFile(const FormatRow& row, const std::filesystem::path& path) : format_(row.make()), file_(path) {}
  void begin(const JournalHead& head);
  void transaction(const JournalTransaction& transaction);
  void include(const std::string& name);
  void assert_balances(const Day& day, const Balances& balances);
  void close();

 private:
  void hand_on();

  std::unique_ptr<JournalFormat> format_;
  OutputFile file_;
  std::string text_;
};

/// A book's transactions of a year: one file, or several where the format limits a file's lines. No
/// transaction is cut.
class BookFiles {
 public:
  BookFiles(const FormatRow& row, std::filesystem::path folder, std::string book, std::string dates);
  /// Throws std::runtime_error for a transaction that fits no file.
  void transaction(const JournalTransaction& transaction);
  /// How many there are.
  int close();
  std::string first_name() const { return name(1); }

 private:
  std::string name(int number) const;
  void open();
  void hand_on();

  const FormatRow& row_;
  std::filesystem::path folder_;
  std::string book_;
  std::string dates_;
  std::unique_ptr<JournalFormat> format_;
  std::optional<OutputFile> file_;
  int files_ = 0;
  std::size_t lines_ = 0;  // of the open file, where they are limited
  std::string text_;
};

}  // namespace daybook::exports
