#include "adapters/export/xlsx_book.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "adapters/export/plain_text.hpp"
#include "adapters/export/xlsx_parts.hpp"

namespace daybook::exports {
namespace {

constexpr int kKeptDigits = 15;             // of a number, in every spreadsheet: IEEE 754 binary64 inside
constexpr std::size_t kCellUnits = 32'000;  // Excel takes 32,767 UTF-16 units in a cell
constexpr std::size_t kFlushBytes = 64 * 1024;
constexpr std::int64_t kUnixEpochDay = 25'569;  // of 1970-01-01, days from Excel's 1899-12-30

char column_letter(std::size_t column) {
  if (column >= 26) throw std::logic_error("a sheet has at most 26 columns here");
  return static_cast<char>('A' + column);
}

/// The first `units` UTF-16 units of valid UTF-8, with an ellipsis when that is not all.
std::string clipped(std::string text, std::size_t units) {
  std::size_t taken = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) == 0x80) continue;
    if (taken >= units) return text.substr(0, i) + "…";
    taken += byte >= 0xF0 ? 2 : 1;
  }
  return text;
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// "_x0041_" in a string stands for a character (ECMA-376 22.9.2.19, ST_Xstring): its first underscore is
/// written as one of these then.
std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const bool escape = rest.size() >= 7 && rest[0] == '_' && rest[1] == 'x' && is_hex(rest[2]) &&
                        is_hex(rest[3]) && is_hex(rest[4]) && is_hex(rest[5]) && rest[6] == '_';
    out += escape ? "_x005F_" : std::string(1, text[i]);
  }
  return out;
}

}  // namespace

int significant_digits(std::string_view decimal) {
  std::string digits;
  for (const char c : decimal)
    if (c >= '0' && c <= '9') digits += c;
  const auto first = digits.find_first_not_of('0');
  if (first == std::string::npos) return 0;
  return static_cast<int>(digits.find_last_not_of('0') - first + 1);
}

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : plain_line(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

XlsxWriter::XlsxWriter(XlsxBook book) : book_(std::move(book)) {
  zip_.add("[Content_Types].xml", xlsx::content_types(book_.sheet_names.size()));
  zip_.add("_rels/.rels", xlsx::package_relations());
  zip_.add("docProps/core.xml", xlsx::core_properties(book_));
  zip_.add("docProps/app.xml", xlsx::app_properties());
  zip_.add("xl/workbook.xml", xlsx::workbook(book_));
  zip_.add("xl/_rels/workbook.xml.rels", xlsx::workbook_relations(book_.sheet_names.size()));
  zip_.add("xl/styles.xml", xlsx::styles());
}

void XlsxWriter::sheet(const std::vector<XlsxColumn>& columns, int frozen) {
  end_sheet();
  if (sheets_ == book_.sheet_names.size()) throw std::logic_error("a sheet without a name");
  zip_.open(fmt::format("xl/worksheets/sheet{}.xml", ++sheets_));
  xml_ = xlsx::sheet_start(columns, frozen, sheets_ == 1);
  columns_ = columns.size();
  row_ = 0;
  filter_.clear();
}

void XlsxWriter::row() {
  if (row_ > 0) xml_ += "</row>\n";
  xml_ += fmt::format("<row r=\"{}\">", ++row_);
  column_ = 0;
  flush(false);
}

void XlsxWriter::cell(std::string_view type, int style, std::string_view content) {
  xml_ += fmt::format("<c r=\"{}{}\" s=\"{}\" t=\"{}\">{}</c>", column_letter(column_), row_, style, type,
                      content);
  ++column_;
}

void XlsxWriter::text(std::string_view value, XlsxLook look) {
  const std::string shown = without_escapes(clipped(plain_line(value), kCellUnits));
  cell("inlineStr", xlsx::style_of(look),
       fmt::format("<is><t xml:space=\"preserve\">{}</t></is>", xml_text(shown)));
}

void XlsxWriter::money(Minor amount, Currency currency, bool bold) {
  const std::string decimal = decimal_text(amount.value, currency);
  if (significant_digits(decimal) <= kKeptDigits)
    return cell("n", xlsx::money_style(exponent(currency), bold), "<v>" + decimal + "</v>");
  cell("inlineStr", xlsx::long_money_style(bold), "<is><t>" + decimal + "</t></is>");
}

void XlsxWriter::integer(std::int64_t value) {
  const std::string decimal = std::to_string(value);
  if (significant_digits(decimal) > kKeptDigits) return text(decimal);
  cell("n", xlsx::kIntegerStyle, "<v>" + decimal + "</v>");
}

void XlsxWriter::date(std::string_view day) {
  const auto midnight = parse_instant(std::string(day) + "T00:00:00Z");
  if (!midnight) return text(day);
  cell("n", xlsx::kDateStyle, fmt::format("<v>{}</v>", midnight->micros / kMicrosPerDay + kUnixEpochDay));
}

void XlsxWriter::head(const std::vector<XlsxColumn>& columns) {
  row();
  for (const XlsxColumn& column : columns) text(column.name, XlsxLook::head);
}

void XlsxWriter::fact(std::string_view name, std::string_view value) {
  row();
  text(name);
  text(value);
}

void XlsxWriter::filter(int row) {
  filter_ = fmt::format("<autoFilter ref=\"A{}:{}{}\"/>", row, column_letter(columns_ - 1), row_);
}

void XlsxWriter::end_sheet() {
  if (sheets_ == 0) return;
  if (row_ > 0) xml_ += "</row>\n";
  xml_ += xlsx::sheet_end(filter_, book_.footer);
  flush(true);
}

void XlsxWriter::flush(bool all) {
  if (!all && xml_.size() < kFlushBytes) return;
  zip_.write(xml_);
  xml_.clear();
}

std::string XlsxWriter::finish() {
  end_sheet();
  if (sheets_ != book_.sheet_names.size()) throw std::logic_error("a name without its sheet");
  return zip_.finish();
}

}  // namespace daybook::exports
