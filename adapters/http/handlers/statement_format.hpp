#pragma once
// In which format a statement was asked for.

#include "adapters/http/server/message.hpp"
#include "core/result.hpp"
#include "projections/statement.hpp"

namespace daybook::http {

enum class StatementFormat { json, csv, html };
BOOST_DESCRIBE_ENUM(StatementFormat, json, csv, html)

/// By `format=`, or else by Accept: of the formats we have the one with the highest q, of equals the first
/// named; JSON when it names none. Refuses an unknown `format=`.
Result<StatementFormat> statement_format(const Request& request);

/// The statement in that format, with its headers.
Response render(const Statement& statement, StatementFormat format);

}  // namespace daybook::http
