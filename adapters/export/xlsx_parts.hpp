#pragma once
// The fixed parts of a workbook (ECMA-376 part 1), and the numbers of its cell styles.

#include <string>
#include <vector>

#include "adapters/export/xlsx_book.hpp"

namespace daybook::exports::xlsx {

inline constexpr int kIntegerStyle = 4;
inline constexpr int kDateStyle = 5;
inline constexpr int kMostDecimals = 9;

int style_of(XlsxLook look);
/// With thousands set apart and so many decimals. Throws std::logic_error above kMostDecimals.
int money_style(int decimals, bool bold);
/// Of an amount written as text: to the right, as numbers are.
int long_money_style(bool bold);

std::string content_types(std::size_t sheets);
std::string package_relations();
std::string core_properties(const XlsxBook& book);
std::string app_properties();
std::string workbook(const XlsxBook& book);
std::string workbook_relations(std::size_t sheets);
std::string styles();
std::string sheet_start(const std::vector<XlsxColumn>& columns, int frozen, bool selected);
std::string sheet_end(const std::string& filter, const std::string& footer);

}  // namespace daybook::exports::xlsx
