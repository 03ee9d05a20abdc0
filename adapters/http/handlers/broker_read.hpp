#pragma once
// What the reads about one broker share.

#include "adapters/http/api/api.hpp"

namespace daybook::http {

using BrokerRead = std::function<Result<Response>(pg::Connection&, const BrokerState&)>;

/// Runs the read on the broker of the path; not_found for unknown ones, and another broker's for a key.
void read_broker(const Api& api, Call call, Reply reply, BrokerRead run, bool of_ledger = false);

/// The payee's accounts and tax form; nothing while there are none.
std::optional<PayeeState> payee_of(const Api& api, const BrokerId& id);

}  // namespace daybook::http
