#pragma once
// Every account's balance at an earlier point, from the as-of index, not from a replay: for the trial balance
// and the list of accounts.

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

/// {account, currency} -> amount, debit positive: accounts whose names start like this and that had been
/// posted to. Within one transaction of the caller's, REPEATABLE READ, in which the read models have reached
/// the position.
using AccountAmounts = std::map<std::pair<std::string, Currency>, Minor>;
AccountAmounts accounts_as_of(pg::Connection& connection, const LedgerPoint& point,
                              const std::string& prefix = "");

/// As a parameter: PostgreSQL's "infinity" when there is no limit.
std::string instant_parameter(Instant instant);

}  // namespace daybook
