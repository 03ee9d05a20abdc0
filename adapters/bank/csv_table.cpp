#include "adapters/bank/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/bank/bank_return.hpp"
#include "adapters/bank/return_fault.hpp"
#include "core/text.hpp"

namespace daybook::bank {
namespace {

/// By which of the two the header is parted: semicolons are usual where the decimal sign is a comma.
char delimiter_of(std::string_view bytes) {
  const std::string_view header = bytes.substr(0, bytes.find('\n'));
  return std::count(header.begin(), header.end(), ';') > std::count(header.begin(), header.end(), ',') ? ';'
                                                                                                       : ',';
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes), delimiter_(delimiter_of(bytes)) {}

  bool done() const { return rest_.empty(); }
  CsvRow row() {
    CsvRow row{line_, {}};
    while (true) {
      if (row.cells.size() == kMaxCsvColumns) fail_at(line_, "has more than {} columns", kMaxCsvColumns);
      row.cells.push_back(cell());
      if (rest_.empty()) return row;
      const char end = take();
      if (end == delimiter_) continue;
      if (end == '\r' && !rest_.empty() && rest_.front() == '\n') take();
      ++line_;
      return row;
    }
  }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool at_end() const {
    return rest_.empty() || rest_.front() == delimiter_ || rest_.front() == '\n' || rest_.front() == '\r';
  }
  std::string cell() {
    std::string out;
    if (rest_.empty() || rest_.front() != '"') {
      while (!at_end()) {
        if (rest_.front() == '"') fail_at(line_, "has a quote inside of a cell that is not quoted");
        out += take();
      }
      return out;
    }
    const std::size_t opened = line_;
    take();
    while (true) {
      if (rest_.empty()) fail_at(opened, "opens a quote that is not closed");
      const char c = take();
      if (c == '\n') ++line_;
      if (c != '"') {
        out += c;
      } else if (!rest_.empty() && rest_.front() == '"') {
        out += take();
      } else {
        break;
      }
    }
    if (!at_end()) fail_at(line_, "goes on behind the closing quote of a cell");
    return out;
  }

  std::string_view rest_;
  char delimiter_;
  std::size_t line_ = 1;
};

std::string column_name(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    if (c == '(' || c == ')') continue;
    out += c == ' ' || c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

CsvTable table_of(std::string_view bytes) {
  Reader reader(bytes);
  CsvTable table;
  for (const auto& cell : reader.row().cells) table.columns.push_back(column_name(cell));
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (std::count(table.columns.begin(), table.columns.end(), table.columns[i]) > 1)
      fail_at(1, "names the column \"{}\" twice", table.columns[i].substr(0, 40));
  while (!reader.done()) {
    CsvRow row = reader.row();
    if (row.cells.size() == 1 && trim(row.cells.front()).empty()) continue;  // an empty line
    if (row.cells.size() != table.columns.size())
      fail_at(row.line, "has {} cells, but the header has {}", row.cells.size(), table.columns.size());
    for (auto& cell : row.cells) cell = trim(cell);
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::optional<std::size_t> CsvTable::find(std::initializer_list<std::string_view> names) const {
  for (const auto name : names)
    if (const auto found = std::find(columns.begin(), columns.end(), name); found != columns.end())
      return static_cast<std::size_t>(found - columns.begin());
  return std::nullopt;
}

Result<CsvTable> read_csv(std::string_view bytes) {
  if (bytes.size() > kMaxStatementBytes)
    return refuse_line(1,
                       fmt::format("the file has {} bytes, more than {}", bytes.size(), kMaxStatementBytes));
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  if (!utf8_length(bytes)) return refuse_line(1, "the file is not UTF-8");
  if (bytes.find('\0') != std::string_view::npos) return refuse_line(1, "the file holds a zero byte");
  try {
    CsvTable table = table_of(bytes);
    if (table.rows.empty()) return refuse_line(1, "the file has no row below its header");
    return table;
  } catch (const ReturnFault& fault) {
    return refuse_line(fault.line, fault.cause);
  }
}

}  // namespace daybook::bank
