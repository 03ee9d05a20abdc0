#pragma once
// A payee's Stripe account (Connect), to which payouts may be transferred. Source: Stripe reference,
// account.updated
// ("gate on payouts_enabled and requirements").

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "core/uuid.hpp"

namespace daybook {

struct ConnectAccountLinked {
  BrokerId payee;
  std::string stripe_account;  ///< acct_…
};
BOOST_DESCRIBE_STRUCT(ConnectAccountLinked, (), (payee, stripe_account))

/// What Stripe last said of it.
struct ConnectAccountChanged {
  BrokerId payee;
  std::string stripe_account;
  bool payouts_enabled = false;
  std::vector<std::string> requirements;  ///< what Stripe still wants ("individual.verification.document")
};
BOOST_DESCRIBE_STRUCT(ConnectAccountChanged, (), (payee, stripe_account, payouts_enabled, requirements))

}  // namespace daybook
