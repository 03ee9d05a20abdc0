#pragma once
// What the codes of bank returns mean, in short words of ours after NACHA's and ISO 20022's code lists.

#include <string_view>

namespace daybook::bank {

/// "R01" -> "insufficient funds"; empty: no such code.
std::string_view nacha_return_text(std::string_view code);
/// R61-R77: banks dispute a return among themselves; no money of ours moves by such an entry.
bool is_interbank_dispute(std::string_view code);
/// "C01" -> "account number wrong"; empty: no such code.
std::string_view nacha_change_text(std::string_view code);
/// The common ones of ISO's external status reason codes, "AC04" -> "account closed"; empty: not in the
/// table, which is no fault: the list grows, and banks have codes of their own.
std::string_view iso_reason_text(std::string_view code);

}  // namespace daybook::bank
