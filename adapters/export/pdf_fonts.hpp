#pragma once
// The fonts that a PDF is set in: files named here and nothing else that the machine has or is configured to,
// so that bytes do not depend on it (the fonts' packages are part of the template: decisions/0001).
//
// One object per document, used by one thread: Pango's font maps must not be shared between threads. It
// takes about 15 ms and 12 MB, given back with it.

#include <memory>

// Opaque here: their headers are large, and are for the .cpp files.
using PangoContext = struct _PangoContext;
using PangoFontMap = struct _PangoFontMap;
using PangoFontDescription = struct _PangoFontDescription;
using FcConfig = struct _FcConfig;

namespace daybook::exports {

/// g_object_unref.
struct GObjectUnref {
  void operator()(void* object) const;
};
template <class T>
using GObject = std::unique_ptr<T, GObjectUnref>;

class PdfFonts {
 public:
  /// Throws std::runtime_error naming a file that is missing and its package.
  PdfFonts();
  ~PdfFonts();
  PdfFonts(const PdfFonts&) = delete;
  PdfFonts& operator=(const PdfFonts&) = delete;

  /// Set for one point per unit, without hinting, in no language: the environment decides nothing.
  PangoContext* context() const { return context_.get(); }

  /// The caller's, to be given back with pango_font_description_free.
  PangoFontDescription* describe(double points, bool bold) const;

 private:
  FcConfig* config_ = nullptr;
  GObject<PangoFontMap> map_;
  GObject<PangoContext> context_;
};

}  // namespace daybook::exports
