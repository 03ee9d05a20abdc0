#pragma once
// Rules for free text that a person types.

#include <optional>
#include <string>
#include <string_view>

namespace daybook {

/// Without these characters at either end.
std::string_view trim(std::string_view text, std::string_view blanks = " \t");

/// Trimmed of ASCII blanks and lower-cased (ASCII); nothing unless it looks like one address: one '@', a
/// non-empty local part, a domain with a dot, no blanks or control characters, at most 200 bytes.
std::optional<std::string> normalise_email(std::string_view text);

/// Code points of valid UTF-8; nothing when the bytes are not valid UTF-8.
std::optional<std::size_t> utf8_length(std::string_view text);

/// True when the text holds 13-19 digits, spaces or dashes between them allowed, that pass Luhn: a card
/// number, which must neither be stored nor logged. Source: Stripe reference, last paragraph.
bool holds_card_number(std::string_view text);

}  // namespace daybook
