// The one table of routes: who may call what, and what the OpenAPI document says about it. Source: wire
// contract.

#include "adapters/bank/bank_return.hpp"
#include "adapters/bank/csv_table.hpp"
#include "adapters/http/api/api.hpp"
#include "adapters/http/handlers/bank_handlers.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/endpoint_handlers.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/handlers/reconciliation_handlers.hpp"
#include "adapters/http/handlers/service_handlers.hpp"

namespace daybook::http {
namespace {

constexpr Access kAnyone{.anyone = true};
constexpr Access kAnyKeyOrAdmin{.publishable = true, .secret = true, .roles = kReaders};
constexpr Access kAnyKey{.publishable = true, .secret = true};
constexpr Access kOwnKeyOrReader{.secret = true, .roles = kReaders};
constexpr Access kOwnKeyOrOperator{.secret = true, .roles = kOperators};
constexpr Access kOwnKeyOrManager{.secret = true, .roles = kManagers};
constexpr Access kOwnKeyOrPayer{.secret = true, .roles = kPayers};
constexpr Access kPublishable{.publishable = true};
constexpr Access kSecret{.secret = true};
constexpr Access kReader{.roles = kReaders};
constexpr Access kOperator{.roles = kOperators};
constexpr Access kManager{.roles = kManagers};
constexpr Access kPayer{.roles = kPayers};
constexpr Access kBookkeeper{.roles = kBookkeepers};

constexpr std::size_t kCatalogLimit = 4 * 1024 * 1024;
constexpr std::size_t kOrderBatchLimit = 2 * 1024 * 1024;
constexpr std::size_t kWebhookLimit = 256 * 1024;

}  // namespace

const std::vector<Route>& routes() {
  // clang-format off
  static const std::vector<Route> table{
      // Orders
      {"POST", "/api/orders", kOwnKeyOrOperator, place_order, "placeOrder", "Place an order", "OrderPlacement", "Order", 201},
      {"POST", "/api/orders/batch", kOwnKeyOrOperator, place_orders, "placeOrders", "Place up to 500 orders, each with its own key and answer", "OrderBatch", "OrderBatchResult", 200, kOrderBatchLimit},
      {"GET", "/api/orders", kReader, list_orders, "listOrders", "List all orders", "", "OrderList"},
      {"GET", "/api/orders/broker", kSecret, list_orders_of_broker, "listOwnOrders", "List the broker's own orders", "", "BrokerOrderList"},
      {"POST", "/api/orders/checkout", kAnyKey, start_checkout, "startCheckout", "Start a checkout at Stripe", "CheckoutRequest", "Checkout"},
      {"POST", "/api/orders/webhook/stripe", kAnyone, stripe_webhook, "receiveStripeEvent", "Stripe delivers an event", "StripeEvent", "Received", 200, kWebhookLimit},
      {"GET", "/api/orders/{id}", kOwnKeyOrReader, get_order, "getOrder", "One order with its breakdown and timeline", "", "OrderEnvelope"},
      {"POST", "/api/orders/{id}/manual-payment", kOperator, record_manual_payment, "recordManualPayment", "Record cash, a wire or a check", "ManualPayment", "Order"},
      {"POST", "/api/orders/{id}/payment-link", kOperator, make_payment_link, "makePaymentLink", "Make a payment link", "PaymentLinkRequest", "PaymentLink"},
      {"POST", "/api/orders/{id}/cancel", kOperator, cancel_order, "cancelOrder", "Cancel an unpaid order", "Reason", "Order"},
      {"POST", "/api/orders/{id}/refunds", kManager, refund_order, "refundOrder", "Refund a paid order, wholly or in part", "RefundRequest", "Order"},
      {"POST", "/api/orders/{id}/refunds/{refund_id}/fail", kManager, fail_refund, "failRefund", "Record that refunded money came back", "Reason", "Order"},
      {"POST", "/api/orders/{id}/fees", kManager, record_fee, "recordFee", "Record Stripe's processing fee", "FeeRecord", "Order"},
      {"POST", "/api/orders/{id}/disputes", kManager, open_dispute, "openDispute", "Record a dispute or an inquiry", "DisputeOpening", "Order"},
      {"POST", "/api/orders/{id}/disputes/{dispute_id}/withdraw", kManager, withdraw_disputed, "withdrawDisputed", "Record that the disputed money was taken", "DisputeWithdrawal", "Order"},
      {"POST", "/api/orders/{id}/disputes/{dispute_id}/win", kManager, win_dispute, "winDispute", "Record that a dispute was won", "DisputeWin", "Order"},
      {"POST", "/api/orders/{id}/disputes/{dispute_id}/lose", kManager, lose_dispute, "loseDispute", "Record that a dispute was lost", "EmptyRequest", "Order"},
      {"POST", "/api/orders/{id}/disputes/{dispute_id}/close", kManager, close_inquiry, "closeInquiry", "Record that an inquiry was closed", "EmptyRequest", "Order"},
      {"POST", "/api/orders/{id}/hold", kManager, hold_order, "holdCommission", "Keep the commission from being paid", "Reason", "Order"},
      {"POST", "/api/orders/{id}/unhold", kManager, unhold_order, "unholdCommission", "Let the commission go", "Reason", "Order"},
      {"POST", "/api/orders/{id}/fulfil", kOperator, fulfil_order, "fulfilOrder", "Record that the supplier delivered", "Fulfilment", "Order"},
      {"POST", "/api/orders/{id}/reject", kOperator, reject_order, "rejectOrder", "Record that the supplier cannot deliver", "Reason", "Order"},
      // Prices
      {"GET", "/api/pricing", kAnyKeyOrAdmin, get_pricing, "getPricing", "The price list", "", "PriceList"},
      {"POST", "/api/pricing/quote", kAnyKeyOrAdmin, quote, "quote", "Price a basket", "QuoteRequest", "Quote"},
      {"PUT", "/api/catalog", kManager, import_catalog, "importCatalog", "Replace the cards of one source", "CatalogImport", "CatalogImportResult", 200, kCatalogLimit},
      {"GET", "/api/catalog", kReader, get_catalog, "getCatalog", "The catalogue", "", "Catalog"},
      // Brokers
      {"POST", "/api/brokers", kManager, register_broker, "registerBroker", "Register a broker", "BrokerRegistration", "BrokerWithKeys", 201},
      {"GET", "/api/brokers", kReader, list_brokers, "listBrokers", "List brokers", "", "BrokerList"},
      {"GET", "/api/brokers/{id}", kOwnKeyOrReader, get_broker, "getBroker", "One broker", "", "Broker"},
      {"POST", "/api/brokers/{id}/terms/corrections", kManager, correct_terms, "correctTerms", "Correct the revenue share of orders already placed", "TermsCorrection", "TermsCorrected"},
      {"PATCH", "/api/brokers/{id}", kOwnKeyOrManager, change_broker, "changeBroker", "Change a broker's profile or terms", "BrokerChange", "Broker"},
      {"POST", "/api/brokers/{id}/approve", kManager, approve_broker, "approveBroker", "Approve a pending broker", "OptionalReason", "Broker"},
      {"POST", "/api/brokers/{id}/suspend", kManager, suspend_broker, "suspendBroker", "Suspend a broker", "OptionalReason", "Broker"},
      {"POST", "/api/brokers/{id}/reactivate", kManager, reactivate_broker, "reactivateBroker", "Reactivate a suspended broker", "OptionalReason", "Broker"},
      {"POST", "/api/brokers/{id}/deactivate", kManager, deactivate_broker, "deactivateBroker", "Deactivate a broker for good", "OptionalReason", "Broker"},
      {"POST", "/api/brokers/{id}/keys/rotate", kManager, rotate_key, "rotateKey", "Replace a key", "KeyKind", "RotatedKey"},
      {"POST", "/api/brokers/{id}/keys/revoke", kManager, revoke_key, "revokeKey", "Revoke a key", "KeyKind", "Empty"},
      {"GET", "/api/brokers/{id}/balance", kOwnKeyOrReader, broker_balance, "getBalance", "What a broker is owed", "", "Balance"},
      {"GET", "/api/brokers/{id}/stats", kOwnKeyOrReader, broker_stats, "getStats", "A broker's figures", "", "Stats"},
      {"GET", "/api/brokers/{id}/analytics", kOwnKeyOrReader, broker_analytics, "getAnalytics", "A broker's figures by day", "", "Analytics"},
      {"GET", "/api/brokers/{id}/payouts", kOwnKeyOrReader, broker_payouts, "listPayouts", "A broker's payouts", "", "BrokerPayouts"},
      {"GET", "/api/brokers/{id}/statement", kOwnKeyOrReader, broker_statement, "getStatement", "A broker's month", "", "Statement"},
      {"GET", "/api/brokers/{id}/payout-account", kReader, get_payout_account, "getPayoutAccount", "Where a broker's payouts go, masked", "", "PayoutAccount"},
      {"PUT", "/api/brokers/{id}/payout-account", kPayer, propose_payout_account, "proposePayoutAccount", "Propose where a broker's payouts go", "BankAccount", "PayoutAccount"},
      {"POST", "/api/brokers/{id}/payout-account/approve", kPayer, approve_payout_account, "approvePayoutAccount", "Approve an account as the second person", "AccountChange", "PayoutAccount"},
      {"POST", "/api/brokers/{id}/payout-account/withdraw", kPayer, withdraw_payout_account, "withdrawPayoutAccount", "Stop a change of account", "AccountWithdrawal", "PayoutAccount"},
      {"GET", "/api/brokers/{id}/tax-form", kReader, get_tax_form, "getTaxForm", "A broker's W-9, masked", "", "TaxForm"},
      {"PUT", "/api/brokers/{id}/tax-form", kPayer, record_tax_form, "recordTaxForm", "Record a broker's signed W-9", "TaxFormRecord", "TaxForm"},
      {"GET", "/api/brokers/{id}/stripe-account", kOwnKeyOrReader, get_stripe_account, "getStripeAccount", "Whether a broker's Stripe account can be paid out to", "", "StripeAccount"},
      {"POST", "/api/brokers/{id}/stripe-account", kOwnKeyOrPayer, open_stripe_account, "openStripeAccount", "Open a broker's Stripe account, once, and a fresh onboarding page", "StripeAccountRequest", "StripeOnboarding"},
      {"GET", "/api/brokers/{id}/notifications", kOwnKeyOrManager, get_notifications, "getNotifications", "Which mails a broker gets", "", "Notifications"},
      {"PUT", "/api/brokers/{id}/notifications", kOwnKeyOrManager, change_notifications, "changeNotifications", "Choose which mails a broker gets", "NotificationChoice", "Notifications"},
      {"POST", "/api/widget/events", kPublishable, widget_events, "sendWidgetEvents", "Report page views", "WidgetEvents", "Empty", 202},
      // Outgoing webhooks
      {"POST", "/api/webhook-endpoints", kOwnKeyOrManager, create_endpoint, "createWebhookEndpoint", "Have events sent to an address", "WebhookEndpointRequest", "WebhookEndpointWithSecret", 201},
      {"GET", "/api/webhook-endpoints", kOwnKeyOrReader, list_endpoints, "listWebhookEndpoints", "Addresses that events are sent to", "", "WebhookEndpointList"},
      {"GET", "/api/webhook-endpoints/{id}", kOwnKeyOrReader, get_endpoint, "getWebhookEndpoint", "One address that events are sent to", "", "WebhookEndpoint"},
      {"PATCH", "/api/webhook-endpoints/{id}", kOwnKeyOrManager, change_endpoint, "changeWebhookEndpoint", "Change an address, its events, or whether it is served", "WebhookEndpointChange", "WebhookEndpoint"},
      {"DELETE", "/api/webhook-endpoints/{id}", kOwnKeyOrManager, remove_endpoint, "removeWebhookEndpoint", "Send nothing there any more", "EmptyRequest", "Empty"},
      {"POST", "/api/webhook-endpoints/{id}/rotate-secret", kOwnKeyOrManager, rotate_endpoint_secret, "rotateWebhookSecret", "Replace the secret; the old one signs for 24 hours more", "EmptyRequest", "WebhookEndpointWithSecret"},
      {"GET", "/api/webhook-endpoints/{id}/deliveries", kOwnKeyOrReader, list_deliveries, "listWebhookDeliveries", "What was sent to an address, newest first, and what became of it", "", "SentWebhookList"},
      {"POST", "/api/webhook-endpoints/{id}/deliveries/{delivery}/retry", kOwnKeyOrManager, retry_delivery, "retryWebhookDelivery", "Send once more what was given up", "EmptyRequest", "EffectDone"},
      // Payouts
      {"POST", "/api/payouts/run", kPayer, run_payouts, "runPayouts", "Make a month's payouts", "PayoutRunRequest", "PayoutRunResult"},
      {"GET", "/api/payouts/pending", kReader, list_pending_payouts, "listPendingPayouts", "Payouts that wait", "", "PendingPayouts"},
      {"GET", "/api/payouts/{id}", kReader, get_payout, "getPayout", "One payout", "", "Payout"},
      {"PATCH", "/api/payouts/{id}", kPayer, edit_payout, "editPayout", "Edit a pending payout", "PayoutEdit", "Payout"},
      {"POST", "/api/payouts/{id}/approve", kPayer, approve_payout, "approvePayout", "Approve as the second person", "PayoutApproval", "Payout"},
      {"POST", "/api/payouts/{id}/process", kPayer, process_payout, "processPayout", "Send to the bank", "EmptyRequest", "Payout"},
      {"POST", "/api/payouts/{id}/complete", kPayer, complete_payout, "completePayout", "Record that the bank paid", "PayoutCompletion", "Payout"},
      {"POST", "/api/payouts/{id}/fail", kPayer, fail_payout, "failPayout", "Record that the bank did not pay", "Reason", "Payout"},
      {"POST", "/api/payouts/{id}/cancel", kPayer, cancel_payout, "cancelPayout", "Cancel a pending payout", "Reason", "Payout"},
      {"POST", "/api/payouts/{id}/return", kPayer, return_payout, "returnPayout", "Record that the bank sent it back", "PayoutReturn", "Payout"},
      {"POST", "/api/payouts/{id}/reverse", kPayer, reverse_payout, "reversePayout", "Take a payout's Stripe transfer back", "Reason", "Payout"},
      {"GET", "/api/payouts/{id}/report", kReader, payout_report, "getPayoutReport", "A payout with every order line", "", "PayoutReport"},
      {"POST", "/api/payouts/files", kPayer, make_bank_file, "makeBankFile", "Make a payment file of approved payouts", "BankFileRequest", "BankFile", 201},
      {"GET", "/api/payouts/files", kReader, list_bank_files, "listBankFiles", "Payment files, the newest first", "", "BankFileList"},
      {"GET", "/api/payouts/files/{id}", kPayer, get_bank_file, "getBankFile", "A payment file's bytes", "", "BankFileBytes"},
      {"POST", "/api/payouts/returns", kPayer, receive_bank_return, "receiveBankReturn", "Take in the bank's answer: a NACHA return file or a pain.002", "BankReturnBytes", "BankReturnResult", 200, bank::kMaxReturnBytes, "text/plain, application/xml"},
      {"GET", "/api/reports/1099-nec", kReader, form_1099_nec, "getForm1099Nec", "What payees were paid in a year, for form 1099-NEC", "", "Form1099Nec"},
      // Tasks and logs
      {"GET", "/api/tasks", kReader, list_tasks, "listTasks", "What waits for a person", "", "TaskList"},
      {"POST", "/api/tasks/{id}/apply", kManager, apply_task, "applyTask", "Apply unexpected money to its order", "Reason", "TaskDone"},
      {"POST", "/api/tasks/{id}/refund", kManager, refund_task, "refundTask", "Refund", "Reason", "TaskDone"},
      {"POST", "/api/tasks/{id}/dismiss", kManager, dismiss_task, "dismissTask", "Dismiss with a reason", "Reason", "TaskDone"},
      {"GET", "/api/effects", kReader, list_effects, "listEffects", "Side effects: what is to be done at others, and what became of it", "", "EffectList"},
      {"POST", "/api/effects/{id}/retry", kManager, retry_effect, "retryEffect", "Try an effect again that was given up", "Reason", "EffectDone"},
      {"POST", "/api/effects/{id}/drop", kManager, drop_effect, "dropEffect", "Give an effect up for good: it was done by hand, or need not be done", "Reason", "EffectDone"},
      {"GET", "/api/logs/webhooks", kReader, list_webhook_log, "listWebhooks", "Webhook deliveries", "", "WebhookLog"},
      {"GET", "/api/logs/webhooks/{id}", kReader, get_webhook, "getWebhook", "One delivery and what it said", "", "WebhookDetail"},
      {"POST", "/api/logs/webhooks/{id}/retry", kOperator, retry_webhook, "retryWebhook", "Process a delivery again that failed or waits", "EmptyRequest", "WebhookRetried"},
      {"GET", "/api/logs/activity", kReader, list_activity_log, "listActivity", "Who did what", "", "ActivityLog"},
      // The provable log
      {"GET", "/api/log/checkpoint", kReader, log_checkpoint, "getCheckpoint", "The signed head of the log", "", "Checkpoint"},
      {"GET", "/api/log/events", kReader, log_events, "listEvents", "The log itself", "", "EventPage"},
      {"GET", "/api/log/proof/inclusion", kReader, inclusion_proof, "proveInclusion", "Proof that an event is in the log", "", "InclusionProof"},
      {"GET", "/api/log/proof/consistency", kReader, consistency_proof, "proveConsistency", "Proof that the log only grew", "", "ConsistencyProof"},
      // The ledger
      {"GET", "/api/ledger/accounts", kReader, ledger_accounts, "listAccounts", "Accounts with their balances", "", "Accounts"},
      {"GET", "/api/ledger/entries", kReader, ledger_entries, "listEntries", "Journal entries", "", "Entries"},
      {"GET", "/api/ledger/trial-balance", kReader, ledger_trial_balance, "getTrialBalance", "The trial balance", "", "TrialBalance"},
      {"GET", "/api/explain/{entry}", kOwnKeyOrReader, explain_entry, "explainEntry", "Where an entry's amounts come from, with its proof", "", "Explanation"},
      {"GET", "/api/ledger/adjustments", kReader, list_adjustments, "listAdjustments", "Adjustments and write-offs, newest first", "", "AdjustmentList"},
      {"POST", "/api/ledger/adjustments", kBookkeeper, propose_adjustment, "proposeAdjustment", "Propose an entry made by hand", "AdjustmentProposal", "Adjustment", 201},
      {"GET", "/api/ledger/adjustments/{id}", kReader, get_adjustment, "getAdjustment", "One adjustment or write-off", "", "Adjustment"},
      {"POST", "/api/ledger/adjustments/{id}/approve", kBookkeeper, approve_adjustment, "approveAdjustment", "Approve and post as the second person", "EmptyRequest", "Adjustment"},
      {"POST", "/api/ledger/adjustments/{id}/withdraw", kBookkeeper, withdraw_adjustment, "withdrawAdjustment", "Withdraw before it is approved", "Reason", "Adjustment"},
      {"POST", "/api/ledger/write-offs", kBookkeeper, propose_write_off, "proposeWriteOff", "Propose to write off what a payee owes", "WriteOffProposal", "Adjustment", 201},
      {"POST", "/api/ledger/supplier-settlements", kBookkeeper, settle_supplier, "settleSupplier", "Record that the supplier was paid", "SupplierSettlementRequest", "SupplierSettlement", 201},
      {"POST", "/api/ledger/stripe-payouts", kBookkeeper, record_stripe_payout, "recordStripePayout", "Record that Stripe paid out to our bank", "StripePayoutRequest", "StripePayout", 201},
      {"POST", "/api/ledger/stripe-payouts/fail", kBookkeeper, fail_stripe_payout, "failStripePayout", "Record that Stripe's payout came back", "StripePayoutFailure", "StripePayout"},
      {"POST", "/api/ledger/close", kBookkeeper, close_period, "closeMonth", "Close a month and seal its trial balance", "MonthClosing", "Period"},
      {"GET", "/api/ledger/periods", kReader, list_periods, "listPeriods", "Months, newest first: open, closed or opened again", "", "PeriodList"},
      {"GET", "/api/ledger/periods/{month}", kReader, get_period, "getPeriod", "One month with its seals and prior-period adjustments", "", "PeriodDetail"},
      {"GET", "/api/ledger/periods/{month}/checklist", kReader, period_checklist, "getChecklist", "What must be done before the month is closed", "", "Checklist"},
      {"POST", "/api/ledger/periods/{month}/reopen", kBookkeeper, propose_reopening, "proposeReopening", "Propose to open the last closed month again", "Reason", "Period"},
      {"POST", "/api/ledger/periods/{month}/reopen/approve", kBookkeeper, approve_reopening, "approveReopening", "Open it again as the second person", "EmptyRequest", "Period"},
      {"POST", "/api/ledger/periods/{month}/reopen/withdraw", kBookkeeper, withdraw_reopening, "withdrawReopening", "Leave it closed", "Reason", "Period"},
      // Reconciliation
      {"POST", "/api/reconciliation/imports", kBookkeeper, import_statement, "importStatement", "Take in a statement of Stripe's or the bank's", "StatementBytes", "StatementImport", 201, bank::kMaxStatementBytes, "application/json, application/xml, text/csv"},
      {"GET", "/api/reconciliation/imports", kReader, list_statements, "listStatements", "Statements that were imported, the newest first", "", "StatementList"},
      {"GET", "/api/reconciliation", kReader, get_reconciliation, "getReconciliation", "Our balance against theirs, and every break with its cause", "", "Reconciliation"},
      {"GET", "/api/reconciliation/lines", kReader, list_statement_lines, "listStatementLines", "Imported lines, matched or not", "", "ImportedLineList"},
      {"POST", "/api/reconciliation/matches", kBookkeeper, match_by_hand, "matchByHand", "Match by hand what the machine may not guess", "HandMatchRequest", "HandMatch", 201},
      {"GET", "/api/reconciliation/matches", kReader, list_hand_matches, "listHandMatches", "Matches made by hand, the newest first", "", "HandMatchList"},
      {"POST", "/api/reconciliation/matches/{id}/undo", kBookkeeper, undo_match, "undoMatch", "Undo a match made by hand", "Reason", "HandMatch"},
      // Service
      {"GET", "/openapi.json", kAnyone, openapi_document, "getOpenApi", "This API as OpenAPI 3.1", "", ""},
      {"GET", "/problems/{code}", kAnyone, problem_page, "getProblem", "What a problem type means", "", ""},
      {"GET", "/livez", kAnyone, livez, "getLiveness", "The process runs", "", ""},
      {"GET", "/readyz", kAnyone, readyz, "getReadiness", "The process can serve", "", ""},
      {"GET", "/metrics", kAnyone, metrics, "getMetrics", "Figures for Prometheus", "", ""},
      {"GET", "/success", kAnyone, success_page, "getSuccessPage", "Where a customer lands after paying", "", ""},
      {"GET", "/order-complete", kAnyone, success_page, "getOrderCompletePage", "Where a customer lands after paying by a link", "", ""},
      {"GET", "/cancel", kAnyone, cancel_page, "getCancelPage", "Where a customer lands without paying", "", ""},
      {"GET", "/account-linked", kAnyone, account_linked_page, "getAccountLinkedPage", "Where a payee lands after Stripe's onboarding", "", ""},
      {"GET", "/account-link-expired", kAnyone, link_expired_page, "getAccountLinkExpiredPage", "Where a payee lands whose onboarding page has expired", "", ""},
      {"GET", "/", kAnyone, front_page, "getFrontPage", "Where to go from here", "", ""},
  };
  // clang-format on
  return table;
}

}  // namespace daybook::http
