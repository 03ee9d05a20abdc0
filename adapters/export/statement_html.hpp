#pragma once
// A statement as one HTML page for people and printers.

#include <string>

#include "projections/statement.hpp"

namespace daybook::exports {

std::string statement_html(const Statement& statement);

}  // namespace daybook::exports
