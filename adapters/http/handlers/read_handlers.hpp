#pragma once
// The handlers that only read, grouped by what they show. Answers: wire contract.

#include "adapters/http/api/api.hpp"

namespace daybook::http {

// Prices (from this process's ledger state)
void get_pricing(const Api& api, Call call, Reply reply);
void quote(const Api& api, Call call, Reply reply);
void get_catalog(const Api& api, Call call, Reply reply);

// Orders
void list_orders_of_broker(const Api& api, Call call, Reply reply);
void list_orders(const Api& api, Call call, Reply reply);
void get_order(const Api& api, Call call, Reply reply);

// Brokers
void list_brokers(const Api& api, Call call, Reply reply);
void get_broker(const Api& api, Call call, Reply reply);
void broker_balance(const Api& api, Call call, Reply reply);
void broker_stats(const Api& api, Call call, Reply reply);
void broker_analytics(const Api& api, Call call, Reply reply);
void broker_payouts(const Api& api, Call call, Reply reply);
void broker_statement(const Api& api, Call call, Reply reply);

// Payees
void get_payout_account(const Api& api, Call call, Reply reply);
void get_tax_form(const Api& api, Call call, Reply reply);
void get_stripe_account(const Api& api, Call call, Reply reply);

// Payouts
void list_pending_payouts(const Api& api, Call call, Reply reply);
void get_payout(const Api& api, Call call, Reply reply);
void payout_report(const Api& api, Call call, Reply reply);

// Entries
void explain_entry(const Api& api, Call call, Reply reply);

// Tasks and logs
void list_tasks(const Api& api, Call call, Reply reply);
void list_effects(const Api& api, Call call, Reply reply);
void get_webhook(const Api& api, Call call, Reply reply);
void list_webhook_log(const Api& api, Call call, Reply reply);
void list_activity_log(const Api& api, Call call, Reply reply);

// The provable log
void log_checkpoint(const Api& api, Call call, Reply reply);
void log_events(const Api& api, Call call, Reply reply);
void inclusion_proof(const Api& api, Call call, Reply reply);
void consistency_proof(const Api& api, Call call, Reply reply);

// The ledger
void ledger_accounts(const Api& api, Call call, Reply reply);
void ledger_entries(const Api& api, Call call, Reply reply);
void ledger_trial_balance(const Api& api, Call call, Reply reply);
void list_adjustments(const Api& api, Call call, Reply reply);
void get_adjustment(const Api& api, Call call, Reply reply);
void list_periods(const Api& api, Call call, Reply reply);
void get_period(const Api& api, Call call, Reply reply);
void period_checklist(const Api& api, Call call, Reply reply);

}  // namespace daybook::http
