#include "adapters/export/pdf_pages.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <stdexcept>

namespace daybook::exports {
namespace {

// ISO 216 A4, on its side: four columns of money need the width.
constexpr double kPageWidth = 841.89;
constexpr double kPageHeight = 595.28;
constexpr double kMargin = 36;
constexpr double kFootPoints = 6.5;
constexpr double kFootLeading = 9;
// Of Noto Sans, per point. A line that is this high but for rounding is exactly this high, so that counting
// and drawing agree.
constexpr double kAscent = 1.069;
constexpr double kDescent = 0.293;
constexpr double kRounding = 0.01;
constexpr double kGrey = 0.33;
constexpr double kPale = 0.8;
double points_of(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

double height_or(double usual, double measured) { return measured <= usual + kRounding ? usual : measured; }

cairo_status_t append(void* out, const unsigned char* bytes, unsigned int length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

PdfPages::PdfPages(const PdfFonts& fonts, PdfFrame frame, int total)
    : fonts_(fonts), latin_(fonts), frame_(std::move(frame)), total_(total), y_(kMargin) {
  if (total_ == 0) return;
  surface_ = cairo_pdf_surface_create_for_stream(append, &out_, kPageWidth, kPageHeight);
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_TITLE, frame_.title.c_str());
  // Now, unless it is set.
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE, frame_.created.c_str());
  cairo_ = cairo_create(surface_);
}

PdfPages::~PdfPages() {
  if (cairo_) cairo_destroy(cairo_);
  if (surface_) cairo_surface_destroy(surface_);
}

PangoLayout* PdfPages::next_layout() {
  if (layouts_.size() == taken_) {
    layouts_.emplace_back(pango_layout_new(fonts_.context()));
    pango_layout_set_wrap(layouts_.back().get(), PANGO_WRAP_WORD_CHAR);
  }
  return layouts_[taken_++].get();
}

std::vector<PdfPages::Line> PdfPages::lay_out(const PdfCell& cell) {
  const double ascent = kAscent * cell.style.points;
  const double descent = kDescent * cell.style.points;
  std::vector<Line> lines;
  if (const auto plain = latin_.lines(cell.text, cell.style, cell.width)) {
    for (const auto& [part, width] : *plain)
      lines.push_back({nullptr, part, cell.style.money ? cell.width - width : 0, ascent, descent});
    return lines;
  }
  PangoLayout* text = next_layout();
  PangoFontDescription* font = fonts_.describe(cell.style.points, cell.style.bold);
  pango_layout_set_font_description(text, font);
  pango_font_description_free(font);
  pango_layout_set_width(text, cell.style.money ? -1 : static_cast<int>(cell.width * PANGO_SCALE));
  pango_layout_set_text(text, cell.text.data(), static_cast<int>(cell.text.size()));
  PangoLayoutIter* at = pango_layout_get_iter(text);
  do {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(at, nullptr, &logical);
    const double up = points_of(pango_layout_iter_get_baseline(at) - logical.y);
    const double down = points_of(logical.height) - up;
    const double x = cell.style.money ? cell.width - points_of(logical.width) : points_of(logical.x);
    lines.push_back(
        {pango_layout_iter_get_line_readonly(at), {}, x, height_or(ascent, up), height_or(descent, down)});
  } while (pango_layout_iter_next_line(at));
  pango_layout_iter_free(at);
  return lines;
}

PdfPages::Lines PdfPages::lay_out(const PdfRow& row) {
  Lines lines;
  for (const PdfCell& cell : row) lines.push_back(lay_out(cell));
  return lines;
}

namespace {

/// Of the row's line `index`: the highest ascent and the deepest descent of its cells.
template <class Lines>
std::pair<double, double> extent(const Lines& lines, std::size_t index) {
  double up = 0;
  double down = 0;
  for (const auto& cell : lines) {
    if (index >= cell.size()) continue;
    up = std::max(up, cell[index].ascent);
    down = std::max(down, cell[index].descent);
  }
  return {up, down};
}

template <class Lines>
std::size_t line_count(const Lines& lines) {
  std::size_t count = 0;
  for (const auto& cell : lines) count = std::max(count, cell.size());
  return count;
}

template <class Lines>
double height_of(const Lines& lines) {
  double height = 0;
  for (std::size_t i = 0; i < line_count(lines); ++i) {
    const auto [up, down] = extent(lines, i);
    height += up + down;
  }
  return height;
}

}  // namespace

double PdfPages::left() const {
  const double foot = kFootLeading * static_cast<double>(frame_.foot.size() + 1);
  return kPageHeight - kMargin - foot - y_;
}

void PdfPages::add(const std::vector<PdfRow>& rows) {
  taken_ = 0;
  std::vector<Lines> laid_out;
  double height = 0;
  for (const PdfRow& row : rows) height += height_of(laid_out.emplace_back(lay_out(row)));
  if (height > left() && y_ > kMargin) next_page();
  for (std::size_t i = 0; i < rows.size(); ++i) set(rows[i], laid_out[i]);
}

void PdfPages::set(const PdfRow& row, const Lines& lines) {
  for (std::size_t i = 0; i < line_count(lines); ++i) {
    const auto [up, down] = extent(lines, i);
    if (up + down > left()) next_page();
    set_line(row, lines, i, y_ + up);
    y_ += up + down;
  }
}

void PdfPages::set_line(const PdfRow& row, const Lines& lines, std::size_t index, double baseline) {
  if (!cairo_) return;
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (index >= lines[c].size()) continue;
    const Line& line = lines[c][index];
    const double shade = row[c].style.grey ? kGrey : 0;
    cairo_set_source_rgb(cairo_, shade, shade, shade);
    cairo_move_to(cairo_, kMargin + row[c].x + line.x, baseline);
    if (line.line) {
      pango_cairo_show_layout_line(cairo_, line.line);
    } else {
      latin_.show(cairo_, line.plain, row[c].style);
    }
  }
}

void PdfPages::repeat(std::vector<PdfRow> head) {
  head_ = std::move(head);
  taken_ = 0;
  set_head();
}

void PdfPages::set_head() {
  for (const PdfRow& row : head_) set(row, lay_out(row));
  if (!head_.empty()) rule();
}

void PdfPages::set_foot() {
  if (!cairo_) return;
  const PdfStyle small{.points = kFootPoints, .grey = true};
  PdfStyle number = small;
  number.money = true;
  double y = kPageHeight - kMargin - kFootLeading * (static_cast<double>(frame_.foot.size()) - 1);
  const std::string page = fmt::format("Page {} of {}", page_, total_);
  for (const std::string& text : frame_.foot) {
    PdfRow row{{0, kWidth, small, text}};
    if (&text == &frame_.foot.front()) row.push_back({0, kWidth, number, page});
    set_line(row, lay_out(row), 0, y);
    y += kFootLeading;
  }
}

void PdfPages::next_page() {
  const std::size_t taken = taken_;  // by the rows that are being set
  set_foot();
  if (cairo_) cairo_show_page(cairo_);
  ++page_;
  y_ = kMargin;
  set_head();
  taken_ = taken;
}

void PdfPages::gap(double height) { y_ += std::min(height, std::max(0.0, left())); }

void PdfPages::rule(bool grey) {
  if (cairo_) {
    const double shade = grey ? kPale : 0;
    cairo_set_source_rgb(cairo_, shade, shade, shade);
    cairo_set_line_width(cairo_, grey ? 0.25 : 0.75);
    cairo_move_to(cairo_, kMargin, y_ + 1);
    cairo_line_to(cairo_, kMargin + kWidth, y_ + 1);
    cairo_stroke(cairo_);
  }
  gap(2);
}

void PdfPages::bookmark(const std::string& title) {
  if (!surface_) return;
  cairo_pdf_surface_add_outline(surface_, CAIRO_PDF_OUTLINE_ROOT, title.c_str(),
                                fmt::format("page={} pos=[0 0]", page_).c_str(),
                                static_cast<cairo_pdf_outline_flags_t>(0));
}

std::string PdfPages::finish() {
  if (!cairo_) return {};
  if (page_ != total_) throw std::logic_error("a PDF's pages were counted otherwise than they were set");
  taken_ = 0;
  set_foot();
  cairo_show_page(cairo_);
  cairo_surface_finish(surface_);
  for (const cairo_status_t status : {cairo_status(cairo_), cairo_surface_status(surface_)})
    if (status != CAIRO_STATUS_SUCCESS)
      throw std::runtime_error(fmt::format("cairo: {}", cairo_status_to_string(status)));
  return std::move(out_);
}

}  // namespace daybook::exports
