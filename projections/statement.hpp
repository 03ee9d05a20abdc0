#pragma once
// A payee's month: opening balance, what happened, closing balance, per currency. Every format (JSON, CSV,
// HTML, PDF, XLSX) is rendered from this model; only the payee's name comes from elsewhere. It is a function
// of the log up to a position and of the template version: made again later it is the same to the byte.
//
// A line belongs to the month of its effective time in the programme's zone, however late it was recorded
// (domain rules, "Payout": effective before the period's end). What came before the month is the opening.

#include <map>
#include <string>
#include <vector>

#include "projections/statement_line.hpp"

namespace daybook {

/// Of every format: changes with what any of them shows.
inline constexpr std::int64_t kStatementTemplate = 1;
/// The same for a statement with prior-period adjustments, which say so.
inline constexpr std::int64_t kStatementTemplateWithPriorPeriods = 2;

/// opening + accruals + clawbacks + adjustments + payouts = closing.
struct StatementBlock {
  Currency currency;
  Minor opening;
  Minor accruals;
  Minor clawbacks;
  Minor adjustments;
  Minor payouts;
  Minor closing;
  std::vector<StatementLine> lines;  ///< by position
};
BOOST_DESCRIBE_STRUCT(StatementBlock, (),
                      (currency, opening, accruals, clawbacks, adjustments, payouts, closing, lines))

struct Statement {
  BrokerId payee;
  std::string period;  ///< "2026-11"
  Period boundaries;
  std::string time_zone;
  std::int64_t position = 0;  ///< of the log: nothing behind it counts
  std::int64_t template_version = kStatementTemplate;
  std::vector<StatementBlock> currencies;
  /// Nothing that takes effect later counts. Absent from the JSON when it was not asked for: all others keep
  /// the bytes that they always had.
  std::optional<Day> effective_date;
};
BOOST_DESCRIBE_STRUCT(Statement, (),
                      (payee, period, boundaries, time_zone, position, template_version, currencies))

struct StatementRequest {
  BrokerId payee;
  Month month;
  const Zone& zone;
  std::int64_t position = 0;
  Currency currency;                       ///< the one block of a payee to whom nothing has happened yet
  std::optional<Day> effective_date = {};  ///< to which the entries and sums are limited
};

/// What the store sums up by itself, so that a month need not read the years before it.
struct StatementSums {
  Minor opening;                 ///< of everything before the month that is not among the entries
  std::optional<Minor> closing;  ///< of everything before the month's end: compared
};

/// Entries outside of the month and behind the position may be among the entries: earlier ones count to the
/// opening, the others not at all. Throws StatementError when totals do not agree, OverflowError.
Statement make_statement(const StatementRequest& request, const std::map<Currency, StatementSums>& sums,
                         std::vector<StatementEntry> entries);

/// Adds everything up again, by components too. Throws StatementError naming the figure.
void check_totals(const Statement& statement);

/// What the digest covers: JSON in the order of the description, then effective_date if there is one, no
/// blanks.
std::string canonical_json(const Statement& statement);
/// SHA-256 of the canonical JSON in hex.
std::string digest_of(const Statement& statement);
/// The canonical JSON with the digest as its last member: `,"digest":"…"` taken out again, it is what was
/// hashed.
std::string statement_json(const Statement& statement);

}  // namespace daybook
