#include "adapters/export/pdf_document.hpp"

#include "adapters/export/plain_text.hpp"

namespace daybook::exports {
namespace {

constexpr PdfStyle kBold{.points = 8, .bold = true};
constexpr PdfStyle kMoney{.points = 8, .money = true};
constexpr PdfStyle kBoldMoney{.points = 8, .bold = true, .money = true};
constexpr double kName = 150;
constexpr double kGap = 4;  // between columns

}  // namespace

PdfRow pdf_fact(const char* name, std::string_view value) {
  return {{0, kName, kPdfSmall, name}, {kName, PdfPages::kWidth - kName, kPdfText, plain_line(value)}};
}

PdfRow pdf_sum(const char* name, Minor amount, Currency currency, bool bold) {
  return {{0, kName, bold ? kBold : kPdfText, name},
          {kName, kPdfAmount, bold ? kBoldMoney : kMoney, decimal_text(amount.value, currency)}};
}

PdfRow pdf_row(const std::vector<double>& widths, const std::vector<std::string>& texts,
               const std::vector<std::string>& amounts, bool bold) {
  PdfRow row;
  double x = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    row.push_back({x, widths[i] - kGap, bold ? kBold : kPdfText, texts.at(i)});
    x += widths[i];
  }
  for (const std::string& amount : amounts) {
    row.push_back({x, kPdfAmount, bold ? kBoldMoney : kMoney, amount});
    x += kPdfAmount;
  }
  return row;
}

std::string pdf_document(const PdfFrame& frame, const std::function<void(PdfPages&)>& fill) {
  const PdfFonts fonts;
  PdfPages counted(fonts, frame, 0);
  fill(counted);
  PdfPages pages(fonts, frame, counted.pages());
  fill(pages);
  return pages.finish();
}

}  // namespace daybook::exports
