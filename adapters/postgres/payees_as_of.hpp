#pragma once
// What payees were owed at earlier points, from the as-of index (projections/payee_blocks.hpp): a block or a
// few a payee, however long its history is.

#include <functional>
#include <map>
#include <span>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "core/currency.hpp"
#include "projections/payee_blocks.hpp"

namespace daybook {

/// The payee's balance as far as the read models have got; no part was moved where there is none.
PayeeSums balance_of(pg::Connection& connection, const BrokerId& payee, Currency currency);
/// Calls f(payee, currency, sums) for every balance in the tables of `schema`.
void each_balance(pg::Connection& connection, const std::string& schema,
                  const std::function<void(const BrokerId&, Currency, const PayeeSums&)>& f);

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
