#pragma once
// XML from outside as a tree, read without trust: no document type, so no entities of its own; no network;
// bounded size and depth. Knows elements, attributes, texts and lines, and nothing of any message.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace daybook::bank {

inline constexpr int kMaxXmlDepth = 32;  // pain.002 needs about 12

struct XmlElement {
  std::string name;      ///< without its prefix
  std::string space;     ///< the namespace's URI
  std::size_t line = 0;  ///< of its start tag's end, from 1; past 65,535 of the text in it
  std::string text;      ///< directly in it, trimmed
  std::map<std::string, std::string> attributes;
  std::vector<XmlElement> children;

  /// The one child of that name, or null; more than one is a ReturnFault.
  const XmlElement* child(std::string_view name) const;
  std::vector<const XmlElement*> all(std::string_view name) const;
};

/// The root. Refuses (refuse_line) more than kMaxReturnBytes, bytes that are no UTF-8, "<!DOCTYPE" and
/// "<!ENTITY" anywhere, depth over kMaxXmlDepth, and what is not well-formed.
Result<XmlElement> read_xml(std::string_view bytes);

}  // namespace daybook::bank
