// Closing a month. The seal is made from the read models at a position of theirs; whether anything of the
// month came behind it is looked at under the head's lock, and if so, it is made again.

#include "adapters/audit/stored_tree.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/period_checklist.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/views/period_view.hpp"
#include "adapters/log.hpp"
#include "adapters/postgres/period_facts.hpp"
#include "adapters/system/clock.hpp"
#include "events/codec/json_read.hpp"
#include "events/fold.hpp"
#include "events/log/encoding.hpp"
#include "events/period/period_decide.hpp"

namespace daybook::http {
namespace {

/// How often facts of the month may arrive between seal and decision.
constexpr int kAttempts = 5;
constexpr std::size_t kMaxAcknowledged = 50;

struct Body {
  std::string month;
  std::optional<std::vector<std::string>> acknowledge;
};
BOOST_DESCRIBE_STRUCT(Body, (), (month, acknowledge))

struct Closing {
  const Api& api;
  Call call;
  Reply reply;
  Month month;
  std::vector<std::string> acknowledge;
  int attempts_left = kAttempts;
};

struct Prepared {
  PeriodClosed seal;
  std::vector<PeriodCheck> checks;
  std::optional<Instant> closed_until;
};

Prepared prepare(const Closing& c, pg::Connection& connection) {
  const Zone& zone = c.api.policy.zone;
  const std::int64_t head = await_head(c.api, connection);
  const PeriodsState periods = c.api.view.read([](const LedgerState& ledger) { return ledger.periods(); });
  Snapshot snapshot(connection);
  Prepared p;
  p.closed_until = periods.closed_until;
  p.checks = period_checks(connection, {c.month, zone, periods, system_now(), head});
  const Period period = zone.period_of(c.month);
  p.seal.month = to_string(c.month);
  p.seal.zone = zone.name();
  p.seal.start = period.start;
  p.seal.end = period.end;
  p.seal.position = read_position(connection);
  p.seal.closed_by = c.call.caller.admin->str();
  for (const PeriodCheck& check : p.checks)
    if (check.state == PeriodCheckState::blocker) return p;  // refused: no need to add anything up
  audit::StoredTree tree(connection);
  p.seal.log_root = log::to_hex(log::subtree_root(tree, 0, p.seal.position));
  const auto balances = balances_before(connection, p.seal.position, zone, c.month);
  p.seal.trial_balance_sha256 =
      period_seal_digest({p.seal.month, p.seal.zone, period.end, p.seal.position}, balances);
  p.seal.accounts = accounts_with_balance(balances);
  p.seal.totals = period_totals(balances);
  return p;
}

PeriodHistory history_of(Workspace& ws, const std::string& month) {
  PeriodHistory history;
  for (const auto& recorded : ws.stream("period-" + month)) fold(history, recorded);
  return history;
}

void attempt(const std::shared_ptr<Closing>& c);

void submit(const std::shared_ptr<Closing>& c, Prepared prepared) {
  const auto overtaken = std::make_shared<bool>(false);
  const Reply reply = [c, overtaken](Response response) {
    if (*overtaken && --c->attempts_left > 0) return attempt(c);
    c->reply(std::move(response));
  };
  write(c->api, c->call, reply, [c, overtaken, p = std::move(prepared)](Workspace& ws) -> Result<Answer> {
    *overtaken = false;
    auto events = decide(ws.ledger().periods(),
                         ClosePeriod{p.seal, p.checks, p.closed_until, c->acknowledge, ws.now()});
    if (!events) return refuse(events.error());
    if (const auto position = ws.effective_behind(p.seal.position, p.seal.end)) {
      *overtaken = true;
      return refuse(RefusalCode::conflict,
                    fmt::format("facts of {} or before keep arriving (the last one at position {}), so it "
                                "could not be sealed: try again in a moment",
                                p.seal.month, *position));
    }
    ws.append(std::move(*events));
    return answer(period_object(history_of(ws, p.seal.month), ws.ledger().periods()).text());
  });
}

void attempt(const std::shared_ptr<Closing>& c) {
  const auto failed = [c](const char* detail) {
    refuse_call(c->call, c->reply, Refusal{RefusalCode::store_unavailable, detail, {}, {}});
  };
  const bool queued = c->api.reads.submit(
      [c](pg::Connection& connection) { submit(c, prepare(*c, connection)); },
      [c, failed](const std::exception& e) {
        logging::error("request {} could not seal the month: {}", c->call.request.request_id, e.what());
        failed("the month cannot be sealed now: try again");
      });
  if (!queued) failed("the server is too busy: try again");
}

}  // namespace

void close_period(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  const auto month = parse_period(body->month);
  if (!month) return refuse_call(call, reply, invalid_field("/month", "must be a month, \"YYYY-MM\""));
  std::vector<std::string> codes = body->acknowledge.value_or(std::vector<std::string>{});
  if (codes.size() > kMaxAcknowledged)
    return refuse_call(
        call, reply,
        invalid_field("/acknowledge", fmt::format("must be at most {} codes", kMaxAcknowledged)));
  attempt(std::make_shared<Closing>(
      Closing{api, std::move(call), std::move(reply), *month, std::move(codes), kAttempts}));
}

}  // namespace daybook::http
