#pragma once
// The oracle's arithmetic: who has which part of an order's money. Typed anew from the domain rules ("Broker
// programme: prices", "Refund"), in exact rationals. Nothing of the program may be included here.

#include <array>
#include <optional>
#include <vector>

#include "tests/support/rational.hpp"

namespace oracle {

using Units = std::int64_t;  ///< minor units

/// Share, markup, platform net, supplier cost.
using Four = std::array<Units, 4>;

struct Rates {
  Units share_ppm = 0;
  Units markup_ppm = 0;
  std::optional<Units> markup_fixed;  ///< per unit, instead of the rate
};

struct Pieces {
  Units price = 0;
  Units quantity = 0;
};

/// a x b / whole; 0 when whole is 0.
inline Rational portion(Units a, Units b, Units whole) {
  return whole == 0 ? Rational(0) : Rational(Integer(a) * b, Integer(whole));
}

/// How the price of a basket splits. Direct sales: no rates.
inline Four agreed_parts(const std::vector<Pieces>& basket, const std::optional<Rates>& rates) {
  constexpr Units kMillion = 1'000'000;
  Units base = 0, share = 0, markup = 0;
  for (const Pieces& p : basket) {
    base += p.price * p.quantity;
    if (!rates) continue;
    share += p.quantity * rounded(portion(p.price, rates->share_ppm, kMillion));
    markup +=
        p.quantity * rates->markup_fixed.value_or(rounded(portion(p.price, rates->markup_ppm, kMillion)));
  }
  const Units gross = rounded(portion(base, 1, 2));
  return {share, markup, gross - share, base - gross};
}

inline Units sum(const Four& parts) { return parts[0] + parts[1] + parts[2] + parts[3]; }

/// What each has given back when `returned` of the whole went back to the customer.
inline Four given_back(const Four& of, Units returned) {
  const auto [s, m, p, c] = of;
  const Units broker = rounded(portion(returned, s + m, s + m + p + c));
  const Units share = rounded(portion(broker, s, s + m));
  const Units rest = returned - broker;
  const Units platform = rounded(portion(rest, p, p + c));
  return {share, broker - share, platform, rest - platform};
}

/// What is wrong with somebody's figures for it, or null: they sum to it, nobody is a whole unit from the
/// exact share, and all of it is exactly all.
inline const char* unfair(const Four& of, Units returned, const Four& figures) {
  if (sum(figures) != returned) return "the parts do not sum to what went back";
  if (returned == sum(of) && figures != of) return "all went back, yet the parts are not the whole";
  for (std::size_t i = 0; i < of.size(); ++i)
    if (abs(Rational(figures[i]) - portion(returned, of[i], sum(of))) >= 1)
      return "a party is a whole unit from its exact share";
  return nullptr;
}

}  // namespace oracle
