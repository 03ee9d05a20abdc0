#pragma once
// Reads documents back with tools that know nothing of the program: poppler's pdftotext, openpyxl.

#include <map>
#include <string>
#include <vector>

#include "tests/support/statement_text.hpp"

namespace daybook::test {

/// A page each, laid out as it looks. Throws std::runtime_error when pdftotext refuses the file.
std::vector<std::string> pdf_pages(const std::string& pdf);
/// All of it in the order of reading, runs of blanks and line ends as one blank each.
std::string pdf_words(const std::string& pdf);
/// As html_totals: the summaries of each currency.
Totals pdf_totals(const std::string& pdf);

struct XlsxCell {
  char kind = 's';  ///< n, d, s, f: tests/support/xlsx_cells.py
  std::string value;
};
struct XlsxSheet {
  std::string frozen;  ///< the first cell that moves, "None" without
  std::string footer;
  std::map<std::string, XlsxCell> cells;  ///< "A1"
  /// The row (from `first`) whose cell in this column reads so; 0 when there is none.
  int row_of(char column, const std::string& value, int first = 1) const;
  const XlsxCell& at(char column, int row) const { return cells.at(column + std::to_string(row)); }
};
/// By name. Throws std::runtime_error when openpyxl refuses the file.
std::map<std::string, XlsxSheet> xlsx_sheets(const std::string& xlsx);
/// Of the summary sheet.
Totals xlsx_totals(const std::map<std::string, XlsxSheet>& book);

}  // namespace daybook::test
