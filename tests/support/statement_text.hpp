#pragma once
// Reads statements back from what was rendered, knowing nothing of the program: amounts are digits.

#include <cstdint>
#include <map>
#include <regex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace daybook::test {

/// "-12.50" -> -1250.
inline std::int64_t minor_of(const std::string& decimal) {
  std::string digits;
  for (const char c : decimal)
    if (c != '.') digits += c;
  std::size_t read = 0;
  const std::int64_t value = std::stoll(digits, &read);
  if (read != digits.size()) throw std::runtime_error("no amount: " + decimal);
  return value;
}

using CsvRow = std::map<std::string, std::string>;

/// RFC 4180, strictly: CRLF, the same number of fields in each row; by the names of the first one.
inline std::vector<CsvRow> csv_rows(const std::string& text) {
  std::vector<std::vector<std::string>> table(1);
  std::string field;
  std::size_t i = 0;
  while (i < text.size()) {
    if (text[i] == '"') {
      for (++i; i < text.size() && (text[i] != '"' || (i + 1 < text.size() && text[i + 1] == '"')); ++i) {
        if (text[i] == '"') ++i;
        field += text[i];
      }
      ++i;
    }
    while (i < text.size() && text[i] != ',' && text[i] != '\r') field += text[i++];
    table.back().push_back(std::exchange(field, {}));
    if (i >= text.size()) throw std::runtime_error("a row without its end");
    if (text[i] == ',') {
      ++i;
      continue;
    }
    if (text.compare(i, 2, "\r\n") != 0) throw std::runtime_error("a line end that is not CRLF");
    i += 2;
    table.emplace_back();
  }
  table.pop_back();
  std::vector<CsvRow> rows;
  for (std::size_t r = 1; r < table.size(); ++r) {
    if (table[r].size() != table[0].size()) throw std::runtime_error("a row of another length");
    CsvRow& row = rows.emplace_back();
    for (std::size_t c = 0; c < table[0].size(); ++c) row[table[0][c]] = table[r][c];
  }
  return rows;
}

/// {"USD closing": 1986, …} of the rows that are neither lines nor footer.
using Totals = std::map<std::string, std::int64_t>;
inline Totals csv_totals(const std::string& text) {
  Totals totals;
  for (const CsvRow& row : csv_rows(text))
    if (row.at("record") != "line" && !row.at("currency").empty())
      totals[row.at("currency") + " " + row.at("record")] = minor_of(row.at("amount"));
  return totals;
}
inline std::string csv_footer(const std::string& text, const std::string& record) {
  for (const CsvRow& row : csv_rows(text))
    if (row.at("record") == record) return row.at("value");
  return "";
}

inline Totals html_totals(const std::string& text) {
  static const std::regex mark(
      "<h2>([A-Z]{3})</h2>|<tr class=\"([a-z]+)\"><th scope=\"row\">[^<]*</th>"
      "<td class=\"money\">([-0-9.]+)</td></tr>");
  Totals totals;
  std::string currency;
  for (std::sregex_iterator at(text.begin(), text.end(), mark), end; at != end; ++at) {
    if ((*at)[1].matched) {
      currency = (*at)[1];
    } else {
      totals[currency + " " + (*at)[2].str()] = minor_of((*at)[3]);
    }
  }
  return totals;
}
/// What stands in <span class="NAME">.
inline std::string html_span(const std::string& text, const std::string& name) {
  std::smatch found;
  return std::regex_search(text, found, std::regex("<span class=\"" + name + "\">([^<]*)</span>"))
             ? found[1].str()
             : "";
}

/// The same from the JSON, of which `Json` is tests/support/http_client.hpp's.
template <class Json>
Totals json_totals(const Json& statement) {
  Totals totals;
  for (std::size_t i = 0; i < statement["currencies"].size(); ++i) {
    const Json block = statement["currencies"][i];
    for (const char* name : {"opening", "accruals", "clawbacks", "adjustments", "payouts", "closing"})
      totals[block["currency"].text() + " " + name] = block[name].integer();
  }
  return totals;
}

}  // namespace daybook::test
