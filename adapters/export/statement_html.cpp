#include "adapters/export/statement_html.hpp"

#include <fmt/format.h>

#include "adapters/export/statement_words.hpp"
#include "events/log/hash.hpp"

namespace daybook::exports {
namespace {

// Served by its hash: between the tags stands exactly this.
constexpr std::string_view kStyle = R"css(
body { font: 14px/1.45 "Noto Sans", "DejaVu Sans", sans-serif; color: #1a1a1a; margin: 2em; }
h1 { font-size: 1.5em; margin: 0 0 .2em; } h2 { font-size: 1.2em; margin: 1.6em 0 .4em; }
dl { display: grid; grid-template-columns: max-content auto; gap: .1em 1em; margin: .5em 0; }
dt { color: #555; } dd { margin: 0; }
table { border-collapse: collapse; } caption { text-align: left; color: #555; padding: .3em 0; }
th, td { padding: .25em .7em; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd; }
.money { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.summary th { font-weight: normal; } .opening, .closing { font-weight: bold; } .closing > * { border-top: 2px solid #1a1a1a; }
.closing th, .opening th { font-weight: bold; }
.why { color: #555; font-size: .85em; overflow-wrap: anywhere; } .lines { width: 100%; margin-top: 1em; }
.lines tbody tr:nth-child(4n+1), .lines tbody tr:nth-child(4n+2) { background: #f7f7f7; }
footer { margin-top: 2.5em; border-top: 1px solid #999; color: #555; font-size: .85em; overflow-wrap: anywhere; }
@page { size: A4 landscape; margin: 12mm; }
@media print { body { margin: 0; font-size: 10px; } thead { display: table-header-group; } tr { break-inside: avoid; } }
)css";

std::string money_cell(Minor amount, Currency currency) {
  return fmt::format("<td class=\"money\">{}</td>", decimal_text(amount.value, currency));
}

void add_total(std::string& out, const StatementBlock& block, const char* name, const char* shown,
               Minor amount) {
  out += fmt::format("<tr class=\"{}\"><th scope=\"row\">{}</th>{}</tr>\n", name, shown,
                     money_cell(amount, block.currency));
}

void add_summary(std::string& out, const StatementBlock& block) {
  out += "<table class=\"summary\">\n<caption>Amounts in " + html_text(block.currency.str()) +
         "</caption>\n<tbody>\n";
  add_total(out, block, "opening", "Opening balance", block.opening);
  add_total(out, block, "accruals", "Commission earned", block.accruals);
  add_total(out, block, "clawbacks", "Clawbacks", block.clawbacks);
  add_total(out, block, "adjustments", "Adjustments", block.adjustments);
  add_total(out, block, "payouts", "Payouts", block.payouts);
  add_total(out, block, "closing", "Closing balance", block.closing);
  out += "</tbody>\n</table>\n";
}

/// Two rows a line: the figures, and below them where they come from.
void add_line(std::string& out, const StatementBlock& block, const StatementLine& line) {
  out += fmt::format("<tr class=\"line\"><td>{}</td><td>{}</td><td>{}</td>", html_text(line.date),
                     kind_text(line.kind), html_text(subject_text(line)));
  for (const Minor amount : {line.revenue_share, line.markup, line.adjustments, line.amount})
    out += money_cell(amount, block.currency);
  out +=
      "</tr>\n<tr class=\"why\"><td></td><td colspan=\"6\">" + html_text(origin_text(line)) + "</td></tr>\n";
}

void add_lines(std::string& out, const StatementBlock& block) {
  if (block.lines.empty()) {
    out += "<p>Nothing happened in this period.</p>\n";
    return;
  }
  out +=
      "<table class=\"lines\">\n<thead><tr><th>Date</th><th>What</th><th>Order or payout</th>"
      "<th class=\"money\">Revenue share</th><th class=\"money\">Markup</th>"
      "<th class=\"money\">Adjustments</th><th class=\"money\">Amount</th></tr></thead>\n<tbody>\n";
  for (const StatementLine& line : block.lines) add_line(out, block, line);
  out += "</tbody>\n</table>\n";
}

std::string fact(const char* name, std::string_view value) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html_text(value));
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    }
  }
  return out;
}

std::string statement_html(const Statement& statement) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Statement for {0}</title>\n"
      "<style>{1}</style>\n</head>\n<body>\n<h1>Statement for {0}</h1>\n",
      html_text(month_text(statement.period)), kStyle);
  out += "<dl>\n" + fact("Payee", statement.payee.str()) +
         fact("From", to_string(statement.boundaries.start)) +
         fact("Until", to_string(statement.boundaries.end) + " (excluded)") +
         fact("Time zone of days and months", statement.time_zone) + "</dl>\n";
  for (const StatementBlock& block : statement.currencies) {
    out += "<section>\n<h2>" + html_text(block.currency.str()) + "</h2>\n";
    add_summary(out, block);
    add_lines(out, block);
    out += "</section>\n";
  }
  out += fmt::format(
      "<footer>\n<p>{}</p>\n<p>Log position <span class=\"position\">{}</span> · template version "
      "<span class=\"template\">{}</span> · SHA-256 <span class=\"digest\">{}</span></p>\n</footer>\n"
      "</body>\n</html>\n",
      kRoundingNote, statement.position, statement.template_version, digest_of(statement));
  return out;
}

const std::string& statement_html_policy() {
  static const std::string policy = "default-src 'none'; style-src 'sha256-" +
                                    log::to_base64(log::as_bytes(log::sha256(kStyle))) +
                                    "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return policy;
}

}  // namespace daybook::exports
