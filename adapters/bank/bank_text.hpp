#pragma once
// Names and texts in the letters that banks take. Accented Latin letters lose their accents; every other
// script becomes '?' sign by sign, which SEPA's and NACHA's sets both have.

#include <string>
#include <string_view>

namespace daybook::bank {

/// Printable ASCII: "Zoë Müller\n" -> "Zoe Muller". Control characters are blanks, blanks are single.
std::string ascii_text(std::string_view utf8);
/// The same in capitals, cut to `width` characters: a NACHA field, not yet padded.
std::string nacha_text(std::string_view utf8, std::size_t width);
/// The same in SEPA's set (EPC217-08: a-z A-Z 0-9 / - ? : ( ) . , ' + and blank), cut to `width`; '/' is
/// neither at an end nor doubled. Holds nothing that XML would have to escape but the apostrophe.
std::string sepa_text(std::string_view utf8, std::size_t width);
/// Whether there is a letter or digit in it at all: "???" names nobody.
bool is_readable(std::string_view text);

}  // namespace daybook::bank
