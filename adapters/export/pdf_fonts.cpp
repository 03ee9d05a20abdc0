#include "adapters/export/pdf_fonts.hpp"

#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <stdexcept>
#include <string>

namespace daybook::exports {
namespace {

constexpr const char* kNoto = "/usr/share/fonts/truetype/noto/Noto";
/// Hanzi, kana and hangul; Latin letters come from Noto Sans, which is asked first.
constexpr const char* kHan = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc";

/// Noto Sans for the scripts that Noto Sans itself (Latin, Greek, Cyrillic) lacks.
constexpr const char* kSans[] = {"Adlam",
                                 "AnatolianHieroglyphs",
                                 "Arabic",
                                 "Armenian",
                                 "Avestan",
                                 "Balinese",
                                 "Bamum",
                                 "BassaVah",
                                 "Batak",
                                 "Bengali",
                                 "Bhaiksuki",
                                 "Brahmi",
                                 "Buginese",
                                 "Buhid",
                                 "CanadianAboriginal",
                                 "Carian",
                                 "CaucasianAlbanian",
                                 "Chakma",
                                 "Cham",
                                 "Cherokee",
                                 "Coptic",
                                 "Cuneiform",
                                 "Cypriot",
                                 "Deseret",
                                 "Devanagari",
                                 "Duployan",
                                 "EgyptianHieroglyphs",
                                 "Elbasan",
                                 "Elymaic",
                                 "Ethiopic",
                                 "Georgian",
                                 "Glagolitic",
                                 "Gothic",
                                 "Grantha",
                                 "Gujarati",
                                 "GunjalaGondi",
                                 "Gurmukhi",
                                 "HanifiRohingya",
                                 "Hanunoo",
                                 "Hatran",
                                 "Hebrew",
                                 "ImperialAramaic",
                                 "IndicSiyaqNumbers",
                                 "InscriptionalPahlavi",
                                 "InscriptionalParthian",
                                 "Javanese",
                                 "Kaithi",
                                 "Kannada",
                                 "KayahLi",
                                 "Kharoshthi",
                                 "Khmer",
                                 "Khojki",
                                 "Khudawadi",
                                 "Lao",
                                 "Lepcha",
                                 "Limbu",
                                 "LinearA",
                                 "LinearB",
                                 "Lisu",
                                 "Lycian",
                                 "Lydian",
                                 "Mahajani",
                                 "Malayalam",
                                 "Mandaic",
                                 "Manichaean",
                                 "Marchen",
                                 "MasaramGondi",
                                 "Math",
                                 "MayanNumerals",
                                 "Medefaidrin",
                                 "MeeteiMayek",
                                 "MendeKikakui",
                                 "Meroitic",
                                 "Miao",
                                 "Modi",
                                 "Mongolian",
                                 "Mro",
                                 "Multani",
                                 "Myanmar",
                                 "NKo",
                                 "Nabataean",
                                 "NewTaiLue",
                                 "Newa",
                                 "Nushu",
                                 "Ogham",
                                 "OlChiki",
                                 "OldHungarian",
                                 "OldItalic",
                                 "OldNorthArabian",
                                 "OldPermic",
                                 "OldPersian",
                                 "OldSogdian",
                                 "OldSouthArabian",
                                 "OldTurkic",
                                 "Oriya",
                                 "Osage",
                                 "Osmanya",
                                 "PahawhHmong",
                                 "Palmyrene",
                                 "PauCinHau",
                                 "PhagsPa",
                                 "Phoenician",
                                 "PsalterPahlavi",
                                 "Rejang",
                                 "Runic",
                                 "Samaritan",
                                 "Saurashtra",
                                 "Sharada",
                                 "Shavian",
                                 "Siddham",
                                 "SignWriting",
                                 "Sinhala",
                                 "Sogdian",
                                 "SoraSompeng",
                                 "Soyombo",
                                 "Sundanese",
                                 "SylotiNagri",
                                 "Symbols",
                                 "Symbols2",
                                 "Syriac",
                                 "Tagalog",
                                 "Tagbanwa",
                                 "TaiLe",
                                 "TaiTham",
                                 "TaiViet",
                                 "Takri",
                                 "Tamil",
                                 "TamilSupplement",
                                 "Telugu",
                                 "Thaana",
                                 "Thai",
                                 "Tifinagh",
                                 "Tirhuta",
                                 "Ugaritic",
                                 "Vai",
                                 "Wancho",
                                 "WarangCiti",
                                 "Yi",
                                 "ZanabazarSquare"};
/// Scripts that Noto has with serifs only.
constexpr const char* kSerif[] = {"Ahom", "Dogra", "NyiakengPuachueHmong", "Tangut", "Tibetan", "Yezidi"};

void add(FcConfig* config, const std::string& file, const char* package) {
  if (!FcConfigAppFontAddFile(config, reinterpret_cast<const FcChar8*>(file.c_str())))
    throw std::runtime_error(
        fmt::format("the font {} is missing: install Debian's {} (scripts/install)", file, package));
}

void add_fonts(FcConfig* config) {
  const auto noto = [&](const char* name, const char* rest) {
    add(config, fmt::format("{}{}{}.ttf", kNoto, name, rest), "fonts-noto-core");
  };
  noto("Sans", "-Regular");
  noto("Sans", "-Bold");
  for (const char* script : kSans) noto("Sans", fmt::format("{}-Regular", script).c_str());
  for (const char* script : kSerif) noto("Serif", fmt::format("{}-Regular", script).c_str());
  add(config, kHan, "fonts-wqy-microhei");
}

void set_up(PangoContext* context) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  pango_cairo_context_set_resolution(context, 72);
  // Rounded to whole points, letters would stand apart, and readers would see blanks between them.
  pango_context_set_round_glyph_positions(context, FALSE);
  // "No linguistic content" (ISO 639-2): for any language that it knows, Pango asks LANGUAGE which language
  // another script's text is in.
  pango_context_set_language(context, pango_language_from_string("zxx"));
}

}  // namespace

void GObjectUnref::operator()(void* object) const { g_object_unref(object); }

PdfFonts::PdfFonts() : config_(FcConfigCreate()) {
  try {
    add_fonts(config_);
  } catch (...) {
    FcConfigDestroy(config_);
    throw;
  }
  map_.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map_.get()), config_);
  context_.reset(pango_font_map_create_context(map_.get()));
  set_up(context_.get());
}

PangoFontDescription* PdfFonts::describe(double points, bool bold) const {
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, "Noto Sans");
  pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_size(font, static_cast<int>(points * PANGO_SCALE));
  return font;
}

PdfFonts::~PdfFonts() { FcConfigDestroy(config_); }

}  // namespace daybook::exports
