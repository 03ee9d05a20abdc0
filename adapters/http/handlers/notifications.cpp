// Which of their affairs a payee hears of by mail.

#include "adapters/http/handlers/broker_command.hpp"
#include "adapters/http/handlers/broker_read.hpp"
#include "adapters/http/handlers/endpoint_handlers.hpp"
#include "adapters/http/views/endpoint_view.hpp"
#include "events/codec/json_read.hpp"
#include "events/endpoint/endpoint_decide.hpp"

namespace daybook::http {

void get_notifications(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read_broker(
      api, std::move(call), std::move(reply),
      [&api](pg::Connection&, const BrokerState& broker) -> Result<Response> {
        const auto payee = payee_of(api, broker.id);
        return json_response(
            notifications_object(broker.id, payee ? payee->notifications : NotificationPreferences{}).text());
      },
      true);
}

void change_notifications(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<NotificationPreferences>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  write(api, call, std::move(reply), [call, wanted = *body](Workspace& ws) -> Result<Answer> {
    const BrokerState* broker = visible_broker(ws.ledger(), call);
    if (!broker) return refuse(RefusalCode::not_found, "there is no broker with this id");
    const BrokerId id = broker->id;
    auto events = decide(ws.ledger(), ChangeNotifications{id, wanted, ws.now()});
    if (!events) return refuse(events.error());
    ws.append(std::move(*events));
    return answer(notifications_object(id, wanted).text());
  });
}

}  // namespace daybook::http
