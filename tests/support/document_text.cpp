#include "tests/support/document_text.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "tests/support/source_dir.hpp"

namespace daybook::test {
namespace {

/// What the command prints about a file with these bytes, which stands where it says {}.
std::string told(const std::string& command, const std::string& bytes) {
  const auto path = std::filesystem::temp_directory_path() /
                    fmt::format("daybook_{}_{}.xlsx", ::getpid(), std::random_device{}());
  std::ofstream(path, std::ios::binary) << bytes;
  FILE* pipe = ::popen(fmt::format(fmt::runtime(command), path.string()).c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run " + command);
  std::string text;
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
  const int code = ::pclose(pipe);
  std::filesystem::remove(path);
  if (code != 0) throw std::runtime_error(command + " refuses the file");
  return text;
}

std::vector<std::string> split(const std::string& text, char delimiter) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, delimiter);) parts.push_back(part);
  return parts;
}

constexpr std::pair<const char*, const char*> kTotals[] = {
    {"Opening balance", "opening"}, {"Commission earned", "accruals"},
    {"Clawbacks", "clawbacks"},     {"Adjustments", "adjustments"},
    {"Payouts", "payouts"},         {"Closing balance", "closing"}};

}  // namespace

std::vector<std::string> pdf_pages(const std::string& pdf) {
  return split(told("pdftotext -layout -enc UTF-8 {} -", pdf), '\f');
}

std::string pdf_words(const std::string& pdf) {
  const std::string text = told("pdftotext -enc UTF-8 {} -", pdf);
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\f';
    if (!blank || (!out.empty() && out.back() != ' ')) out += blank ? ' ' : c;
  }
  return out;
}

Totals pdf_totals(const std::string& pdf) {
  static const std::regex currency("([A-Z]{3})");
  static const std::regex total("([A-Z][a-z]+(?: [a-z]+)?) +(-?[0-9.]+)");
  Totals totals;
  std::string current;
  for (const std::string& page : pdf_pages(pdf)) {
    for (const std::string& line : split(page, '\n')) {
      std::smatch found;
      if (std::regex_match(line, found, currency)) current = found[1];
      if (!std::regex_match(line, found, total)) continue;
      for (const auto& [shown, name] : kTotals)
        if (found[1] == shown && !totals.emplace(current + " " + name, minor_of(found[2])).second)
          throw std::runtime_error("two totals of " + current + " " + name);
    }
  }
  return totals;
}

int XlsxSheet::row_of(char column, const std::string& value, int first) const {
  for (int row = first; row < first + 100'000; ++row) {
    const auto cell = cells.find(column + std::to_string(row));
    if (cell != cells.end() && cell->second.value == value) return row;
  }
  return 0;
}

std::map<std::string, XlsxSheet> xlsx_sheets(const std::string& xlsx) {
  const auto script = source_dir() / "tests/support/xlsx_cells.py";
  std::map<std::string, XlsxSheet> book;
  for (const std::string& line : split(told("/usr/bin/python3 " + script.string() + " {}", xlsx), '\n')) {
    const auto parts = split(line + "\t", '\t');
    if (parts.at(0) == "frozen") {
      book[parts.at(1)].frozen = parts.at(2);
    } else if (parts.at(0) == "footer") {
      book[parts.at(1)].footer = parts.at(2);
    } else {
      book[parts.at(0)].cells[parts.at(1)] = {parts.at(2).at(0), parts.at(3)};
    }
  }
  return book;
}

Totals xlsx_totals(const std::map<std::string, XlsxSheet>& book) {
  const XlsxSheet& summary = book.at("Summary");
  Totals totals;
  const int head = summary.row_of('A', "Currency");
  for (int row = head + 1; summary.cells.contains("A" + std::to_string(row)); ++row)
    for (char column = 'B'; column <= 'G'; ++column)
      for (const auto& [shown, name] : kTotals)
        if (summary.at(column, head).value == shown)
          totals[summary.at('A', row).value + " " + name] = minor_of(summary.at(column, row).value);
  return totals;
}

}  // namespace daybook::test
