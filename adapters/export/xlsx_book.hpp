#pragma once
// A workbook (ECMA-376, SpreadsheetML) with just what our sheets need. Figures are written as the decimal
// text that they are, never through floating point; texts are inline strings, so none is ever a formula.
// Bytes are a function of what is added: document properties are given, and nothing else says when or where.

#include <string>
#include <string_view>
#include <vector>

#include "adapters/export/zip_file.hpp"
#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"

namespace daybook::exports {

struct XlsxBook {
  std::string title;
  std::string created;                   ///< ISO 8601, in seconds: "2026-11-30T00:00:00Z"
  std::string footer;                    ///< below every printed page
  std::vector<std::string> sheet_names;  ///< at most 31 characters, none of []:*?/\ (ECMA-376 18.2.19)
};

enum class XlsxLook { plain, bold, head, wrapped };

struct XlsxColumn {
  const char* name;
  int width;  ///< in characters
};

/// Writes the sheets of a book, in the order of its names.
class XlsxWriter {
 public:
  explicit XlsxWriter(XlsxBook book);

  /// Starts the next sheet with its columns; `frozen` rows at the top stay in sight and are printed on each
  /// page.
  void sheet(const std::vector<XlsxColumn>& columns, int frozen);
  void row();
  void text(std::string_view value, XlsxLook look = XlsxLook::plain);
  /// A number with the currency's decimals; as text when it has more than the 15 significant digits that
  /// spreadsheets keep.
  void money(Minor amount, Currency currency, bool bold = false);
  void integer(std::int64_t value);
  /// A civil day "YYYY-MM-DD", as a date.
  void date(std::string_view day);
  void blank() { ++column_; }
  /// A row of the columns' names.
  void head(const std::vector<XlsxColumn>& columns);
  /// A row of a name and its value.
  void fact(std::string_view name, std::string_view value);
  /// Buttons that filter the columns, whose head is in `row`, down to the last row so far.
  void filter(int row);
  std::string finish();

 private:
  void end_sheet();
  void cell(std::string_view type, int style, std::string_view content);
  void flush(bool all);

  XlsxBook book_;
  ZipFile zip_;
  std::string xml_;  // of the sheet, not yet handed to zip_
  std::size_t sheets_ = 0;
  std::size_t columns_ = 0;
  int row_ = 0;
  std::size_t column_ = 0;
  std::string filter_;
};

/// Digits from the first to the last that is not zero: what a spreadsheet must be able to keep.
int significant_digits(std::string_view decimal);

/// Text between tags or in a quoted attribute; what XML 1.0 cannot hold is replaced.
std::string xml_text(std::string_view text);

}  // namespace daybook::exports
