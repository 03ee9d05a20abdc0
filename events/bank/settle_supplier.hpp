#pragma once
// We paid what we owe a supplier. Source: domain rules, "supplier settled: supplier payable to assets:bank".

#include "core/result.hpp"
#include "events/envelope.hpp"

namespace daybook {

inline constexpr const char* kOnlySupplier = "tradelinesupply";

struct SettleSupplier {
  SettlementId id;
  std::string supplier;
  Minor amount;
  Currency currency;
  std::string reference;  ///< the bank's or the supplier's, each counts once: settlement_ref
  std::string settled_by;
  Instant paid_at;
  Instant now;
};
/// `known_ref`: the reference was settled before.
Result<NewEvents> decide(bool known_ref, const SettleSupplier& command);

/// The external reference that makes a settlement unique.
std::string settlement_ref(const std::string& supplier, const std::string& reference);

}  // namespace daybook
