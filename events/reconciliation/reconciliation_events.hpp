#pragma once
// Facts of reconciliation: what Stripe and the bank say about our accounts there, and what a person said
// belongs together. None of them moves money. Source: issue "Audits without us", reconciliation.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/period.hpp"
#include "core/uuid.hpp"

namespace daybook {

using StatementId = Id<struct StatementTag>;
using HandMatchId = Id<struct HandMatchTag>;

enum class StatementFormat { stripe_json, stripe_csv, bank_csv, camt053 };
BOOST_DESCRIBE_ENUM(StatementFormat, stripe_json, stripe_csv, bank_csv, camt053)

/// One line of theirs. Into the account is positive. What a bank says in its own words is not kept: names
/// stand in it.
struct ImportedLine {
  std::string line_id;            ///< txn_…, or the bank's reference of the entry: once per account
  Instant at;                     ///< Stripe's `created`; the start of the day on which a bank booked it
  std::optional<Day> value_date;  ///< a bank's
  std::string type;               ///< Stripe's reporting_category, or else its type; "entry" of a bank's
  Minor amount;                   ///< gross
  Minor fee;                      ///< of it, taken; 0 in a bank's
  Minor net;                      ///< amount - fee: what the balance moved by
  Currency currency;
  std::vector<std::string> references;  ///< pi_…, ch_…, re_…, dp_…, po_…, a bank's end-to-end id
};
BOOST_DESCRIBE_STRUCT(ImportedLine, (),
                      (line_id, at, value_date, type, amount, fee, net, currency, references))

/// What a bank says that the account held before the first line and after the last one.
struct ImportedBalance {
  Currency currency;
  Minor opening;
  Minor closing;
};
BOOST_DESCRIBE_STRUCT(ImportedBalance, (), (currency, opening, closing))

/// One statement of a file (camt.053 may hold several); its lines follow in the same append, in chunks.
struct StatementImported {
  StatementId statement_id;
  std::string account;  ///< ours: "assets:stripe", "assets:bank"
  StatementFormat format = StatementFormat::stripe_json;
  std::string sha256;     ///< of the file, hex
  std::int64_t part = 1;  ///< which statement of the file
  std::string holder;     ///< which account of the bank's: a digest and its last four signs; "" untold
  Instant period_start;   ///< included
  Instant period_end;     ///< excluded
  std::optional<ImportedBalance> balance;  ///< a bank's
  std::int64_t lines = 0;                  ///< recorded with it
  std::int64_t known = 0;                  ///< of the file's, those that an earlier one had brought
  std::string imported_by;
};
BOOST_DESCRIBE_STRUCT(StatementImported, (),
                      (statement_id, account, format, sha256, part, holder, period_start, period_end, balance,
                       lines, known, imported_by))

/// An event must stay small enough for every reader of the log: about 100 KB.
inline constexpr std::size_t kLinesPerEvent = 500;

struct StatementLinesImported {
  StatementId statement_id;
  std::string account;
  std::int64_t first = 1;  ///< number of its first line within the statement, from 1
  std::vector<ImportedLine> lines;
};
BOOST_DESCRIBE_STRUCT(StatementLinesImported, (), (statement_id, account, first, lines))

/// A person says that these lines are those entries; what is left between their sums is a break with a name.
struct ReconciliationMatched {
  HandMatchId match_id;
  std::string account;
  std::vector<std::string> lines;       ///< their line_id
  std::vector<std::int64_t> positions;  ///< of entries that post to the account
  std::string reason;
  std::string matched_by;
};
BOOST_DESCRIBE_STRUCT(ReconciliationMatched, (), (match_id, account, lines, positions, reason, matched_by))

struct ReconciliationUnmatched {
  HandMatchId match_id;
  std::string account;
  std::string reason;
  std::string unmatched_by;
};
BOOST_DESCRIBE_STRUCT(ReconciliationUnmatched, (), (match_id, account, reason, unmatched_by))

}  // namespace daybook
