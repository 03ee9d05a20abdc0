#pragma once
// The table of formats: `daybook audit export NAME`.

#include <memory>
#include <span>

#include "adapters/export/journal_format.hpp"

namespace daybook::exports {

struct FormatRow {
  std::string_view name;
  std::string_view extension;
  /// Account books: files of a directory open with balances carried forward, an index reads them together.
  bool books;
  /// One currency a file, since its reader knows no other.
  bool by_currency;
  /// Lines of a file at most, its heading included; 0: no limit.
  std::size_t most_lines;
  std::unique_ptr<JournalFormat> (*make)();
};

std::span<const FormatRow> formats();
/// Null for an unknown name.
const FormatRow* find_format(std::string_view name);

}  // namespace daybook::exports
