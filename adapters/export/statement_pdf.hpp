#pragma once
// A statement as PDF for people and their accountants: A4, every text searchable in any script. The same
// statement and name give the same bytes, wherever and whenever they are asked for.

#include <string>

#include "adapters/export/statement_words.hpp"
#include "projections/statement.hpp"

namespace daybook::exports {

/// Blocks for about 0.2 ms a line, in bounded memory: for threads that may. Any number of threads at once.
/// Throws std::runtime_error when a font is missing.
std::string statement_pdf(const Statement& statement, const PayeeName& payee = {});

}  // namespace daybook::exports
