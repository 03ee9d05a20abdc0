#include "adapters/postgres/payees_as_of.hpp"

#include <fmt/format.h>

#include "adapters/postgres/row_binary.hpp"

namespace daybook {
namespace {

// Of each payee and currency, in the order of the log: the block that the position lies in, or an earlier
// one, the first that holds anything beyond the day; then those of the later ones up to the position that
// hold anything of the day or before. What came before the first of them counts in full: it is that one's
// opening.
constexpr pg::Statement kBlocks{
    "payees_as_of",
    "SELECT w.n, o.currency, b.first_position, b.state, w.position FROM ("
    "SELECT payee, least(position, (SELECT contiguous FROM progress)) AS position, day, n "
    "FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS u(payee, position, day, n)) w "
    "JOIN payee_open_blocks o ON o.payee = w.payee "
    "CROSS JOIN LATERAL (SELECT least("
    "CASE WHEN o.first_position <= w.position THEN o.first_position ELSE "
    "(SELECT c.first_position FROM payee_blocks c WHERE c.payee = w.payee AND c.currency = o.currency "
    "AND c.first_position <= w.position ORDER BY c.first_position DESC LIMIT 1) END, "
    "(SELECT c.first_position FROM payee_blocks c WHERE c.payee = w.payee AND c.currency = o.currency "
    "AND c.max_day > w.day ORDER BY c.max_day, c.first_position LIMIT 1)) AS first_position OFFSET 0) f "
    "CROSS JOIN LATERAL ("
    "SELECT c.first_position, c.state FROM payee_blocks c WHERE c.payee = w.payee AND c.currency = "
    "o.currency "
    "AND c.first_position >= f.first_position AND c.first_position <= w.position "
    "AND (c.first_position = f.first_position OR c.min_day <= w.day) "
    "UNION ALL SELECT o.first_position, o.state WHERE o.first_position <= w.position "
    "AND (o.first_position = f.first_position OR o.min_day <= w.day)) b "
    "ORDER BY w.n, o.currency, b.first_position"};

/// Open blocks fetched at a time: bounds the memory that they take.
constexpr int kBlocksAtOnce = 2'000;

/// Of a row that ends with an open block's first_position and state, in text.
PayeeSums balance_of_row(const pg::Rows& rows, int row, int column) {
  return sums_of(rows.integer(row, column), packed::unpack<BlockState>(rows.bytes(row, column + 1)));
}

}  // namespace

PayeeSums balance_of(pg::Connection& connection, const BrokerId& payee, Currency currency) {
  const auto rows = connection.exec(
      "SELECT first_position, state FROM payee_open_blocks WHERE payee = $1 AND currency = $2",
      {payee.str(), currency.str()});
  return rows.size() == 0 ? PayeeSums{} : balance_of_row(rows, 0, 0);
}

void each_balance(pg::Connection& connection, const std::string& schema,
                  const std::function<void(const BrokerId&, Currency, const PayeeSums&)>& f) {
  const std::string statement = fmt::format(
      "SELECT payee, currency, first_position, state FROM {}.payee_open_blocks "
      "WHERE (payee, currency) > ($1::uuid, $2) ORDER BY payee, currency LIMIT {}",
      schema, kBlocksAtOnce);
  pg::Params after{BrokerId{}.str(), ""};
  for (auto rows = connection.exec(statement, after); rows.size() > 0;
       rows = connection.exec(statement, after)) {
    for (int i = 0; i < rows.size(); ++i)
      f(sql::Column<BrokerId>::read(rows.text(i, 0)), sql::Column<Currency>::read(rows.text(i, 1)),
        balance_of_row(rows, i, 2));
    after = {std::string(rows.text(rows.size() - 1, 0)), std::string(rows.text(rows.size() - 1, 1))};
  }
}

pg::Query payees_as_of_query(std::span<const PayeeAsOf> asked) {
  sql::ArrayParameter payees("uuid"), positions("bigint"), days("bigint");
  for (const PayeeAsOf& one : asked) {
    payees.add(one.payee);
    positions.add(one.limit.position);
    days.add(one.limit.day);
  }
  return {&kBlocks, {payees.take(), positions.take(), days.take()}};
}

PayeesAsOf::PayeesAsOf(const pg::Rows& rows, std::span<const PayeeAsOf> asked) : sums_(asked.size()) {
  std::int64_t question = 0;
  PayeeSums* sums = nullptr;
  std::string_view currency;
  for (int i = 0; i < rows.size(); ++i) {
    const BlockState block = packed::unpack<BlockState>(rows.text(i, 3));
    if (rows.integer(i, 0) != question || rows.text(i, 1) != currency) {
      question = rows.integer(i, 0);
      currency = rows.text(i, 1);
      sums = &sums_.at(static_cast<std::size_t>(question - 1))[sql::Column<Currency>::read(currency)];
      add_opening(*sums, block);
    }
    const AsOf limit{rows.integer(i, 4), asked[static_cast<std::size_t>(question - 1)].limit.day};
    add_facts(*sums, rows.integer(i, 2), block, limit);
  }
  for (auto& by_currency : sums_)
    std::erase_if(by_currency, [](const auto& one) { return one.second.none(); });
}

}  // namespace daybook
