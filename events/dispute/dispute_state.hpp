#pragma once
// One dispute of an order, as its facts left it.

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "core/money.hpp"

namespace daybook {

enum class DisputeStatus { open, won, lost, inquiry_closed };
BOOST_DESCRIBE_ENUM(DisputeStatus, open, won, lost, inquiry_closed)

struct Dispute {
  std::string id;  ///< Stripe's dp_…, or the bank's case number
  Minor amount;    ///< that the customer disputes
  std::string reason;
  bool inquiry = false;  ///< nothing is held for it; the withdrawal of its money makes it a dispute
  DisputeStatus status = DisputeStatus::open;
  Minor withdrawn;  ///< without fees
  Minor fees;       ///< less those that were given back
  Minor reinstated;
  std::vector<std::string> transactions;  ///< Stripe's txn_… that were counted
  Minor kept;                             ///< by the customer, when it was lost
  std::int64_t closed_position = 0;       ///< of the fact that closed it; 0 while it is open

  /// Whether the order's commission has to wait for it.
  bool holds() const { return status == DisputeStatus::open && !inquiry; }
};
BOOST_DESCRIBE_STRUCT(Dispute, (),
                      (id, amount, reason, inquiry, status, withdrawn, fees, reinstated, transactions, kept,
                       closed_position))

}  // namespace daybook
