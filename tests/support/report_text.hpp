#pragma once
// A payout's report read back from what was rendered, knowing nothing of the program: figures by the names
// that people read.

#include <sstream>

#include "tests/support/document_text.hpp"

namespace daybook::test {

struct ReportName {
  const char* shown;
  const char* record;  ///< CSV's
};
inline constexpr ReportName kReportNames[] = {{"Revenue share", "revenue_share"},
                                              {"Markup", "markup"},
                                              {"Adjustments", "adjustments"},
                                              {"Carried forward", "earlier_periods"},
                                              {"Total", "total"},
                                              {"All revenue share", "total_revenue_share"},
                                              {"All markup", "total_markup"},
                                              {"All adjustments", "total_adjustments"}};

/// Throws when a figure is told twice.
inline void add_figure(Totals& figures, const std::string& shown, const std::string& decimal) {
  for (const ReportName& name : kReportNames)
    if (shown == name.shown && !figures.emplace(shown, minor_of(decimal)).second)
      throw std::runtime_error("two figures of " + shown);
}

inline Totals report_csv_figures(const std::string& csv) {
  Totals figures;
  for (const CsvRow& row : csv_rows(csv))
    for (const ReportName& name : kReportNames)
      if (row.at("record") == name.record) add_figure(figures, name.shown, row.at("amount"));
  return figures;
}

inline Totals report_html_figures(const std::string& html) {
  static const std::regex row(
      "<tr class=\"[a-z_]+\"><th scope=\"row\">([^<]*)</th><td class=\"money\">([-0-9.]+)</td></tr>");
  Totals figures;
  for (std::sregex_iterator at(html.begin(), html.end(), row), end; at != end; ++at)
    add_figure(figures, (*at)[1], (*at)[2]);
  return figures;
}

inline Totals report_pdf_figures(const std::string& pdf) {
  static const std::regex row("([A-Z][a-z]+(?: [a-z]+)*) +(-?[0-9.]+)");
  Totals figures;
  std::smatch found;
  for (const std::string& page : pdf_pages(pdf)) {
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);)
      if (std::regex_match(line, found, row)) add_figure(figures, found[1], found[2]);
  }
  return figures;
}

inline Totals report_xlsx_figures(const std::string& xlsx) {
  const XlsxSheet summary = xlsx_sheets(xlsx).at("Summary");
  Totals figures;
  for (const ReportName& name : kReportNames)
    if (const int row = summary.row_of('A', name.shown))
      add_figure(figures, name.shown, summary.at('B', row).value);
  return figures;
}

/// What the JSON says of them: it has adjustments within carried_forward.
template <class Json>
Totals report_json_figures(const Json& report) {
  Totals figures{{"Revenue share", 0},
                 {"Markup", 0},
                 {"Carried forward", report["carried_forward"].integer()},
                 {"Total", report["totals"]["total"].integer()},
                 {"All revenue share", report["totals"]["revenue_share"].integer()},
                 {"All markup", report["totals"]["markup"].integer()}};
  for (std::size_t i = 0; i < report["orders"].size(); ++i) {
    figures["Revenue share"] += report["orders"][i]["revenue_share"].integer();
    figures["Markup"] += report["orders"][i]["markup"].integer();
  }
  return figures;
}
/// The figures of a format for people as the JSON has them. Throws when they do not add up.
inline Totals as_json_figures(Totals figures) {
  const auto f = [&](const char* name) { return figures.at(name); };
  if (f("Revenue share") + f("Markup") + f("Adjustments") + f("Carried forward") != f("Total") ||
      f("All revenue share") + f("All markup") + f("All adjustments") != f("Total"))
    throw std::runtime_error("the figures do not add up");
  figures["Carried forward"] += f("Adjustments");
  figures.erase("Adjustments");
  figures.erase("All adjustments");
  return figures;
}

}  // namespace daybook::test
