#pragma once
// A statement as a workbook for accountants: a summary of all currencies, and a sheet per currency with one
// row a line, since sums over two currencies mean nothing. The same statement and name give the same bytes.

#include <string>

#include "adapters/export/statement_words.hpp"
#include "projections/statement.hpp"

namespace daybook::exports {

/// Sheet "Summary", then "USD", … : the head in row 1, lines from row 2, below them the block's totals; the
/// digest on each sheet and below each printed page.
std::string statement_xlsx(const Statement& statement, const PayeeName& payee = {});

}  // namespace daybook::exports
