#pragma once
// A US taxpayer identification number as a W-9 gives it. Personal data: stored sealed, shown by its mask
// only.

#include <boost/describe.hpp>
#include <compare>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace daybook {

enum class TaxIdKind { ssn, ein, itin };
BOOST_DESCRIBE_ENUM(TaxIdKind, ssn, ein, itin)

struct TaxId {
  TaxIdKind kind = TaxIdKind::ssn;
  std::string digits;  ///< 9
  auto operator<=>(const TaxId&) const = default;
};

/// Nine digits, plain or with the kind's dashes ("123-45-6789", "12-3456789"), that the SSA or the IRS can
/// have given out; else validation_failed at `pointer`, in words that do not repeat the number.
Result<TaxId> checked_tax_id(TaxIdKind kind, std::string_view text, std::string pointer = "/tin");

/// With the kind's dashes, as forms print it.
std::string to_string(const TaxId& id);
/// "•••-••-6789", "••-•••6789": the last four digits, as the IRS lets a payee's copy show them.
std::string masked(const TaxId& id);

}  // namespace daybook
