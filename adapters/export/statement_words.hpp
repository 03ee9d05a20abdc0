#pragma once
// What a statement says in words, the same in every format that is made for people.

#include <optional>
#include <string>

#include "projections/statement.hpp"

namespace daybook::exports {

/// Whom a printed statement names besides the payee's id. Personal data: opened at request time ("[erased]"
/// once it is), so it is no part of the model and not under the digest.
struct PayeeName {
  std::string name;
  std::optional<std::string> business_name;
};

/// "Commission earned", …
const char* kind_text(StatementKind kind);
/// "November 2026" of "2026-11".
std::string month_text(const std::string& period);
/// What the line is about: the order's number, or else an id.
std::string subject_text(const StatementLine& line);
/// Where the line's figures come from: the computation, terms version, event, position, recording.
std::string origin_text(const StatementLine& line);
/// When the latest of the facts that it shows was recorded, in ISO 8601 with seconds: what a file says of its
/// own making, because the true time would be another one each time.
std::string last_recorded(const Statement& statement);
/// " · in effect by 2026-11-05": stands behind the log position when later effects were left out; or nothing.
std::string effect_text(const Statement& statement);
/// How figures are computed and rounded: stands below every statement.
extern const char* const kRoundingNote;

}  // namespace daybook::exports
