#include "adapters/export/pdf_latin.hpp"

#include <pango/pangocairo.h>

#include <stdexcept>

namespace daybook::exports {
namespace {

constexpr std::string_view kDot = "\xC2\xB7";

double advance_of(cairo_scaled_font_t* font, const std::string& letter) {
  cairo_text_extents_t extents;
  cairo_scaled_font_text_extents(font, letter.c_str(), &extents);
  return extents.x_advance;
}

}  // namespace

PdfLatin::Face& PdfLatin::face(const PdfStyle& style) {
  for (Face& known : faces_)
    if (known.points == style.points && known.bold == style.bold) return known;
  PangoFontDescription* wanted = fonts_.describe(style.points, style.bold);
  GObject<PangoFont> font(pango_context_load_font(fonts_.context(), wanted));
  pango_font_description_free(wanted);
  if (!font) throw std::runtime_error("a font of the PDF cannot be loaded");
  cairo_scaled_font_t* scaled = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(font.get()));
  Face& made = faces_.emplace_back(
      Face{style.points, style.bold, std::move(font), scaled, {}, advance_of(scaled, std::string(kDot))});
  for (char c = 0x20; c < 0x7f; ++c)
    made.advance.at(static_cast<std::size_t>(c)) = advance_of(scaled, std::string(1, c));
  return made;
}

std::optional<std::vector<PdfLatin::Line>> PdfLatin::lines(std::string_view text, const PdfStyle& style,
                                                           double width) {
  const Face& known = face(style);
  std::vector<Line> lines;
  std::size_t start = 0;
  double line = 0;        // width from `start`
  std::size_t blank = 0;  // behind the line's last one; none when not behind `start`
  double to_blank = 0;    // width from `start` to there
  for (std::size_t i = 0; i < text.size();) {
    const bool dot = text.substr(i, kDot.size()) == kDot;
    if (!dot && (text[i] < 0x20 || text[i] >= 0x7f)) return std::nullopt;
    const double advance = dot ? known.dot : known.advance.at(static_cast<std::size_t>(text[i]));
    if (line + advance > width && i > start && text[i] != ' ' && !style.money) {
      const std::size_t end = blank > start ? blank : i;
      const double taken = blank > start ? to_blank : line;
      lines.push_back({text.substr(start, end - start), taken});
      line -= taken;
      start = end;
    }
    line += advance;
    i += dot ? kDot.size() : 1;
    if (text[i - 1] == ' ') {
      blank = i;
      to_blank = line;
    }
  }
  lines.push_back({text.substr(start), line});
  return lines;
}

void PdfLatin::show(cairo_t* cairo, std::string_view text, const PdfStyle& style) {
  cairo_set_scaled_font(cairo, face(style).scaled);
  cairo_show_text(cairo, std::string(text).c_str());
}

}  // namespace daybook::exports
