#pragma once
// Texts of documents for people (PDF, XLSX). Free text: whatever was typed, it is one harmless line.

#include <string>
#include <string_view>

#include "core/instant.hpp"

namespace daybook::exports {

/// Valid UTF-8 that XML 1.0 takes too: control characters, line and paragraph separators become blanks;
/// bytes that are no UTF-8 and code points that are no characters become U+FFFD; characters that would turn
/// round the text after them (embeddings, overrides and isolates: U+202A-202E, U+2066-2069) are left out.
/// Joiners and marks, which scripts need, stay.
std::string plain_line(std::string_view text);

/// ISO 8601 in seconds, as a file's properties say when it was made: "2026-11-30T00:00:00Z".
std::string file_time(Instant at);

}  // namespace daybook::exports
