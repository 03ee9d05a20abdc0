#include "projections/statement.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/codec/json_write.hpp"
#include "events/log/hash.hpp"

namespace daybook {
namespace {

/// Which of the block's totals a line counts to.
Minor& total_of(StatementBlock& block, StatementKind kind) {
  switch (kind) {
    case StatementKind::accrual:
    case StatementKind::release:
      return block.accruals;
    // What is held may have to be given back; it comes again with the reversal or the end of the hold.
    case StatementKind::clawback:
    case StatementKind::clawback_reversed:
    case StatementKind::hold:
    case StatementKind::unhold:
      return block.clawbacks;
    case StatementKind::correction:
    case StatementKind::adjustment:
      return block.adjustments;
    case StatementKind::payout_created:
    case StatementKind::payout_failed:
    case StatementKind::payout_cancelled:
    case StatementKind::payout_returned:
      return block.payouts;
  }
  throw std::logic_error("statement kind out of range");
}

Minor moved(const StatementBlock& b) { return b.accruals + b.clawbacks + b.adjustments + b.payouts; }

void must_agree(const Statement& s, const StatementBlock& block, const char* what, Minor shown,
                Minor summed) {
  if (shown != summed)
    throw StatementError(fmt::format("statement {} of {} at position {}, {}: {} is {} and not {}", s.period,
                                     s.payee.str(), s.position, block.currency.str(), what, shown.value,
                                     summed.value));
}

}  // namespace

Statement make_statement(const StatementRequest& request, const std::map<Currency, StatementSums>& sums,
                         std::vector<StatementEntry> entries) {
  const Period period = request.zone.period_of(request.month);
  bool late = false;
  std::map<Currency, StatementBlock> blocks;
  for (const auto& [currency, sum] : sums) blocks[currency].opening = sum.opening;
  for (auto& [currency, line] : entries) {
    if (line.position > request.position || line.at >= period.end) continue;
    StatementBlock& block = blocks[currency];
    line.amount = line.revenue_share + line.markup + line.adjustments;
    if (line.at < period.start) {
      block.opening += line.amount;
      continue;
    }
    line.date = request.zone.day_of(line.at);
    late = late || line.prior_period;
    total_of(block, line.kind) += line.amount;
    block.lines.push_back(std::move(line));
  }
  if (blocks.empty()) blocks[request.currency] = {};
  Statement statement{request.payee,
                      to_string(request.month),
                      period,
                      request.zone.name(),
                      request.position,
                      late ? kStatementTemplateWithPriorPeriods : kStatementTemplate,
                      {},
                      request.effective_date};
  for (auto& [currency, block] : blocks) {
    block.currency = currency;
    block.closing = block.opening + moved(block);
    std::sort(block.lines.begin(), block.lines.end(),
              [](const auto& a, const auto& b) { return a.position < b.position; });
    const auto sum = sums.find(currency);
    if (sum != sums.end() && sum->second.closing)
      must_agree(statement, block, "closing", block.closing, *sum->second.closing);
    statement.currencies.push_back(std::move(block));
  }
  check_totals(statement);
  return statement;
}

void check_totals(const Statement& statement) {
  for (const StatementBlock& block : statement.currencies) {
    StatementBlock again;
    Minor lines;
    for (const StatementLine& line : block.lines) {
      must_agree(statement, block, "a line's amount", line.amount,
                 line.revenue_share + line.markup + line.adjustments);
      total_of(again, line.kind) += line.amount;
      lines += line.amount;
    }
    must_agree(statement, block, "accruals", block.accruals, again.accruals);
    must_agree(statement, block, "clawbacks", block.clawbacks, again.clawbacks);
    must_agree(statement, block, "adjustments", block.adjustments, again.adjustments);
    must_agree(statement, block, "payouts", block.payouts, again.payouts);
    must_agree(statement, block, "closing", block.closing, block.opening + lines);
  }
}

std::string canonical_json(const Statement& statement) {
  std::string text = json::to_json(statement);
  if (!statement.effective_date) return text;
  text.pop_back();
  return text + ",\"effective_date\":" + json::to_json(*statement.effective_date) + "}";
}

std::string digest_of(const Statement& statement) {
  return log::to_hex(log::sha256(canonical_json(statement)));
}

std::string statement_json(const Statement& statement) {
  std::string text = canonical_json(statement);
  const std::string digest = log::to_hex(log::sha256(text));
  text.pop_back();
  return text + ",\"digest\":\"" + digest + "\"}";
}

}  // namespace daybook
