#pragma once
// Rows of text on A4 pages, top down: wraps cells, breaks pages, repeats a head, numbers the pages. Bytes
// depend on what is added and on the fonts alone. Set twice, because "Page 1 of N" needs N: first counted
// (nothing is drawn), then drawn.
//
// Everything is text in the order of reading, so that it can be searched and copied. Lengths are points.

#include <string>
#include <string_view>
#include <vector>

#include "adapters/export/pdf_latin.hpp"

using cairo_surface_t = struct _cairo_surface;
using PangoLayout = struct _PangoLayout;
using PangoLayoutLine = struct _PangoLayoutLine;

namespace daybook::exports {

struct PdfCell {
  double x = 0;  ///< from the left margin
  double width = 0;
  PdfStyle style;
  std::string text;
};
using PdfRow = std::vector<PdfCell>;

struct PdfFrame {
  std::string title;
  std::string created;            ///< ISO 8601, in seconds: "2026-11-30T00:00:00Z"
  std::vector<std::string> foot;  ///< lines at the bottom of every page
};

class PdfPages {
 public:
  /// `total` 0: pages are only counted.
  PdfPages(const PdfFonts& fonts, PdfFrame frame, int total);
  ~PdfPages();
  PdfPages(const PdfPages&) = delete;
  PdfPages& operator=(const PdfPages&) = delete;

  static constexpr double kWidth = 769.89;  ///< between the margins

  /// Rows that stay on one page, unless they are taller than it: then they break between lines of text.
  void add(const std::vector<PdfRow>& rows);
  /// A head to be set now and on each page that follows, until another; none: an empty one.
  void repeat(std::vector<PdfRow> head);
  void gap(double height);
  /// A thin line across.
  void rule(bool grey = false);
  /// An entry of the reader's table of contents, leading to this page.
  void bookmark(const std::string& title);

  int pages() const { return page_; }
  /// The file; empty when pages were only counted. Throws std::runtime_error when cairo failed, and
  /// std::logic_error when there are not `total` pages.
  std::string finish();

 private:
  struct Line {
    PangoLayoutLine* line = nullptr;  // null: `plain`, the short way
    std::string_view plain;
    double x = 0;
    double ascent = 0;
    double descent = 0;
  };
  using Lines = std::vector<std::vector<Line>>;  // by cell

  Lines lay_out(const PdfRow& row);
  std::vector<Line> lay_out(const PdfCell& cell);
  PangoLayout* next_layout();
  /// Sets the row here, breaking the page between its lines where it must.
  void set(const PdfRow& row, const Lines& lines);
  void set_line(const PdfRow& row, const Lines& lines, std::size_t index, double baseline);
  void set_head();
  void set_foot();
  void next_page();
  double left() const;

  const PdfFonts& fonts_;
  PdfLatin latin_;
  PdfFrame frame_;
  int total_;
  int page_ = 1;
  double y_;
  std::vector<PdfRow> head_;
  std::vector<GObject<PangoLayout>> layouts_;  // taken again for the next rows
  std::size_t taken_ = 0;
  std::string out_;
  cairo_surface_t* surface_ = nullptr;  // null while counting
  cairo_t* cairo_ = nullptr;
};

}  // namespace daybook::exports
