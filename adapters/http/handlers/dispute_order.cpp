#include <algorithm>

#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "events/codec/json_read.hpp"
#include "events/dispute/dispute_decide.hpp"

namespace daybook::http {
namespace {

struct OpenBody {
  std::string dispute_id;
  Minor amount;
  std::string reason;
  std::optional<bool> inquiry;
};
BOOST_DESCRIBE_STRUCT(OpenBody, (), (dispute_id, amount, reason, inquiry))

struct WithdrawBody {
  Minor amount;
  std::optional<Minor> fee;
};
BOOST_DESCRIBE_STRUCT(WithdrawBody, (), (amount, fee))

struct WinBody {
  std::optional<Minor> fee_returned;
};
BOOST_DESCRIBE_STRUCT(WinBody, (), (fee_returned))

/// Ids are opaque: nothing but their length and their characters is looked at.
bool is_dispute_id(const std::string& id) {
  const auto graphic = [](unsigned char c) { return c > 0x20 && c < 0x7F && c != '/'; };
  return !id.empty() && id.size() <= 100 && std::all_of(id.begin(), id.end(), graphic);
}

void close_dispute(const Api& api, Call call, Reply reply, DisputeStatus outcome, Minor fee_returned) {
  const std::string id = call.request.params.at(1);
  command_order(api, std::move(call), reply, [id, outcome, fee_returned](Workspace& ws, const OrderState& o) {
    return decide(o, ws.policy(), CloseDispute{id, outcome, fee_returned, ws.now()});
  });
}

}  // namespace

void open_dispute(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<OpenBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (!is_dispute_id(body->dispute_id))
    return refuse_call(call, reply,
                       invalid_field("/dispute_id",
                                     "must be Stripe's dp_… or the bank's case number: 1 to 100 "
                                     "visible ASCII characters without a slash"));
  if (auto bad = check_text("/reason", body->reason)) return refuse_call(call, reply, *bad);
  command_order(api, std::move(call), reply, [body = *body](Workspace& ws, const OrderState& order) {
    return decide(order, OpenDispute{body.dispute_id, body.amount, body.reason, body.inquiry.value_or(false),
                                     ws.now()});
  });
}

void withdraw_disputed(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<WithdrawBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  const std::string id = call.request.params.at(1);
  command_order(api, std::move(call), reply, [id, body = *body](Workspace& ws, const OrderState& order) {
    return decide(order, WithdrawDisputed{id, body.amount, body.fee.value_or(Minor{}), ws.now()});
  });
}

void win_dispute(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<WinBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  close_dispute(api, std::move(call), reply, DisputeStatus::won, body->fee_returned.value_or(Minor{}));
}

void lose_dispute(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<EmptyBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  close_dispute(api, std::move(call), reply, DisputeStatus::lost, Minor{});
}

void close_inquiry(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<EmptyBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  close_dispute(api, std::move(call), reply, DisputeStatus::inquiry_closed, Minor{});
}

}  // namespace daybook::http
