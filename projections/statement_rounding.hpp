#pragma once
// How a statement line's figure came about, as text: "share half-up(10005 x 17.35%) = 1736; …". All numbers
// are minor units. The formulas are those of core/pricing.hpp and core/clawback.hpp.

#include <string>

#include "projections/statement_line.hpp"

namespace daybook {

/// `line` gives the figures that were recorded. Where the formula comes to another figure the text says so.
/// `agreed` is null for facts without an order.
std::string rounding_text(const StatementLine& line, const Event& fact, const Agreement* agreed);

}  // namespace daybook
