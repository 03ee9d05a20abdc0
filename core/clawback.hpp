#pragma once
// Who gives back how much. Each component is a function of the returned total R alone, never of the path.
// Source: domain rules, "Refund".

#include "core/money.hpp"

namespace daybook {

/// The four parts of a captured total: share + markup + platform + supplier = total.
struct Parts {
  Minor share{};
  Minor markup{};
  Minor platform{};
  Minor supplier{};
  auto operator<=>(const Parts&) const = default;
  Minor total() const { return share + markup + platform + supplier; }
};

Parts operator-(const Parts& a, const Parts& b);
Parts operator+(const Parts& a, const Parts& b);

/// What each party has given back once `returned` of `captured.total()` went back to the customer, 0 <=
/// returned <= total. broker = half-up(R(s+m)/T), share = half-up(broker*s/(s+m)), markup = broker - share,
/// platform = half-up(rest*p/(p+c)), supplier = rest - platform; a zero divisor gives 0. (Platform net may be
/// negative when share exceeds half: p+c is still subtotal - share >= 0.)
Parts returned_parts(const Parts& captured, Minor returned);

}  // namespace daybook
