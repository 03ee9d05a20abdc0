#pragma once
// CSV from outside (RFC 4180) as a table with named columns: quotes, both line ends, commas or semicolons.
// Knows nothing of what the columns mean.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace daybook::bank {

inline constexpr std::size_t kMaxStatementBytes = 10 * 1024 * 1024;
inline constexpr std::size_t kMaxCsvColumns = 200;  // Stripe's reports have some 60

struct CsvRow {
  std::size_t line = 0;  ///< of the file, from 1
  std::vector<std::string> cells;
};

struct CsvTable {
  /// Lower case, blanks as "_", without brackets: "Created (UTC)" -> "created_utc".
  std::vector<std::string> columns;
  std::vector<CsvRow> rows;

  /// The first of these columns that there is.
  std::optional<std::size_t> find(std::initializer_list<std::string_view> names) const;
};

/// Refuses (refuse_line) bytes that are no UTF-8, a column named twice, a row of another length than the
/// header, a quote that is not closed, and a file without a row.
Result<CsvTable> read_csv(std::string_view bytes);

}  // namespace daybook::bank
