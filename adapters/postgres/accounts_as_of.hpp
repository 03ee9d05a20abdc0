#pragma once
// Every account's balance, now or at an earlier point, from the as-of index, not from a replay: for the trial
// balance and the list of accounts.

#include <map>
#include <string>
#include <utility>

#include "adapters/postgres/pg.hpp"
#include "core/currency.hpp"
#include "core/instant.hpp"
#include "projections/payee_blocks.hpp"

namespace daybook {

/// A point of the past: what was recorded by a position and takes effect before an instant.
struct LedgerPoint {
  AsOf limit;
  Instant effective_before{INT64_MAX};  ///< the end of limit.day
};

/// Which accounts.
struct AccountsAsked {
  std::string prefix;           ///< their names start like this
  std::string after;            ///< "account currency" sorts behind it
  std::size_t most = SIZE_MAX;  ///< the first so many will do
};

/// {account, currency} -> amount, debit positive, of accounts that had been posted to: all that are asked
/// for, and perhaps more. Within one transaction of the caller's, REPEATABLE READ, in which the read models
/// have reached the position.
using AccountAmounts = std::map<std::pair<std::string, Currency>, Minor>;
AccountAmounts accounts_as_of(pg::Connection& connection, const LedgerPoint& point,
                              const AccountsAsked& asked = {});

}  // namespace daybook
