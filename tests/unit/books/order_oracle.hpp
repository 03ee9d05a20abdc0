#pragma once
// The oracle's order: what was said about its money, and what must stand because of that. Every amount is
// worked out from what was said, never carried along. Source: domain rules; events/decisions/0001.

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "tests/unit/books/exact_parts.hpp"

namespace oracle {

using Micros = std::int64_t;

enum class Place { none, pending, available, held };

struct SaidFigure {
  Units amount = 0;
  Micros at = 0;
};
struct SaidRefund {
  Units amount = 0;
  bool succeeded = false;
  std::optional<Micros> failed_at;
};
struct HandRefund {
  Units amount = 0;
  bool failed = false;
};

enum class Outcome { open, won, lost, inquiry_closed };
struct DisputeCase {
  Units amount = 0;
  bool inquiry = false;
  Outcome outcome = Outcome::open;
  Units withdrawn = 0;   ///< without fees
  Units fees = 0;        ///< less those given back
  Units reinstated = 0;  ///< without fees
  Units kept = 0;        ///< once lost: what the customer keeps of the disputed amount
  std::set<std::string> transactions;
};

/// Money that was put aside.
struct AsideMoney {
  Units amount = 0;
  Units refunded = 0;
  std::string currency;
};

struct Order {
  std::string payee;  ///< "": a direct sale
  std::string currency;
  std::vector<Pieces> basket;
  Rates rates;
  Micros placed_at = 0;
  Four parts{};

  bool cancelled = false;
  std::string asset;  ///< "" until captured
  int money = 0;      ///< Stripe's money that was captured; 0: none
  std::map<int, AsideMoney> aside;
  std::map<std::string, std::pair<std::string, Units>> fees;  ///< by balance transaction

  std::vector<SaidFigure> figures;
  std::map<std::string, SaidRefund> refunds;
  std::vector<HandRefund> by_hand;
  std::map<std::string, DisputeCase> disputes;

  Place place = Place::none;
  bool held_by_person = false;
  std::optional<Micros> hold_until;
  std::optional<Micros> payable_since;     ///< first moment in which a run could take it
  bool was_available = false;              ///< when it was last looked at
  Units told_refunded = 0, told_lost = 0;  ///< the same

  bool captured() const { return !asset.empty(); }
  bool by_stripe() const { return asset == "assets:stripe"; }
  Units total() const { return sum(parts); }
  /// Refunds that stand: never more than the capture.
  Units refunded() const;
  /// What customers keep of lost disputes.
  Units kept() const;
  /// Of that, what the parties bear: as much as refunds left of the capture.
  Units lost() const { return std::min(kept(), total() - refunded()); }
  /// R = min(T, refunds + lost disputes).
  Units returned() const { return refunded() + lost(); }
  Four back() const { return given_back(parts, returned()); }
  /// What the payee still has of share and markup.
  std::array<Units, 2> standing() const { return standing_at(returned()); }
  std::array<Units, 2> standing_at(Units returned) const;
  bool must_hold() const;
  /// Puts the commission where holds and disputes want it.
  void settle_place(Micros now);
};

}  // namespace oracle
