#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/connect_payouts.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "adapters/http/views/views.hpp"
#include "events/codec/json_read.hpp"
#include "events/payout/payout_decide.hpp"

namespace daybook::http {
namespace {

struct EditBody {
  std::int64_t version = 0;
  std::optional<PayoutMethod> payment_method;
  std::optional<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(EditBody, (), (version, payment_method, notes))

struct ApproveBody {
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ApproveBody, (), (version))

struct CompleteBody {
  std::string transaction_id;
  std::optional<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(CompleteBody, (), (transaction_id, notes))

struct ReturnBody {
  std::string return_code;
  std::string reason;
  std::string reference;
};
BOOST_DESCRIBE_STRUCT(ReturnBody, (), (return_code, reason, reference))

bool blank(const std::string& text) { return text.find_first_not_of(' ') == std::string::npos; }

using PayoutDecision = std::function<Result<NewEvents>(Workspace&, const PayoutState&)>;

/// Runs the decision on the payout of the path and answers it as it then stands.
void command_payout(const Api& api, const Call& call, Reply reply, PayoutDecision decision) {
  const auto id = path_id<PayoutId>(call);
  const Refusal missing{RefusalCode::not_found, "there is no payout with this id", {}, {}};
  if (!id) return refuse_call(call, reply, missing);
  write(api, call, reply,
        [id = *id, missing, decision = std::move(decision)](Workspace& ws) -> Result<Answer> {
          const PayoutState* payout = ws.payout(id);
          if (!payout) return refuse(missing);
          auto events = decision(ws, *payout);
          if (!events) return refuse(events.error());
          ws.append(*events);
          remember_transfer(ws, id);
          return answer(payout_object(*ws.payout(id)).text());
        });
}

/// For ends that a person records, which Daybook may be about to record itself.
void command_by_hand(const Api& api, const Call& call, Reply reply, PayoutDecision decision) {
  command_payout(
      api, call, std::move(reply),
      [decision = std::move(decision)](Workspace& ws, const PayoutState& payout) -> Result<NewEvents> {
        if (auto busy = transfer_under_way(ws, payout)) return refuse(*busy);
        return decision(ws, payout);
      });
}

}  // namespace

void edit_payout(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<EditBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (body->notes)
    if (auto bad = check_text("/notes", *body->notes, false)) return refuse_call(call, reply, *bad);
  command_payout(api, call, reply, [body = *body](Workspace& ws, const PayoutState& payout) {
    return decide(payout, EditPayout{body.version, body.payment_method, body.notes, ws.now()});
  });
}

void approve_payout(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<ApproveBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  command_payout(
      api, call, reply,
      [version = body->version, by = call.caller.admin->str()](Workspace& ws, const PayoutState& payout) {
        return decide(payout, ws.ledger(), ApprovePayout{version, by, ws.now()});
      });
}

void process_payout(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<EmptyBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  command_payout(api, call, reply, [&api](Workspace& ws, const PayoutState& payout) {
    auto events = decide(payout, ws.ledger(), ws.policy(), ProcessPayout{ws.now()});
    if (!events || payout.payment_method != PayoutMethod::CONNECT) return events;
    auto transfer = intend_transfer(api, ws, payout);
    if (!transfer) return transfer;
    events->insert(events->end(), transfer->begin(), transfer->end());
    return events;
  });
}

void complete_payout(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<CompleteBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  // A bank's transaction id may well be 13-19 digits: only emptiness is refused.
  if (blank(body->transaction_id))
    return refuse_call(call, reply, invalid_field("/transaction_id", "must not be empty"));
  if (body->notes)
    if (auto bad = check_text("/notes", *body->notes, false)) return refuse_call(call, reply, *bad);
  command_by_hand(api, call, reply, [body = *body](Workspace& ws, const PayoutState& payout) {
    return decide(payout, CompletePayout{body.transaction_id, body.notes, ws.now()});
  });
}

void fail_payout(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  command_by_hand(api, call, reply, [reason = *reason](Workspace& ws, const PayoutState& payout) {
    return decide(payout, FailPayout{reason, ws.now()});
  });
}

void cancel_payout(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  command_payout(api, call, reply, [reason = *reason](Workspace& ws, const PayoutState& payout) {
    return decide(payout, CancelPayout{reason, ws.now()});
  });
}

void return_payout(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<ReturnBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  // ISO 20022 reason texts end at 35 characters; NACHA codes have three.
  if (blank(body->return_code) || body->return_code.size() > 35)
    return refuse_call(call, reply, invalid_field("/return_code", "must have 1 to 35 characters"));
  if (auto bad = check_text("/reason", body->reason)) return refuse_call(call, reply, *bad);
  // As with a transaction id: trace numbers have 15 digits.
  if (blank(body->reference))
    return refuse_call(call, reply, invalid_field("/reference", "must not be empty"));
  command_by_hand(api, call, reply, [body = *body](Workspace& ws, const PayoutState& payout) {
    return decide(payout, ReturnPayout{body.return_code, body.reason, body.reference, ws.now()});
  });
}

void reverse_payout(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  command_payout(api, call, reply, [&api, reason = *reason](Workspace& ws, const PayoutState& payout) {
    return intend_reversal(api, ws, payout, reason);
  });
}

}  // namespace daybook::http
