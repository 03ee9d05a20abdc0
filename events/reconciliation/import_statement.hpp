#pragma once
// What becomes of a statement's file: whole or not at all, each line once for ever.

#include <map>
#include <string>
#include <vector>

#include "core/id_source.hpp"
#include "core/result.hpp"
#include "events/envelope.hpp"

namespace daybook {

/// A statement as a reader understood it, in the order of its file.
struct ReadStatement {
  std::string holder;
  Instant period_start;
  Instant period_end;
  std::optional<ImportedBalance> balance;
  std::vector<ImportedLine> lines;
};

struct ImportStatement {
  std::string account;
  StatementFormat format = StatementFormat::stripe_json;
  std::string sha256;
  std::vector<ReadStatement> statements;
  std::string imported_by;
  Instant now;
};

/// More lines would hold the one writer up for too long, everybody's orders behind them.
inline constexpr std::size_t kMaxStatementLines = 50'000;

/// `known`: of the lines' ids, those recorded before, with what was recorded. Refuses a known id with another
/// content, an id twice in the file, lines that do not lead from the opening to the closing balance.
Result<NewEvents> decide(const std::map<std::string, ImportedLine>& known, IdSource& ids,
                         const ImportStatement& command);

/// The external references that make files and lines unique.
std::string statement_ref(const std::string& account, const std::string& sha256, std::int64_t part);
std::string statement_line_ref(const std::string& account, const std::string& line_id);

}  // namespace daybook
