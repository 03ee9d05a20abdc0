#include "adapters/http/handlers/broker_read.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"

namespace daybook::http {
namespace {

/// One currency of a month: what the payee could dispose of before, what changed, what was paid out, what is
/// left.
struct Block {
  Minor opening, accruals, clawbacks, adjustments, payouts;
  std::vector<json::Raw> lines;
  Minor closing() const { return opening + accruals + clawbacks + adjustments + payouts; }
};

/// The payee's `available` ledger lines, and the payouts that took from them (negative) or gave back
/// (positive).
constexpr const char* kLines =
    "SELECT currency, position, effective_at, kind, order_number, order_id, revenue_share, markup, "
    "adjustments, "
    "revenue_share + markup + adjustments AS amount FROM payee_lines WHERE payee = $1 AND effective_at < $2 "
    "UNION ALL SELECT e.currency, e.position, e.effective_at, replace(e.type, '.', '_'), NULL, NULL, "
    "coalesce(-sum(l.amount) FILTER (WHERE l.account LIKE '%:revenue_share'), 0)::bigint, "
    "coalesce(-sum(l.amount) FILTER (WHERE l.account LIKE '%:markup'), 0)::bigint, "
    "coalesce(-sum(l.amount) FILTER (WHERE l.account LIKE '%:adjustments'), 0)::bigint, "
    "-sum(l.amount)::bigint "
    "FROM journal_entries e, unnest(e.accounts, e.amounts) AS l(account, amount) "
    "WHERE e.payee = $1 AND l.account LIKE $3 AND e.type IN "
    "('payout.created', 'payout.failed', 'payout.cancelled', 'payout.returned') AND e.effective_at < $2 "
    "GROUP BY e.currency, e.position, e.effective_at, e.type ORDER BY 1, 2";

void count(Block& block, const pg::Rows& rows, int i, bool before) {
  const std::string_view kind = rows.text(i, 3);
  const Minor amount{rows.integer(i, 9)};
  if (before) {
    block.opening += amount;
    return;
  }
  (kind.starts_with("payout") ? block.payouts
   : kind == "clawback"       ? block.clawbacks
   : kind == "adjustment"     ? block.adjustments
                              : block.accruals) += amount;
  json::Object line;
  line.add("at", time_json(rows, i, 2))
      .add("kind", kind)
      .add("order_number", text_json(rows, i, 4))
      .add("order_id", text_json(rows, i, 5))
      .add("revenue_share", rows.integer(i, 6))
      .add("markup", rows.integer(i, 7))
      .add("adjustments", rows.integer(i, 8))
      .add("amount", amount)
      .add("position", rows.integer(i, 1));
  block.lines.push_back(line.raw());
}

Response statement(pg::Connection& connection, const BrokerState& broker, Month month, const Zone& zone) {
  const Period period = zone.period_of(month);
  const auto rows = connection.exec(kLines, {broker.id.str(), to_string(period.end),
                                             "liabilities:brokers:" + broker.id.str() + ":available:%"});
  std::map<std::string, Block> blocks;
  for (int i = 0; i < rows.size(); ++i)
    count(blocks[std::string(rows.text(i, 0))], rows, i,
          Instant{pg::micros_of(rows.text(i, 2))} < period.start);
  if (blocks.empty()) blocks[broker.currency.str()] = {};
  std::vector<json::Raw> currencies;
  for (const auto& [currency, block] : blocks) {
    json::Object out;
    out.add("currency", currency)
        .add("opening", block.opening)
        .add("accruals", block.accruals)
        .add("clawbacks", block.clawbacks)
        .add("adjustments", block.adjustments)
        .add("payouts", block.payouts)
        .add("closing", block.closing())
        .add("lines", block.lines);
    currencies.push_back(out.raw());
  }
  json::Object period_json;
  period_json.add("start", period.start).add("end", period.end);
  json::Object out;
  out.add("payee", broker.id)
      .add("period", to_string(month))
      .add("boundaries", period_json.raw())
      .add("position", read_position(connection))
      .add("currencies", currencies);
  return json_response(out.text());
}

}  // namespace

void broker_statement(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"period"})) return refuse_call(call, reply, *bad);
  const auto text = call.request.query_value("period");
  const auto month = text ? parse_month(*text) : std::nullopt;
  if (!month) return refuse_call(call, reply, invalid_field("?period", "must be a month, \"YYYY-MM\""));
  read_broker(
      api, std::move(call), std::move(reply),
      [&api, month = *month](pg::Connection& connection, const BrokerState& broker) -> Result<Response> {
        Snapshot snapshot(connection);
        return statement(connection, broker, month, api.policy.zone);
      });
}

}  // namespace daybook::http
