#pragma once
// A statement as one HTML page for people and printers: no script, nothing loaded from anywhere, every text
// escaped.

#include <string>

#include "projections/statement.hpp"

namespace daybook::exports {

std::string statement_html(const Statement& statement);

/// The Content-Security-Policy to serve it with: nothing but its own style sheet, by hash.
const std::string& statement_html_policy();

/// Text between tags or in a quoted attribute; control characters become blanks.
std::string html_text(std::string_view text);

}  // namespace daybook::exports
