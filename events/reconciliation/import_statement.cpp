#include "events/reconciliation/import_statement.hpp"

#include <fmt/format.h>

#include <set>

namespace daybook {
namespace {

/// The money and its day. The word for it may differ: Stripe's list and its reports have several.
bool same(const ImportedLine& a, const ImportedLine& b) {
  return a.at == b.at && a.amount == b.amount && a.fee == b.fee && a.net == b.net && a.currency == b.currency;
}

std::optional<Refusal> check_balance(const ReadStatement& s, std::size_t index) {
  if (!s.balance) return std::nullopt;
  Minor sum = s.balance->opening;
  for (const auto& line : s.lines) sum += line.net;
  if (sum == s.balance->closing) return std::nullopt;
  return invalid_field(
      fmt::format("/statements/{}/balance", index),
      fmt::format("the lines lead from {} to {}, and not to the closing balance {}: lines are missing or "
                  "doubled; ask for the whole statement",
                  decimal_text(s.balance->opening.value, s.balance->currency),
                  decimal_text(sum.value, s.balance->currency),
                  decimal_text(s.balance->closing.value, s.balance->currency)));
}

}  // namespace

Result<NewEvents> decide(const std::map<std::string, ImportedLine>& known, IdSource& ids,
                         const ImportStatement& c) {
  NewEvents events;
  std::set<std::string_view> seen;
  for (std::size_t index = 0; index < c.statements.size(); ++index) {
    const ReadStatement& s = c.statements[index];
    if (auto bad = check_balance(s, index)) return refuse(*bad);
    StatementImported fact{StatementId(ids.next()),
                           c.account,
                           c.format,
                           c.sha256,
                           static_cast<std::int64_t>(index) + 1,
                           s.holder,
                           s.period_start,
                           s.period_end,
                           s.balance,
                           0,
                           0,
                           c.imported_by};
    std::vector<ImportedLine> fresh;
    for (const auto& line : s.lines) {
      if (!seen.insert(line.line_id).second)
        return refuse(invalid_field("/lines/" + line.line_id, "is in this file twice"));
      const auto before = known.find(line.line_id);
      if (before == known.end()) {
        fresh.push_back(line);
      } else if (!same(before->second, line)) {
        return refuse(
            RefusalCode::conflict,
            fmt::format("line {} was imported before with another content ({} {} of {}): what "
                        "was said then cannot be changed; nothing of this file was recorded",
                        line.line_id, decimal_text(before->second.net.value, before->second.currency),
                        before->second.currency.str(), to_string(before->second.at)));
      } else {
        ++fact.known;
      }
    }
    fact.lines = static_cast<std::int64_t>(fresh.size());
    events.push_back({fact, c.now});
    for (std::size_t first = 0; first < fresh.size(); first += kLinesPerEvent) {
      StatementLinesImported chunk{fact.statement_id, c.account, static_cast<std::int64_t>(first) + 1, {}};
      const auto last = std::min(first + kLinesPerEvent, fresh.size());
      for (std::size_t i = first; i < last; ++i) chunk.lines.push_back(fresh[i]);
      events.push_back({std::move(chunk), c.now});
    }
  }
  return events;
}

std::string statement_ref(const std::string& account, const std::string& sha256, std::int64_t part) {
  return fmt::format("statement_file:{}:{}:{}", account, sha256, part);
}
std::string statement_line_ref(const std::string& account, const std::string& line_id) {
  return "statement_line:" + account + ":" + line_id;
}

}  // namespace daybook
