#pragma once
// The short way for plain text: ASCII and the middle dot need no shaping, no bidi and no second font, and are
// nearly all of a statement. Letters are set side by side without kerning, so a width is a sum.

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/export/pdf_fonts.hpp"

using cairo_t = struct _cairo;
using cairo_scaled_font_t = struct _cairo_scaled_font;
using PangoFont = struct _PangoFont;

namespace daybook::exports {

struct PdfStyle {
  double points = 8;
  bool bold = false;
  bool grey = false;
  bool money = false;  ///< one run of letters, never wrapped, to the right
};

class PdfLatin {
 public:
  explicit PdfLatin(const PdfFonts& fonts) : fonts_(fonts) {}

  struct Line {
    std::string_view text;  ///< of the caller's
    double width = 0;       ///< in points
  };
  /// The text in lines of at most `width`, broken at blanks, or inside a word that is longer; money is never
  /// broken. Nothing for text that needs Pango.
  std::optional<std::vector<Line>> lines(std::string_view text, const PdfStyle& style, double width);
  /// At cairo's current point, which is the baseline's start.
  void show(cairo_t* cairo, std::string_view text, const PdfStyle& style);

 private:
  struct Face {
    double points;
    bool bold;
    GObject<PangoFont> font;
    cairo_scaled_font_t* scaled;      // the font's own
    std::array<double, 128> advance;  // of ASCII
    double dot;                       // of U+00B7
  };
  Face& face(const PdfStyle& style);

  const PdfFonts& fonts_;
  std::deque<Face> faces_;  // as many as there are styles
};

}  // namespace daybook::exports
