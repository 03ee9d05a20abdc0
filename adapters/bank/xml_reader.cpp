#include "adapters/bank/xml_reader.hpp"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "adapters/bank/bank_return.hpp"
#include "adapters/bank/return_fault.hpp"
#include "core/text.hpp"

namespace daybook::bank {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

struct Free {
  void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

std::string text_of(const xmlChar* text) {
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

std::size_t line_of(std::string_view bytes, std::size_t at) {
  return 1 + static_cast<std::size_t>(
                 std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

XmlElement element_of(const xmlNode* node, int depth) {
  XmlElement out;
  out.name = text_of(node->name);
  out.line = static_cast<std::size_t>(std::max(1L, xmlGetLineNo(node)));
  if (depth > kMaxXmlDepth) fail_at(out.line, "elements are nested more than {} deep", kMaxXmlDepth);
  if (node->ns != nullptr) out.space = text_of(node->ns->href);
  for (const xmlAttr* attribute = node->properties; attribute != nullptr; attribute = attribute->next)
    for (const xmlNode* part = attribute->children; part != nullptr; part = part->next)
      out.attributes[text_of(attribute->name)] += text_of(part->content);
  for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE)
      out.children.push_back(element_of(child, depth + 1));
    else if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
      out.text += text_of(child->content);
  }
  out.text = trim(out.text, kBlanks);
  return out;
}

/// The parser's own words, on one line and short.
std::string cause_of(const xmlError* error) {
  std::string text = error == nullptr || error->message == nullptr ? "cannot be read" : error->message;
  text = text.substr(0, std::min<std::size_t>(text.find('\n'), 160));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return "is no well-formed XML: " + text;
}

}  // namespace

const XmlElement* XmlElement::child(std::string_view wanted) const {
  const auto found = all(wanted);
  if (found.size() > 1) fail_at(found[1]->line, "<{}> is in <{}> twice", wanted, name);
  return found.empty() ? nullptr : found.front();
}

std::vector<const XmlElement*> XmlElement::all(std::string_view wanted) const {
  std::vector<const XmlElement*> found;
  for (const XmlElement& element : children)
    if (element.name == wanted) found.push_back(&element);
  return found;
}

Result<XmlElement> read_xml(std::string_view bytes) {
  if (bytes.size() > kMaxReturnBytes)
    return refuse_line(1, fmt::format("the file has {} bytes, more than {}", bytes.size(), kMaxReturnBytes));
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);  // XML allows it
  if (trim(bytes, kBlanks).empty()) return refuse_line(1, "the file is empty");
  if (!utf8_length(bytes)) return refuse_line(1, "the file is not UTF-8");
  for (const std::string_view forbidden : {"<!DOCTYPE", "<!ENTITY"})
    if (const std::size_t at = bytes.find(forbidden); at != std::string_view::npos)
      return refuse_line(line_of(bytes, at), fmt::format("{} is not allowed in a bank's file", forbidden));

  static std::once_flag once;
  std::call_once(once, [] { xmlInitParser(); });  // the library's own is not safe among threads
  const std::unique_ptr<xmlParserCtxt, Free> context(xmlNewParserCtxt());
  if (context == nullptr) throw std::bad_alloc();
  // The encoding given here goes before the one that the file declares.
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES;
  const std::unique_ptr<xmlDoc, Free> document(xmlCtxtReadMemory(
      context.get(), bytes.data(), static_cast<int>(bytes.size()), "bank-return.xml", "UTF-8", kOptions));
  const xmlNode* root = document == nullptr ? nullptr : xmlDocGetRootElement(document.get());
  if (root == nullptr || context->wellFormed == 0) {
    const xmlError* error = xmlCtxtGetLastError(context.get());
    return refuse_line(error == nullptr || error->line < 1 ? 1 : static_cast<std::size_t>(error->line),
                       cause_of(error));
  }
  try {
    return element_of(root, 1);
  } catch (const ReturnFault& fault) {
    return refuse_line(fault.line, fault.cause);
  }
}

}  // namespace daybook::bank
