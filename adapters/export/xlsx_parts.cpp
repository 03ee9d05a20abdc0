#include "adapters/export/xlsx_parts.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace daybook::exports::xlsx {
namespace {

constexpr const char* kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
#define DAYBOOK_OOXML "http://schemas.openxmlformats.org/"
constexpr const char* kMain = DAYBOOK_OOXML "spreadsheetml/2006/main";
constexpr const char* kRelation = DAYBOOK_OOXML "officeDocument/2006/relationships";
constexpr const char* kPackage = DAYBOOK_OOXML "package/2006/";
#undef DAYBOOK_OOXML
constexpr const char* kOffice = "application/vnd.openxmlformats-";

constexpr int kFirstMoney = 6;        // two for each number of decimals: plain, bold
constexpr int kFirstOwnFormat = 164;  // of numbers: smaller ones are built in
constexpr int kLongMoney = kFirstMoney + 2 * (kMostDecimals + 1);

std::string relation(std::size_t id, const char* type, const std::string& target) {
  return fmt::format("<Relationship Id=\"rId{}\" Type=\"{}\" Target=\"{}\"/>", id, type, target);
}
std::string relations(const std::string& all) {
  return fmt::format("{}<Relationships xmlns=\"{}relationships\">{}</Relationships>", kDeclaration, kPackage,
                     all);
}
std::string override_of(const std::string& part, const std::string& type) {
  return fmt::format("<Override PartName=\"{}\" ContentType=\"{}+xml\"/>", part, type);
}

std::string number_formats() {
  std::string out = fmt::format("<numFmts count=\"{}\">", kMostDecimals + 2);
  for (int decimals = 0; decimals <= kMostDecimals; ++decimals)
    out += fmt::format("<numFmt numFmtId=\"{}\" formatCode=\"#,##0{}{}\"/>", kFirstOwnFormat + decimals,
                       decimals > 0 ? "." : "", std::string(static_cast<std::size_t>(decimals), '0'));
  return out + fmt::format("<numFmt numFmtId=\"{}\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>",
                           kFirstOwnFormat + kMostDecimals + 1);
}

std::string look(int number_format, bool bold, int border, const char* alignment) {
  return fmt::format(
      "<xf numFmtId=\"{}\" fontId=\"{}\" fillId=\"0\" borderId=\"{}\" xfId=\"0\" applyNumberFormat=\"1\" "
      "applyFont=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\"{}/></xf>",
      number_format, bold ? 1 : 0, border, alignment);
}

}  // namespace

int style_of(XlsxLook look) {
  switch (look) {
    case XlsxLook::plain:
      return 0;
    case XlsxLook::bold:
      return 1;
    case XlsxLook::head:
      return 2;
    case XlsxLook::wrapped:
      return 3;
  }
  throw std::logic_error("look out of range");
}

int money_style(int decimals, bool bold) {
  if (decimals < 0 || decimals > kMostDecimals) throw std::logic_error("no number format for this currency");
  return kFirstMoney + 2 * decimals + (bold ? 1 : 0);
}

int long_money_style(bool bold) { return kLongMoney + (bold ? 1 : 0); }

std::string content_types(std::size_t sheets) {
  const std::string sheet = std::string(kOffice) + "officedocument.spreadsheetml.";
  std::string out = fmt::format(
      "{}<Types xmlns=\"{}content-types\"><Default Extension=\"rels\" "
      "ContentType=\"{}package.relationships+xml\"/>"
      "<Default Extension=\"xml\" ContentType=\"application/xml\"/>",
      kDeclaration, kPackage, kOffice);
  out += override_of("/xl/workbook.xml", sheet + "sheet.main");
  out += override_of("/xl/styles.xml", sheet + "styles");
  out += override_of("/docProps/core.xml", std::string(kOffice) + "package.core-properties");
  out += override_of("/docProps/app.xml", std::string(kOffice) + "officedocument.extended-properties");
  for (std::size_t i = 1; i <= sheets; ++i)
    out += override_of(fmt::format("/xl/worksheets/sheet{}.xml", i), sheet + "worksheet");
  return out + "</Types>";
}

std::string package_relations() {
  const std::string office = kRelation;
  return relations(relation(1, (office + "/officeDocument").c_str(), "xl/workbook.xml") +
                   relation(2, (std::string(kPackage) + "relationships/metadata/core-properties").c_str(),
                            "docProps/core.xml") +
                   relation(3, (office + "/extended-properties").c_str(), "docProps/app.xml"));
}

std::string core_properties(const XlsxBook& book) {
  return fmt::format(
      "{}<cp:coreProperties xmlns:cp=\"{}metadata/core-properties\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
      "<dc:title>{}</dc:title><dc:creator>Daybook</dc:creator>"
      "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{}</dcterms:created>"
      "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">{}</dcterms:modified></cp:coreProperties>",
      kDeclaration, kPackage, xml_text(book.title), book.created, book.created);
}

std::string app_properties() {
  return fmt::format(
      "{}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">"
      "<Application>Daybook</Application></Properties>",
      kDeclaration);
}

std::string workbook(const XlsxBook& book) {
  std::string out =
      fmt::format("{}<workbook xmlns=\"{}\" xmlns:r=\"{}\"><sheets>", kDeclaration, kMain, kRelation);
  std::string titles;
  for (std::size_t i = 0; i < book.sheet_names.size(); ++i) {
    const std::string name = xml_text(book.sheet_names[i]);
    out += fmt::format("<sheet name=\"{}\" sheetId=\"{}\" r:id=\"rId{}\"/>", name, i + 1, i + 1);
    if (i > 0)
      titles += fmt::format(
          "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{}\">'{}'!$1:$1</definedName>", i, name);
  }
  out += "</sheets>";
  if (!titles.empty()) out += "<definedNames>" + titles + "</definedNames>";
  return out + "</workbook>";
}

std::string workbook_relations(std::size_t sheets) {
  std::string out;
  for (std::size_t i = 1; i <= sheets; ++i)
    out += relation(i, (std::string(kRelation) + "/worksheet").c_str(),
                    fmt::format("worksheets/sheet{}.xml", i));
  return relations(out + relation(sheets + 1, (std::string(kRelation) + "/styles").c_str(), "styles.xml"));
}

std::string styles() {
  const char* wrap = " wrapText=\"1\"";
  const char* right = " horizontal=\"right\"";
  std::string looks = look(0, false, 0, "") + look(0, true, 0, "") + look(0, true, 1, wrap) +
                      look(0, false, 0, wrap) + look(1, false, 0, "") +
                      look(kFirstOwnFormat + kMostDecimals + 1, false, 0, " horizontal=\"left\"");
  for (int decimals = 0; decimals <= kMostDecimals; ++decimals)
    for (const bool bold : {false, true}) looks += look(kFirstOwnFormat + decimals, bold, 0, "");
  for (const bool bold : {false, true}) looks += look(0, bold, 0, right);
  return fmt::format(
      "{}<styleSheet xmlns=\"{}\">{}"
      "<fonts count=\"2\"><font><sz val=\"10\"/><name val=\"Calibri\"/></font>"
      "<font><b/><sz val=\"10\"/><name val=\"Calibri\"/></font></fonts>"
      "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
      "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
      "<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>"
      "<border><left/><right/><top/><bottom style=\"thin\"/><diagonal/></border></borders>"
      "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
      "<cellXfs count=\"{}\">{}</cellXfs>"
      "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
      "</styleSheet>",
      kDeclaration, kMain, number_formats(), kLongMoney + 2, looks);
}

std::string sheet_start(const std::vector<XlsxColumn>& columns, int frozen, bool selected) {
  std::string out = fmt::format(
      "{}<worksheet xmlns=\"{}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews>"
      "<sheetView workbookViewId=\"0\"{}>",
      kDeclaration, kMain, selected ? " tabSelected=\"1\"" : "");
  if (frozen > 0)
    out += fmt::format("<pane ySplit=\"{}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" state=\"frozen\"/>",
                       frozen, frozen + 1);
  out += "</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"13\"/><cols>";
  for (std::size_t i = 1; i <= columns.size(); ++i)
    out += fmt::format("<col min=\"{}\" max=\"{}\" width=\"{}\" customWidth=\"1\"/>", i, i,
                       columns[i - 1].width);
  return out + "</cols><sheetData>\n";
}

std::string sheet_end(const std::string& filter, const std::string& footer) {
  // '&' begins a code in a header or footer; &P of &N are the page's number and how many there are.
  std::string escaped;
  for (const char c : footer) escaped += c == '&' ? std::string("&&") : std::string(1, c);
  return "</sheetData>" + filter +
         "<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.5\" bottom=\"0.8\" header=\"0.3\" footer=\"0.3\"/>"
         "<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/>"  // 9: A4
         "<headerFooter><oddFooter>" +
         xml_text("&L" + escaped + "&RPage &P of &N") + "</oddFooter></headerFooter></worksheet>";
}

}  // namespace daybook::exports::xlsx
