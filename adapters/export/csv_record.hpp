#pragma once
// A row of a CSV table (RFC 4180) whose first column, `record`, says what kind of row it is.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/currency.hpp"
#include "core/money.hpp"

namespace daybook::exports {

/// The header line.
std::string csv_head(std::span<const std::string_view> columns);

/// Filled by column name. Text that came from people goes through csv_field, so that no spreadsheet takes it
/// for a formula; figures of ours are written as they are. Throws std::out_of_range for a column that is not
/// in the table.
class CsvRecord {
 public:
  CsvRecord(std::span<const std::string_view> columns, std::string_view record);
  CsvRecord& set(std::string_view column, std::string figure);
  CsvRecord& text(std::string_view column, std::string_view value);
  /// An exact decimal in the major unit: "-12.50".
  CsvRecord& money(std::string_view column, Minor amount, Currency currency);
  void end(std::string& out) const;

 private:
  std::span<const std::string_view> columns_;
  std::vector<std::string> cells_;
};

}  // namespace daybook::exports
