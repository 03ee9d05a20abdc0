#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/views/views.hpp"
#include "events/codec/json_read.hpp"
#include "events/payout/payout_preview.hpp"

namespace daybook::http {
namespace {

struct Body {
  std::int64_t year = 0;
  std::int64_t month = 0;
  std::optional<BrokerId> broker_id;
  std::optional<bool> preview;
};
BOOST_DESCRIBE_STRUCT(Body, (), (year, month, broker_id, preview))

struct Skipped {
  BrokerId payee;
  std::string reason;
  Minor amount;
  Currency currency;
};
BOOST_DESCRIBE_STRUCT(Skipped, (), (payee, reason, amount, currency))

/// A payout as a preview shows it: not recorded, so without an id and times of its own.
json::Raw preview_of(const PayoutCreated& fact, Instant now) {
  PayoutState state;
  Envelope at;
  at.recorded_at = now;
  evolve(state, fact, at);
  return previewed_payout(state).raw();
}

Result<Answer> run(Workspace& ws, const Body& body, const std::string& made_by) {
  const bool preview_only = body.preview.value_or(false);
  const Month month{static_cast<int>(body.year), static_cast<int>(body.month)};
  const Period period = ws.policy().zone.period_of(month);
  if (period.start > ws.now()) return refuse(invalid_field("/month", "must not lie in the future"));
  std::vector<BrokerId> payees;
  if (body.broker_id) {
    if (!ws.ledger().broker(*body.broker_id))
      return refuse(RefusalCode::not_found, "there is no broker with this broker_id");
    payees.push_back(*body.broker_id);
  } else {
    for (const auto& [id, broker] : ws.ledger().brokers()) payees.push_back(id);
  }
  std::vector<json::Raw> created;
  std::vector<Skipped> skipped;
  std::vector<PayeePreview> previews;
  NewEvents events;
  for (const auto& payee : payees) {
    const RunPayout command{payee, period, made_by, ws.now()};
    const PayeeLedger ledger = ws.payee_ledger(payee);
    const BrokerState& broker = *ws.ledger().broker(payee);
    if (preview_only)
      for (auto& p : preview(ledger, broker, ws.policy(), command)) previews.push_back(std::move(p));
    const PayoutRun result = decide(ledger, broker, ws.policy(), ws.ids(), command);
    for (const auto& s : result.skipped) {
      if (body.broker_id && s.reason == "payout_exists" && result.created.empty())
        return refuse(RefusalCode::payout_exists, "a live payout of this period exists already");
      skipped.push_back({s.payee, s.reason, s.amount, s.currency});
    }
    for (const auto& fact : result.created) {
      events.push_back({fact, ws.now()});
      if (preview_only) created.push_back(preview_of(fact, ws.now()));
    }
  }
  if (!preview_only) {
    ws.append(events);
    for (const auto& fresh : events)
      created.push_back(payout_object(*ws.payout(std::get<PayoutCreated>(fresh.event).payout_id)).raw());
  }
  json::Object out;
  out.add("created", created).add("skipped", skipped);
  if (preview_only) out.add("preview", previews);
  return answer(out.text());
}

}  // namespace

void run_payouts(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (body->year < 1970 || body->year > 9998)
    return refuse_call(call, reply, invalid_field("/year", "must be from 1970 to 9998"));
  if (body->month < 1 || body->month > 12)
    return refuse_call(call, reply, invalid_field("/month", "must be from 1 to 12"));
  write(api, call, reply,
        [body = *body, by = call.caller.admin->str()](Workspace& ws) { return run(ws, body, by); });
}

}  // namespace daybook::http
