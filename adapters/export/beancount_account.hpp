#pragma once
// Our account names in Beancount's words, one to one.

#include <string>
#include <string_view>

namespace daybook::exports {

/// "liabilities:brokers:0192…:available:revenue_share" ->
/// "Liabilities:Brokers:0192…:Available:Revenue-Share". Beancount's roots are capitalised words, its other
/// parts begin with a capital or a digit and go on with letters, digits and dashes. Part by part:
///   a first letter becomes its capital;  '_' before a letter becomes '-' and that letter's capital;
///   'x' in these two places, and any other byte that is no a-z, 0-9 or inner '-', becomes 'X' and two
///   capital hexadecimal digits; an empty part becomes "X-".
/// No two names become one: a capital X always begins two digits or "-", a capital after a dash always was an
/// underscore's, and any other capital is a first letter. Throws std::invalid_argument for a root that is not
/// assets, liabilities, equity, income or expenses, and for a root alone.
std::string beancount_account(std::string_view account);

}  // namespace daybook::exports
