#pragma once
// Free text on its way into a plain-text journal or a CSV file. A journal has no quoting: what a person typed
// must not end a comment, open a tag, or become a second payee.

#include <string>
#include <string_view>

namespace daybook::exports {

/// One harmless line of UTF-8: plain_line, and of blanks, whichever Unicode has, one each and none at either
/// end; the marks that choose a direction (U+061C, U+200E, U+200F) and byte order marks are left out.
std::string journal_line(std::string_view text);

/// One harmless line for a journal's comments, tags, names and codes: journal_line in which ';', '|' and ','
/// are blanks too; brackets that could open a date become parentheses. Never empty: "-" then.
std::string journal_text(std::string_view text);

/// The order number as a journal's code: journal_text without parentheses, which would end the code.
std::string journal_code(std::string_view text);

/// A field of a CSV file (RFC 4180): quoted when it needs to be. Text that a spreadsheet would take for a
/// formula gets an apostrophe in front, full-width signs included; negative numbers stay as they are.
std::string csv_field(std::string_view text);

}  // namespace daybook::exports
