#include "adapters/http/handlers/broker_read.hpp"

#include "adapters/http/handlers/broker_command.hpp"

namespace daybook::http {

void read_broker(const Api& api, Call call, Reply reply, BrokerRead run, bool of_ledger) {
  read(
      api, std::move(call), std::move(reply),
      [&api, run = std::move(run)](pg::Connection& connection, const Call& asked) -> Result<Response> {
        // Copied out, so that the view is not locked while the store is asked.
        const auto broker = api.view.read([&](const LedgerState& ledger) {
          const BrokerState* found = visible_broker(ledger, asked);
          return found ? std::optional(*found) : std::nullopt;
        });
        if (!broker) return refuse(RefusalCode::not_found, "there is no broker with this id");
        return run(connection, *broker);
      },
      of_ledger);
}

std::optional<PayeeState> payee_of(const Api& api, const BrokerId& id) {
  return api.view.read([&](const LedgerState& ledger) {
    const PayeeState* found = ledger.payee(id);
    return found ? std::optional(*found) : std::nullopt;
  });
}

}  // namespace daybook::http
