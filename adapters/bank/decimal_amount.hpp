#pragma once
// Decimal texts of ISO 20022 as exact integers.

#include <optional>
#include <string_view>

#include "core/money.hpp"

namespace daybook::bank {

/// "1250.5" with 2 decimals -> 125050; nothing when it is no plain decimal of zero or more ("+", exponents,
/// blanks), has digits other than zero behind the wanted decimals, or more than 18 digits as the schema's
/// types allow.
std::optional<Int128> scaled_decimal(std::string_view text, int decimals);

}  // namespace daybook::bank
