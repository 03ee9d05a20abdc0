#include "adapters/http/openapi/query_parameters.hpp"

#include <algorithm>

namespace daybook::http {
namespace {

constexpr std::string_view kText = R"({"type":"string"})";
constexpr std::string_view kUuid = R"({"$ref":"#/components/schemas/Uuid"})";
constexpr std::string_view kPositive = R"({"type":"integer","format":"int64","minimum":1})";
constexpr std::string_view kWhen = R"({"type":"string","anyOf":[{"format":"date"},{"format":"date-time"}]})";

constexpr QueryParameter kPage{"page", R"({"type":"integer","minimum":1,"maximum":1000000,"default":1})",
                               "Which page."};
constexpr QueryParameter kPageLimit{"limit", R"({"type":"integer","minimum":1,"maximum":100,"default":20})",
                                    "Entries per page."};
constexpr QueryParameter kLimit{"limit", R"({"type":"integer","minimum":1,"maximum":100,"default":50})",
                                "Entries per page."};
constexpr QueryParameter kCursor{"cursor", kText, "next_cursor of the page before."};
constexpr QueryParameter kStart{"start_date", kWhen,
                                "From this day (of the programme's time zone) or time, included."};
constexpr QueryParameter kEnd{"end_date", kWhen,
                              "Up to this day, its whole day included, or this time, excluded."};
constexpr QueryParameter kOrderStatus{"status", R"({"$ref":"#/components/schemas/OrderStatus"})",
                                      "Orders of this status."};
constexpr QueryParameter kSeller{"broker_id", kUuid,
                                 "Admins only: whose prices; absent: those of direct sales."};
constexpr QueryParameter kAsOf{"as_of",
                               R"({"type":"string","examples":["412","2026-11-21T03:38:00Z","2026-11-21"]})",
                               "What had been recorded by this position, this time, or the end of this day "
                               "(of the programme's time zone); "
                               "absent: by now."};
constexpr QueryParameter kEffective{
    "effective_date", R"({"$ref":"#/components/schemas/Day"})",
    "Only what takes effect by the end of this day (of the programme's time zone)."};
constexpr QueryParameter kDocument{"format", R"({"type":"string","enum":["json","csv","html","pdf","xlsx"]})",
                                   "The answer's format; absent: by the Accept header, JSON without one."};

constexpr std::string_view kAccountName = R"({"type":"string","enum":["assets:stripe","assets:bank"]})";
constexpr QueryParameter kReconciled{"account", kAccountName, "The account that is reconciled.", true};
constexpr QueryParameter kOfAccount{"account", kAccountName, "Of this account only."};
constexpr QueryParameter kInCurrency{"currency", R"({"$ref":"#/components/schemas/Currency"})",
                                     "In this currency only."};

}  // namespace

const QueryTable& query_table() {
  static const QueryTable table{
      {"listOrders",
       {kPage,
        kPageLimit,
        kOrderStatus,
        kStart,
        kEnd,
        {"broker_id", kUuid, "Orders of this broker."},
        {"order_number", kText, "The order with this number."},
        {"customer_email", kText, "Orders of this customer."}}},
      {"listOwnOrders", {kPage, kPageLimit, kOrderStatus, kStart, kEnd}},
      {"getPricing", {kSeller}},
      {"quote", {kSeller}},
      {"getCatalog", {kLimit, kCursor}},
      {"listBrokers",
       {{"email", kText, "The broker with this e-mail address."},
        {"status", R"({"$ref":"#/components/schemas/BrokerStatus"})", "Brokers of this status."},
        kLimit,
        kCursor}},
      {"getBalance", {kAsOf, kEffective}},
      {"getStats", {kStart, kEnd}},
      {"getAnalytics", {kStart, kEnd}},
      {"listPayouts",
       {kPage,
        kPageLimit,
        {"status", R"({"$ref":"#/components/schemas/PayoutStatus"})", "Payouts of this status."}}},
      {"getStatement",
       {{"period", R"({"type":"string","pattern":"^[0-9]{4}-(0[1-9]|1[0-2])$"})", "The month, YYYY-MM.",
         true},
        kAsOf,
        kEffective,
        {"position", R"({"type":"string"})", "The same as as_of."},
        kDocument}},
      {"getCheckpoint",
       {{"format", R"({"type":"string","enum":["json","note"],"default":"json"})",
         "note: the signed note alone, as public verifiers take it."}}},
      {"explainEntry",
       {{"format", R"({"type":"string","enum":["json","text"],"default":"json"})", "text: for a person."}}},
      {"getPayoutReport", {kDocument}},
      {"listPendingPayouts", {kLimit, kCursor}},
      {"listBankFiles", {kLimit, kCursor}},
      {"getForm1099Nec",
       {{"year", R"({"type":"integer","minimum":1970,"maximum":9998})",
         "The year of payment, in the programme's time zone.", true},
        {"position", kPositive,
         "As the log stood at this position; absent: at the read models' position, which the answer names."},
        {"format", R"({"type":"string","enum":["json","csv"]})", "The answer's format; JSON when absent."}}},
      {"listTasks",
       {{"status", R"({"$ref":"#/components/schemas/TaskStatus"})", "Tasks of this status."},
        {"kind", R"({"$ref":"#/components/schemas/TaskKind"})", "Tasks of this kind."},
        kLimit,
        kCursor}},
      {"listEffects",
       {{"status", R"({"$ref":"#/components/schemas/EffectStatus"})", "Effects of this status."},
        {"kind", R"({"$ref":"#/components/schemas/EffectKind"})", "Effects of this kind."},
        {"subject", R"({"type":"string"})", "Effects about this stream: order-<id>, payout-<id>."},
        kLimit,
        kCursor}},
      {"listWebhooks",
       {{"status", R"({"$ref":"#/components/schemas/WebhookStatus"})", "Deliveries of this status."},
        kLimit,
        kCursor}},
      {"listActivity",
       {{"entity", kText, "What was done to this id."},
        {"action", kText, "One action, for example ORDER_PLACED."},
        kLimit,
        kCursor}},
      {"listEvents", {{"from", kPositive, "The first position; 1 when absent."}, kLimit, kCursor}},
      {"proveInclusion",
       {{"position", kPositive, "The event's position.", true},
        {"size", kPositive, "The size of the log that the proof is for; absent: as it is now."}}},
      {"proveConsistency",
       {{"from", kPositive, "The size of the older checkpoint.", true},
        {"to", kPositive, "The size of the newer one; absent: the log as it is now."}}},
      {"listAccounts",
       {{"prefix", kText, "Accounts whose name starts like this."}, kAsOf, kEffective, kLimit, kCursor}},
      {"listEntries",
       {{"order_id", kUuid, "Entries about this order."},
        {"account", kText, "Entries that touch this account."},
        {"prior_period", kText,
         "Entries that came after this month, YYYY-MM, was closed: its prior-period adjustments."},
        kAsOf,
        kEffective,
        kLimit,
        kCursor}},
      {"listPeriods", {kLimit, kCursor}},
      {"listWebhookEndpoints",
       {{"broker_id", kUuid, "Endpoints of this broker; a broker's key: its own id."}, kLimit, kCursor}},
      {"listWebhookDeliveries",
       {{"status", R"({"$ref":"#/components/schemas/EffectStatus"})", "Deliveries of this status."},
        kLimit,
        kCursor}},
      {"getTrialBalance", {kAsOf, kEffective}},
      {"listAdjustments",
       {{"status", R"({"$ref":"#/components/schemas/AdjustmentStatus"})", "Adjustments of this status."},
        {"payee", kUuid, "Adjustments of this payee."},
        kLimit,
        kCursor}},
      {"importStatement",
       {{"account", kAccountName, "The account that the file is of; absent: as its format says."},
        {"format", R"({"type":"string","enum":["stripe_json","stripe_csv","bank_csv","camt053"]})",
         "The file's format; absent: as its content says."}}},
      {"listStatements", {kOfAccount, kLimit, kCursor}},
      {"getReconciliation",
       {kReconciled,
        kInCurrency,
        kAsOf,
        kEffective,
        {"limit", R"({"type":"integer","minimum":1,"maximum":10000,"default":200})",
         "Breaks listed one by one, per currency; the sums are of all."},
        {"format", R"({"type":"string","enum":["json","csv"]})", "The answer's format; JSON when absent."}}},
      {"listStatementLines",
       {kReconciled,
        kInCurrency,
        kAsOf,
        kEffective,
        {"status", R"({"type":"string","enum":["matched","unmatched"]})", "Lines of this status."},
        kLimit,
        kCursor}},
      {"listHandMatches", {kOfAccount, kLimit, kCursor}},
  };
  return table;
}

const std::vector<QueryParameter>& query_parameters(std::string_view operation) {
  static const std::vector<QueryParameter> none;
  const auto found = std::find_if(query_table().begin(), query_table().end(),
                                  [&](const auto& row) { return row.first == operation; });
  return found == query_table().end() ? none : found->second;
}

}  // namespace daybook::http
