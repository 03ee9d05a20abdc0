#pragma once
// In which format a statement was asked for.

#include "adapters/export/statement_words.hpp"
#include "adapters/http/server/message.hpp"
#include "core/result.hpp"
#include "projections/statement.hpp"

namespace daybook::http {

enum class StatementFormat { json, csv, html, pdf, xlsx };
BOOST_DESCRIBE_ENUM(StatementFormat, json, csv, html, pdf, xlsx)

/// By `format=`, or else by Accept: of the formats we have the one with the highest q, of equals the first
/// named; JSON when it names none. Refuses an unknown `format=`.
Result<StatementFormat> statement_format(const Request& request);

/// Whether it names the payee: documents that are handed on do.
bool names_payee(StatementFormat format);

/// The statement in that format, with its headers. `payee` is for the formats that name it.
Response render(const Statement& statement, StatementFormat format, const exports::PayeeName& payee = {});

}  // namespace daybook::http
