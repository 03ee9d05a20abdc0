#include "adapters/export/csv_record.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/export/sanitise.hpp"

namespace daybook::exports {

std::string csv_head(std::span<const std::string_view> columns) {
  return fmt::format("{}\r\n", fmt::join(columns, ","));
}

CsvRecord::CsvRecord(std::span<const std::string_view> columns, std::string_view record)
    : columns_(columns), cells_(columns.size()) {
  set("record", std::string(record));
}

CsvRecord& CsvRecord::set(std::string_view column, std::string figure) {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  cells_.at(static_cast<std::size_t>(found - columns_.begin())) = std::move(figure);
  return *this;
}

CsvRecord& CsvRecord::text(std::string_view column, std::string_view value) {
  return set(column, csv_field(value));
}

CsvRecord& CsvRecord::money(std::string_view column, Minor amount, Currency currency) {
  return set(column, decimal_text(amount.value, currency));
}

void CsvRecord::end(std::string& out) const { out += fmt::format("{}\r\n", fmt::join(cells_, ",")); }

}  // namespace daybook::exports
