#include "projections/statement_imports.hpp"

#include <algorithm>
#include <stdexcept>

#include "projections/read_models.hpp"

namespace daybook {
namespace {

StatementRow row_of(const StatementImported& e, const Envelope& at) {
  StatementRow row{e.statement_id,
                   e.account,
                   e.format,
                   e.sha256,
                   e.part,
                   e.holder,
                   e.period_start,
                   e.period_end,
                   {},
                   {},
                   {},
                   e.lines,
                   e.known,
                   e.imported_by,
                   at.recorded_at,
                   at.position.value};
  if (e.balance) {
    row.currency = e.balance->currency;
    row.opening = e.balance->opening;
    row.closing = e.balance->closing;
  }
  return row;
}

StatementLineRow row_of(const StatementLinesImported& e, std::size_t i, const Envelope& at) {
  const ImportedLine& line = e.lines[i];
  StatementLineRow row{at.position.value, e.first + static_cast<std::int64_t>(i),
                       e.statement_id,    e.account,
                       line.line_id,      line.at,
                       line.value_date,   line.type,
                       line.amount,       line.fee,
                       line.net,          line.currency,
                       line.references,   {},
                       at.recorded_at};
  const auto intent = std::find_if(line.references.begin(), line.references.end(),
                                   [](const std::string& ref) { return ref.starts_with("pi_"); });
  if (intent != line.references.end()) row.payment_intent = *intent;
  return row;
}

struct Fold {
  const Envelope& at;
  ReadModels& models;

  void operator()(const StatementImported& e) const { models.statements.put(row_of(e, at)); }
  void operator()(const StatementLinesImported& e) const {
    for (std::size_t i = 0; i < e.lines.size(); ++i) models.statement_lines.put(row_of(e, i, at));
  }
  void operator()(const ReconciliationMatched& e) const {
    models.hand_matches.put({e.match_id,
                             e.account,
                             e.lines,
                             e.positions,
                             e.reason,
                             e.matched_by,
                             at.recorded_at,
                             at.position.value,
                             {},
                             {}});
  }
  void operator()(const ReconciliationUnmatched& e) const {
    HandMatchRow* row = models.hand_matches.edit({e.match_id});
    if (!row) throw std::logic_error("match " + e.match_id.str() + " was never made");
    row->undone_at = at.recorded_at;
    row->undone_position = at.position.value;
  }
  template <class E>
  void operator()(const E&) const {}
};

}  // namespace

void fold_statement_imports(const Recorded& recorded, ReadModels& models) {
  std::visit(Fold{recorded.envelope, models}, recorded.event);
}

}  // namespace daybook
