#include "adapters/export/html_page.hpp"

#include <fmt/format.h>

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

std::string html_page(std::string_view title, std::string_view content) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{0}</title>\n"
      "<style>{1}</style>\n</head>\n<body>\n<h1>{0}</h1>\n{2}</body>\n</html>\n",
      html_text(title), kStyle, content);
}

std::string html_fact(std::string_view name, std::string_view value) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html_text(value));
}

std::string html_money(Minor amount, Currency currency) {
  return fmt::format("<td class=\"money\">{}</td>", decimal_text(amount.value, currency));
}

std::string html_sum(std::string_view name, std::string_view shown, Minor amount, Currency currency) {
  return fmt::format("<tr class=\"{}\"><th scope=\"row\">{}</th>{}</tr>\n", name, shown,
                     html_money(amount, currency));
}

std::string html_sums(std::string_view caption, std::string_view rows) {
  return fmt::format("<table class=\"summary\">\n<caption>{}</caption>\n<tbody>\n{}</tbody>\n</table>\n",
                     html_text(caption), rows);
}

std::string html_lines(const std::vector<std::string>& texts, const std::vector<std::string>& amounts,
                       std::string_view rows) {
  return fmt::format(
      "<table class=\"lines\">\n<thead><tr><th>{}</th><th class=\"money\">{}</th></tr></thead>\n<tbody>\n{}"
      "</tbody>\n</table>\n",
      fmt::join(texts, "</th><th>"), fmt::join(amounts, "</th><th class=\"money\">"), rows);
}

const std::string& html_policy() {
  static const std::string policy = "default-src 'none'; style-src 'sha256-" +
                                    log::to_base64(log::as_bytes(log::sha256(kStyle))) +
                                    "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return policy;
}

}  // namespace daybook::exports
