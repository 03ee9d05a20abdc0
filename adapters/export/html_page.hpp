#pragma once
// One HTML page for people and printers: no script, nothing loaded from anywhere, every text escaped.

#include <string>
#include <string_view>
#include <vector>

#include "core/currency.hpp"
#include "core/money.hpp"

namespace daybook::exports {

/// Text between tags or in a quoted attribute; control characters become blanks.
std::string html_text(std::string_view text);

/// The whole page; `content` is HTML, the title is text.
std::string html_page(std::string_view title, std::string_view content);

/// The Content-Security-Policy to serve a page with: nothing but its own style sheet, by hash.
const std::string& html_policy();

/// In a <dl>; the name is ours.
std::string html_fact(std::string_view name, std::string_view value);
/// A cell.
std::string html_money(Minor amount, Currency currency);
/// A row of a table of sums; `name` is its class, `shown` its head. Both are ours.
std::string html_sum(std::string_view name, std::string_view shown, Minor amount, Currency currency);
/// The table of those rows.
std::string html_sums(std::string_view caption, std::string_view rows);
/// A table of lines: columns of text, then of money. The names are ours.
std::string html_lines(const std::vector<std::string>& texts, const std::vector<std::string>& amounts,
                       std::string_view rows);

}  // namespace daybook::exports
