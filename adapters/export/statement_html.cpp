#include "adapters/export/statement_html.hpp"

#include <fmt/format.h>

#include "adapters/export/html_page.hpp"
#include "adapters/export/statement_words.hpp"

namespace daybook::exports {
namespace {

void add_summary(std::string& out, const StatementBlock& block) {
  const auto total = [&](const char* name, const char* shown, Minor amount) {
    return html_sum(name, shown, amount, block.currency);
  };
  out += html_sums("Amounts in " + block.currency.str(),
                   total("opening", "Opening balance", block.opening) +
                       total("accruals", "Commission earned", block.accruals) +
                       total("clawbacks", "Clawbacks", block.clawbacks) +
                       total("adjustments", "Adjustments", block.adjustments) +
                       total("payouts", "Payouts", block.payouts) +
                       total("closing", "Closing balance", block.closing));
}

/// Two rows a line: the figures, and below them where they come from.
void add_line(std::string& out, const StatementBlock& block, const StatementLine& line) {
  out += fmt::format("<tr class=\"line\"><td>{}</td><td>{}</td><td>{}</td>", html_text(line.date),
                     kind_text(line.kind), html_text(subject_text(line)));
  for (const Minor amount : {line.revenue_share, line.markup, line.adjustments, line.amount})
    out += html_money(amount, block.currency);
  out +=
      "</tr>\n<tr class=\"why\"><td></td><td colspan=\"6\">" + html_text(origin_text(line)) + "</td></tr>\n";
}

std::string lines(const StatementBlock& block) {
  if (block.lines.empty()) return "<p>Nothing happened in this period.</p>\n";
  std::string rows;
  for (const StatementLine& line : block.lines) add_line(rows, block, line);
  return html_lines({"Date", "What", "Order or payout"}, {"Revenue share", "Markup", "Adjustments", "Amount"},
                    rows);
}

}  // namespace

std::string statement_html(const Statement& statement) {
  std::string out = "<dl>\n" + html_fact("Payee", statement.payee.str()) +
                    html_fact("From", to_string(statement.boundaries.start)) +
                    html_fact("Until", to_string(statement.boundaries.end) + " (excluded)") +
                    html_fact("Time zone of days and months", statement.time_zone) + "</dl>\n";
  for (const StatementBlock& block : statement.currencies) {
    out += "<section>\n<h2>" + html_text(block.currency.str()) + "</h2>\n";
    add_summary(out, block);
    out += lines(block) + "</section>\n";
  }
  out += fmt::format(
      "<footer>\n<p>{}</p>\n<p>Log position <span class=\"position\">{}</span>{} · template version "
      "<span class=\"template\">{}</span> · SHA-256 <span class=\"digest\">{}</span></p>\n</footer>\n",
      kRoundingNote, statement.position, effect_text(statement), statement.template_version,
      digest_of(statement));
  return html_page("Statement for " + month_text(statement.period), out);
}

}  // namespace daybook::exports
