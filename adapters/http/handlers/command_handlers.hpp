#pragma once
// The handlers that change something, one file each. Bodies and answers: wire contract.

#include "adapters/http/api/api.hpp"

namespace daybook::http {

// Orders
void place_order(const Api& api, Call call, Reply reply);
void place_orders(const Api& api, Call call, Reply reply);
void cancel_order(const Api& api, Call call, Reply reply);
void record_manual_payment(const Api& api, Call call, Reply reply);
void refund_order(const Api& api, Call call, Reply reply);
void fail_refund(const Api& api, Call call, Reply reply);
void record_fee(const Api& api, Call call, Reply reply);
void open_dispute(const Api& api, Call call, Reply reply);
void withdraw_disputed(const Api& api, Call call, Reply reply);
void win_dispute(const Api& api, Call call, Reply reply);
void lose_dispute(const Api& api, Call call, Reply reply);
void close_inquiry(const Api& api, Call call, Reply reply);
void correct_terms(const Api& api, Call call, Reply reply);
void hold_order(const Api& api, Call call, Reply reply);
void unhold_order(const Api& api, Call call, Reply reply);
void fulfil_order(const Api& api, Call call, Reply reply);
void reject_order(const Api& api, Call call, Reply reply);
void start_checkout(const Api& api, Call call, Reply reply);
void make_payment_link(const Api& api, Call call, Reply reply);
void stripe_webhook(const Api& api, Call call, Reply reply);

// Catalogue and brokers
void import_catalog(const Api& api, Call call, Reply reply);
void register_broker(const Api& api, Call call, Reply reply);
void change_broker(const Api& api, Call call, Reply reply);
void approve_broker(const Api& api, Call call, Reply reply);
void suspend_broker(const Api& api, Call call, Reply reply);
void reactivate_broker(const Api& api, Call call, Reply reply);
void deactivate_broker(const Api& api, Call call, Reply reply);
void rotate_key(const Api& api, Call call, Reply reply);
void revoke_key(const Api& api, Call call, Reply reply);
void widget_events(const Api& api, Call call, Reply reply);

// Payees
void propose_payout_account(const Api& api, Call call, Reply reply);
void approve_payout_account(const Api& api, Call call, Reply reply);
void withdraw_payout_account(const Api& api, Call call, Reply reply);
void record_tax_form(const Api& api, Call call, Reply reply);
void open_stripe_account(const Api& api, Call call, Reply reply);

// Payouts
void run_payouts(const Api& api, Call call, Reply reply);
void edit_payout(const Api& api, Call call, Reply reply);
void approve_payout(const Api& api, Call call, Reply reply);
void process_payout(const Api& api, Call call, Reply reply);
void complete_payout(const Api& api, Call call, Reply reply);
void fail_payout(const Api& api, Call call, Reply reply);
void cancel_payout(const Api& api, Call call, Reply reply);
void return_payout(const Api& api, Call call, Reply reply);
void reverse_payout(const Api& api, Call call, Reply reply);

// The ledger
void propose_adjustment(const Api& api, Call call, Reply reply);
void propose_write_off(const Api& api, Call call, Reply reply);
void approve_adjustment(const Api& api, Call call, Reply reply);
void withdraw_adjustment(const Api& api, Call call, Reply reply);
void settle_supplier(const Api& api, Call call, Reply reply);
void record_stripe_payout(const Api& api, Call call, Reply reply);
void fail_stripe_payout(const Api& api, Call call, Reply reply);
void close_period(const Api& api, Call call, Reply reply);
void propose_reopening(const Api& api, Call call, Reply reply);
void approve_reopening(const Api& api, Call call, Reply reply);
void withdraw_reopening(const Api& api, Call call, Reply reply);

// Tasks
void apply_task(const Api& api, Call call, Reply reply);
void refund_task(const Api& api, Call call, Reply reply);
void dismiss_task(const Api& api, Call call, Reply reply);

// Side effects and deliveries
void retry_effect(const Api& api, Call call, Reply reply);
void drop_effect(const Api& api, Call call, Reply reply);
void retry_webhook(const Api& api, Call call, Reply reply);

}  // namespace daybook::http
