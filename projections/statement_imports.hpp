#pragma once
// What Stripe and the bank say of our accounts, as imported, and what a person matched by hand: the rows that
// reconciliation.hpp works on.

#include <boost/describe.hpp>

#include "events/envelope.hpp"
#include "events/reconciliation/reconciliation_events.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct StatementRow {
  static constexpr std::string_view table = "statements";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::append;
  StatementId id;
  std::string account;
  StatementFormat format = StatementFormat::stripe_json;
  std::string sha256;
  std::int64_t part = 1;
  std::string holder;
  Instant period_start;
  Instant period_end;
  std::optional<Currency> currency;  ///< of the balances, which only a bank's statement has
  std::optional<Minor> opening;
  std::optional<Minor> closing;
  std::int64_t lines = 0;
  std::int64_t known = 0;
  std::string imported_by;
  Instant recorded_at;
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(StatementRow, (),
                      (id, account, format, sha256, part, holder, period_start, period_end, currency, opening,
                       closing, lines, known, imported_by, recorded_at, position))

struct StatementLineRow {
  static constexpr std::string_view table = "statement_lines";
  static constexpr int key_columns = 2;
  static constexpr Keep keep = Keep::append;
  std::int64_t position = 0;  ///< of the event that brought it
  std::int64_t number = 0;    ///< within its statement: with the position, the order of lists
  StatementId statement_id;
  std::string account;
  std::string line_id;
  Instant at;
  std::optional<std::string> value_date;
  std::string type;
  Minor amount;
  Minor fee;
  Minor net;
  Currency currency;
  std::vector<std::string> refs;
  std::optional<std::string> payment_intent;  ///< the one among refs: what finds the order
  Instant recorded_at;
};
BOOST_DESCRIBE_STRUCT(StatementLineRow, (),
                      (position, number, statement_id, account, line_id, at, value_date, type, amount, fee,
                       net, currency, refs, payment_intent, recorded_at))

struct HandMatchRow {
  static constexpr std::string_view table = "hand_matches";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  static constexpr bool put_once = true;
  HandMatchId id;
  std::string account;
  std::vector<std::string> lines;
  std::vector<std::int64_t> positions;
  std::string reason;
  std::string matched_by;
  Instant recorded_at;
  std::int64_t position = 0;
  std::optional<Instant> undone_at;
  std::optional<std::int64_t> undone_position;
};
BOOST_DESCRIBE_STRUCT(HandMatchRow, (),
                      (id, account, lines, positions, reason, matched_by, recorded_at, position, undone_at,
                       undone_position))

/// Throws std::logic_error when a match that nobody made is undone.
void fold_statement_imports(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
