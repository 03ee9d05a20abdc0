#pragma once
// What payees were owed at earlier points, from the as-of index (projections/payee_blocks.hpp): a block or a
// few a payee, however long its history is.

#include <map>
#include <span>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "core/currency.hpp"
#include "projections/payee_blocks.hpp"

namespace daybook {

struct PayeeAsOf {
  BrokerId payee;
  AsOf limit;
};

/// The query for these; run it in a pipeline (binary results). A position behind what the read models have
/// applied without a gap is taken for that.
pg::Query payees_as_of_query(std::span<const PayeeAsOf> asked);

/// Its rows by the number of the question, from 0, and by currency. A currency in which the payee had no move
/// by then is not there.
class PayeesAsOf {
 public:
  PayeesAsOf(const pg::Rows& rows, std::span<const PayeeAsOf> asked);
  const std::map<Currency, PayeeSums>& at(std::size_t question) const { return sums_.at(question); }

 private:
  std::vector<std::map<Currency, PayeeSums>> sums_;
};

}  // namespace daybook
