#pragma once
// What closing a month needs of the read models.

#include <optional>

#include "adapters/postgres/pg.hpp"
#include "events/period/period_seal.hpp"

namespace daybook {

/// Every account's balance as of the read models' `position`, of everything effective before the end of the
/// month. Within the caller's snapshot, in which the read models have all of the log up to `position`. Throws
/// pg::Error, also for a balance beyond 64 bits.
PeriodBalances balances_before(pg::Connection& connection, std::int64_t position, const Zone& zone,
                               Month month);

/// The earliest date of any entry from `from` on (nothing: of all) and before `until`. `zone` is the one in
/// which the read models counted their days. Within one transaction, REPEATABLE READ.
std::optional<Instant> first_entry(pg::Connection& connection, const Zone& zone, std::optional<Instant> from,
                                   Instant until);

}  // namespace daybook
