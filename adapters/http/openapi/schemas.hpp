#pragma once
// The components of the OpenAPI document: every body that the wire contract names. Each function adds its part.

#include "adapters/http/openapi/schema.hpp"

namespace daybook::http::openapi {

/// Amount, Id, Time …, Problem, Pagination, Reason, Empty.
void add_common(Schemas& schemas);
void add_orders(Schemas& schemas);
/// The catalogue, price lists, quotes.
void add_prices(Schemas& schemas);
void add_brokers(Schemas& schemas);
/// What a broker is shown about money and visitors.
void add_broker_figures(Schemas& schemas);
void add_payouts(Schemas& schemas);
/// Tasks, webhook and activity logs, the provable log, the ledger.
void add_logs(Schemas& schemas);

/// All of the above.
Schemas all_schemas();

}  // namespace daybook::http::openapi
