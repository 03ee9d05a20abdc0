#include "adapters/http/handlers/period_checklist.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/period_facts.hpp"
#include "adapters/postgres/read_zone.hpp"
#include "adapters/postgres/reconciliation_source.hpp"
#include "projections/reconciliation_lines.hpp"

namespace daybook::http {
namespace {

constexpr std::chrono::milliseconds kPatience{10'000};
/// Only this process's own view of what is closed: the decision looks again under the head's lock.
constexpr std::chrono::milliseconds kViewPatience{1'000};
constexpr auto kBlocker = PeriodCheckState::blocker;
constexpr auto kWarning = PeriodCheckState::warning;

/// One whose count should be 0.
PeriodCheck counted(const char* code, PeriodCheckState otherwise, std::int64_t count, const std::string& fine,
                    const std::string& wrong, const char* where) {
  if (count == 0) return {code, PeriodCheckState::ok, fine, 0, where};
  return {code, otherwise, fmt::format("{} {}", count, wrong), count, where};
}

std::int64_t count_of(pg::Connection& connection, const char* sql, pg::Params params = {}) {
  return connection.exec(sql, params).integer(0, 0);
}

PeriodCheck month_over(const ChecklistRequest& r, const Period& period) {
  const std::string month = to_string(r.month);
  if (r.now >= period.end)
    return {"month_over", PeriodCheckState::ok, month + " is over", 0, "/api/ledger/periods"};
  return {"month_over", kBlocker,
          fmt::format("{} is not over before {} ({})", month, to_string(period.end), r.zone.name()), 1,
          "/api/ledger/periods"};
}

PeriodCheck still_open(const ChecklistRequest& r) {
  const std::string month = to_string(r.month);
  const bool closed = r.periods.closed_through && month <= *r.periods.closed_through;
  return {"still_open", closed ? kBlocker : PeriodCheckState::ok,
          month + (closed ? " is closed already" : " is open"), closed ? 1 : 0, "/api/ledger/periods"};
}

/// The first closing seals everything up to its month; later ones follow one another.
PeriodCheck earlier_months(pg::Connection& connection, const ChecklistRequest& r, const Period& period) {
  std::optional<Instant> earlier;
  if (r.periods.ever_closed && r.periods.closed_until && *r.periods.closed_until < period.start)
    earlier = first_entry(connection, r.zone, r.periods.closed_until, period.start);
  if (!earlier)
    return {"earlier_months", PeriodCheckState::ok,
            r.periods.ever_closed ? "no earlier month with entries is open"
                                  : "the first closing seals all earlier months too",
            0, "/api/ledger/periods"};
  return {"earlier_months", kBlocker,
          fmt::format("{} has entries and is open: close the months in order",
                      to_string(r.zone.month_of(*earlier))),
          1, "/api/ledger/periods"};
}

PeriodCheck read_models(pg::Connection& connection, const ChecklistRequest& r) {
  const std::int64_t behind = std::max<std::int64_t>(r.head - read_position(connection), 0);
  const std::int64_t stuck = count_of(connection, "SELECT count(*) FROM quarantine");
  if (stuck > 0)
    return {"read_models", kBlocker,
            fmt::format("{} events are quarantined: their entries are missing in every figure", stuck), stuck,
            "/readyz"};
  if (const auto other = other_zone(connection, r.zone))
    return {"read_models", kBlocker, *other, 1, "/readyz"};
  return counted("read_models", kBlocker, behind, "the read models have the whole log",
                 "events of the log are not in the read models yet", "/readyz");
}

PeriodCheck undecided_reopening(const ChecklistRequest& r) {
  const bool proposed = r.periods.reopening.has_value();
  return {"reopening", proposed ? kBlocker : PeriodCheckState::ok,
          proposed ? "it is proposed to open " + r.periods.reopening->month +
                         " again: approve or withdraw that first"
                   : "nobody proposes to open a closed month again",
          proposed ? 1 : 0, "/api/ledger/periods"};
}

/// What waits for a decision that belongs to the month.
void add_undecided(std::vector<PeriodCheck>& checks, pg::Connection& connection, const std::string& end) {
  checks.push_back(counted("adjustments", kBlocker,
                           count_of(connection, "SELECT count(*) FROM adjustments WHERE status = 'proposed'"),
                           "every adjustment and write-off is decided",
                           "adjustments or write-offs are proposed and not decided",
                           "/api/ledger/adjustments?status=proposed"));
  checks.push_back(counted(
      "unapplied_payments", kBlocker,
      count_of(connection,
               "SELECT count(*) FROM tasks t JOIN public.events e USING (position) WHERE t.status = 'open' "
               "AND t.kind = 'unapplied_payment' AND e.effective_at < $1",
               {end}),
      "no unexpected money of the month waits", "unexpected payments of the month or before it wait",
      "/api/tasks?status=open&kind=unapplied_payment"));
  checks.push_back(counted(
      "payouts", kBlocker,
      count_of(connection,
               "SELECT count(*) FROM payouts WHERE status IN ('PENDING', 'PROCESSING') AND period_end <= $1",
               {end}),
      "every payout of the month is paid, failed or cancelled",
      "payouts of the month or before it are neither paid nor given up", "/api/payouts/pending"));
}

void add_warnings(std::vector<PeriodCheck>& checks, pg::Connection& connection, const std::string& end) {
  const auto tasks = [&](const char* kind) {
    return count_of(connection,
                    "SELECT count(*) FROM tasks WHERE status = 'open' AND kind = $1 AND opened_at < $2",
                    {kind, end});
  };
  const auto ever = [&](const char* kind) {
    return count_of(connection, "SELECT count(*) FROM tasks WHERE status = 'open' AND kind = $1", {kind});
  };
  checks.push_back(counted("open_disputes", kWarning, ever("dispute"), "no dispute is open",
                           "disputes are open: what they take counts to a later month",
                           "/api/tasks?status=open&kind=dispute"));
  checks.push_back(counted("failed_webhooks", kWarning, ever("failed_webhook"), "no delivery failed",
                           "deliveries failed: what they report is in no account",
                           "/api/tasks?status=open&kind=failed_webhook"));
  checks.push_back(counted("parked_webhooks", kWarning, ever("parked_webhook"), "no delivery waits",
                           "deliveries wait for another fact", "/api/tasks?status=open&kind=parked_webhook"));
  checks.push_back(counted("refunds_due", kWarning, tasks("refund_order"), "no refund of the month is due",
                           "orders that cannot be delivered wait for their refund",
                           "/api/tasks?status=open&kind=refund_order"));
}

/// What Stripe or the bank says differently of the month; what is merely on its way between us is no fault.
PeriodCheck reconciled(pg::Connection& connection, const ChecklistRequest& r, const char* code,
                       std::string_view name, Instant end) {
  const std::string account(name);
  std::int64_t breaks = 0;
  const bool ever =
      count_of(connection, "SELECT count(*) FROM statements WHERE account = $1 AND position <= $2",
               {account, std::to_string(r.head)}) > 0;
  if (ever)
    for (const auto& currency : reconcile(connection, {account, std::nullopt, r.head, end}))
      breaks += std::count_if(currency.breaks.begin(), currency.breaks.end(),
                              [](const Break& b) { return b.cause != BreakCause::in_transit; });
  return counted(code, kWarning, breaks,
                 ever ? account + " agrees with its statements, but for what is in transit"
                      : "no statement of " + account + " was ever imported",
                 "breaks between " + account + " and its statements are not explained",
                 "/api/reconciliation");
}

}  // namespace

std::int64_t await_head(const Api& api, pg::Connection& connection) {
  const std::int64_t head = log_position(connection);
  (void)api.view.wait_for({head}, kViewPatience);
  (void)wait_for_read_models(connection, head, kPatience);
  return head;
}

std::vector<PeriodCheck> period_checks(pg::Connection& connection, const ChecklistRequest& r) {
  const Period period = r.zone.period_of(r.month);
  const std::string end = to_string(period.end);
  std::vector<PeriodCheck> checks{month_over(r, period), still_open(r), earlier_months(connection, r, period),
                                  read_models(connection, r), undecided_reopening(r)};
  add_undecided(checks, connection, end);
  add_warnings(checks, connection, end);
  checks.push_back(reconciled(connection, r, "stripe_reconciled", kStripeAccount, period.end));
  checks.push_back(reconciled(connection, r, "bank_reconciled", kBankAccount, period.end));
  return checks;
}

std::optional<Month> parse_period(std::string_view text) {
  const auto month = parse_month(text);
  return month && month->year < 9999 ? month : std::nullopt;
}

std::optional<Month> path_month(const Call& call) {
  return call.request.params.empty() ? std::nullopt : parse_period(call.request.params.front());
}

}  // namespace daybook::http
