#pragma once
// Entries that a person makes, and another one approves. Source: domain rules, "adjustment / write-off
// (second person approves): as given".

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/currency.hpp"
#include "core/money.hpp"
#include "core/uuid.hpp"

namespace daybook {

/// write_off: a payee's negative balance that will never be recovered, to expenses:write_offs.
enum class AdjustmentKind { adjustment, write_off };
BOOST_DESCRIBE_ENUM(AdjustmentKind, adjustment, write_off)

/// A payee's account is its liabilities:<programme>:<payee>:available:adjustments.
struct AdjustmentPosting {
  std::string account;
  Minor amount;  ///< debit positive, credit negative
};
BOOST_DESCRIBE_STRUCT(AdjustmentPosting, (), (account, amount))

struct AdjustmentProposed {
  AdjustmentId adjustment_id;
  AdjustmentKind kind = AdjustmentKind::adjustment;
  std::optional<BrokerId> payee;  ///< the one payee whose account is among the postings
  Currency currency;
  std::vector<AdjustmentPosting> postings;  ///< sum to 0, each account once
  std::string reason;
  std::string proposed_by;  ///< admin id: may not approve it
};
BOOST_DESCRIBE_STRUCT(AdjustmentProposed, (),
                      (adjustment_id, kind, payee, currency, postings, reason, proposed_by))

/// Posts what was proposed, word for word.
struct AdjustmentApproved {
  AdjustmentId adjustment_id;
  AdjustmentKind kind = AdjustmentKind::adjustment;
  std::optional<BrokerId> payee;
  Currency currency;
  std::vector<AdjustmentPosting> postings;
  std::string reason;
  std::string approved_by;
};
BOOST_DESCRIBE_STRUCT(AdjustmentApproved, (),
                      (adjustment_id, kind, payee, currency, postings, reason, approved_by))

struct AdjustmentWithdrawn {
  AdjustmentId adjustment_id;
  std::optional<BrokerId> payee;
  std::string reason;
  std::string withdrawn_by;
};
BOOST_DESCRIBE_STRUCT(AdjustmentWithdrawn, (), (adjustment_id, payee, reason, withdrawn_by))

}  // namespace daybook
