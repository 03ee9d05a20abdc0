#pragma once
// What a statement is made of, out of the index of the past and the log's facts at its positions. What that
// says of a position never changes, so the same position gives the same facts at any later time.

#include <map>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "projections/statement.hpp"

namespace daybook {

struct StatementFacts {
  std::map<Currency, StatementSums> sums;  ///< of every currency in which anything happened
  std::vector<StatementEntry> entries;     ///< of the month alone, explained
};

/// Within one transaction of the caller's, REPEATABLE READ, after the read models have reached `position`;
/// `period` begins and ends with days of `zone`, in which they count (other_zone()).
/// Throws StatementError when rows and facts do not agree, pg::Error.
StatementFacts read_statement(pg::Connection& connection, const BrokerId& payee, const Period& period,
                              const Zone& zone, std::int64_t position);

/// Who the payee was as the log stood then, sealed; nothing before the payee was registered.
std::optional<BrokerProfile> profile_at(pg::Connection& connection, const BrokerId& payee,
                                        std::int64_t position);

/// The position of the payee's first fact that the read models could not take; its figures stand still there.
std::optional<std::int64_t> quarantined_at(pg::Connection& connection, const BrokerId& payee);

}  // namespace daybook
