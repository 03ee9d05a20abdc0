#pragma once
// What our PDF documents have in common: type sizes, facts with their names, sums, and tables of some columns
// of text and four of money, each wide enough for any 64-bit amount of any currency.

#include <functional>

#include "adapters/export/pdf_pages.hpp"
#include "core/currency.hpp"
#include "core/money.hpp"

namespace daybook::exports {

inline constexpr PdfStyle kPdfTitle{.points = 16, .bold = true};
inline constexpr PdfStyle kPdfHeading{.points = 12, .bold = true};
inline constexpr PdfStyle kPdfText{.points = 8};
inline constexpr PdfStyle kPdfSmall{.points = 6.5, .grey = true};

inline constexpr double kPdfTexts = 360;  ///< what a table's columns of text are wide together
inline constexpr double kPdfAmount = (PdfPages::kWidth - kPdfTexts) / 4;

/// A fact under its name; the value may be anything that was typed.
PdfRow pdf_fact(const char* name, std::string_view value);
PdfRow pdf_sum(const char* name, Minor amount, Currency currency, bool bold);
/// `texts` are plain_line's or ours, in columns of these widths; `amounts` are at most four.
PdfRow pdf_row(const std::vector<double>& widths, const std::vector<std::string>& texts,
               const std::vector<std::string>& amounts, bool bold = false);

/// The file. `fill` is called twice and must add the same each time: to count the pages, then to draw them.
std::string pdf_document(const PdfFrame& frame, const std::function<void(PdfPages&)>& fill);

}  // namespace daybook::exports
