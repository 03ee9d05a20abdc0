#pragma once
// International bank account numbers (ISO 13616): the registry's lengths and structures, and the check digits
// of ISO 7064 (modulo 97).

#include <optional>
#include <string>
#include <string_view>

namespace daybook {

/// What is wrong with an upper-case IBAN without blanks, in words that do not repeat it (an account number is
/// personal data); nothing when it is right.
std::optional<std::string> iban_fault(std::string_view iban);

}  // namespace daybook
