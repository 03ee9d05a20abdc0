#include "apps/daybook/route_verbs.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace daybook {
namespace {

const std::vector<RouteVerb>& named_verbs() {
  // clang-format off
  static const std::vector<RouteVerb> table{
      {"order", "show", "GET", "/api/orders/{id}", "ID"},
      {"order", "pay", "POST", "/api/orders/{id}/manual-payment", "ID --payment-method CASH|WIRE|CHECK --reason TEXT [--reference TEXT] [--received-at TIME]"},
      {"order", "refund", "POST", "/api/orders/{id}/refunds", "ID --amount N --reason TEXT [--reference TEXT]"},
      {"order", "cancel", "POST", "/api/orders/{id}/cancel", "ID --reason TEXT"},
      {"order", "fulfil", "POST", "/api/orders/{id}/fulfil", "ID --tradeline-order-id TEXT"},
      {"order", "reject", "POST", "/api/orders/{id}/reject", "ID --reason TEXT"},
      {"order", "fee", "POST", "/api/orders/{id}/fees", "ID --balance-transaction TXN --fee N [--currency CODE]"},
      {"order", "dispute", "POST", "/api/orders/{id}/disputes", "ID --dispute-id DP --amount N --reason TEXT [--inquiry]"},

      {"payout", "run", "POST", "/api/payouts/run", "--year N --month N [--broker-id ID] [--preview]"},
      {"payout", "show", "GET", "/api/payouts/{id}", "ID"},
      {"payout", "edit", "PATCH", "/api/payouts/{id}", "ID --version N [--payment-method ACH|WIRE|CHECK|PAYPAL|CASH|MANUAL|CONNECT] [--notes TEXT]"},
      {"payout", "approve", "POST", "/api/payouts/{id}/approve", "ID --version N"},
      {"payout", "process", "POST", "/api/payouts/{id}/process", "ID"},
      {"payout", "complete", "POST", "/api/payouts/{id}/complete", "ID --transaction-id TEXT [--notes TEXT]"},
      {"payout", "fail", "POST", "/api/payouts/{id}/fail", "ID --reason TEXT"},
      {"payout", "cancel", "POST", "/api/payouts/{id}/cancel", "ID --reason TEXT"},
      {"payout", "return", "POST", "/api/payouts/{id}/return", "ID --return-code CODE --reason TEXT --reference TEXT"},
      {"payout", "reverse", "POST", "/api/payouts/{id}/reverse", "ID --reason TEXT"},
      {"payout", "make-file", "POST", "/api/payouts/files", "--format nacha|pain001|csv --currency CODE --value-date DATE [--payouts JSON] [--year N] [--month N]"},
      {"payout", "take-returns", "POST", "/api/payouts/returns", ""},

      {"broker", "show", "GET", "/api/brokers/{id}", "ID"},
      {"broker", "balance", "GET", "/api/brokers/{id}/balance", "ID [--as-of POSITION|TIME|DAY] [--effective-date DAY]"},
      {"broker", "approve", "POST", "/api/brokers/{id}/approve", "ID [--reason TEXT]"},
      {"broker", "suspend", "POST", "/api/brokers/{id}/suspend", "ID [--reason TEXT]"},
      {"broker", "reactivate", "POST", "/api/brokers/{id}/reactivate", "ID [--reason TEXT]"},
      {"broker", "deactivate", "POST", "/api/brokers/{id}/deactivate", "ID [--reason TEXT]"},
      {"broker", "terms", "PATCH", "/api/brokers/{id}", "ID [--revenue-share-percent P] [--markup-type PERCENTAGE|FIXED] [--markup-percent P] [--markup-fixed N]"},
      {"broker", "correct-terms", "POST", "/api/brokers/{id}/terms/corrections", "ID --revenue-share-percent P --from TIME [--until TIME] --reason TEXT [--dry-run]"},
      {"broker", "stripe-account", "GET", "/api/brokers/{id}/stripe-account", "ID"},
      {"broker", "open-stripe-account", "POST", "/api/brokers/{id}/stripe-account", "ID [--country CC] [--return-url URL] [--refresh-url URL]"},

      {"task", "list", "GET", "/api/tasks", "[--status STATUS] [--kind KIND] [--limit N] [--cursor TEXT]"},
      {"task", "apply", "POST", "/api/tasks/{id}/apply", "ID --reason TEXT"},
      {"task", "refund", "POST", "/api/tasks/{id}/refund", "ID --reason TEXT"},
      {"task", "dismiss", "POST", "/api/tasks/{id}/dismiss", "ID --reason TEXT"},

      {"effects", "list", "GET", "/api/effects", "[--status STATUS] [--kind KIND] [--subject STREAM] [--limit N] [--cursor TEXT]"},
      {"effects", "retry", "POST", "/api/effects/{id}/retry", "ID --reason TEXT"},
      {"effects", "drop", "POST", "/api/effects/{id}/drop", "ID --reason TEXT"},

      {"webhooks", "list", "GET", "/api/logs/webhooks", "[--status STATUS] [--limit N] [--cursor TEXT]"},
      {"webhooks", "show", "GET", "/api/logs/webhooks/{id}", "ID"},
      {"webhooks", "retry", "POST", "/api/logs/webhooks/{id}/retry", "ID"},

      {"ledger", "list", "GET", "/api/ledger/adjustments", "[--status STATUS] [--payee ID] [--limit N] [--cursor TEXT]"},
      {"ledger", "show", "GET", "/api/ledger/adjustments/{id}", "ID"},
      {"ledger", "adjust", "POST", "/api/ledger/adjustments", "[--payee ID] --currency CODE --postings ACCOUNT=N,… --reason TEXT"},
      {"ledger", "write-off", "POST", "/api/ledger/write-offs", "--payee ID --currency CODE --amount N --reason TEXT"},
      {"ledger", "approve", "POST", "/api/ledger/adjustments/{id}/approve", "ID"},
      {"ledger", "withdraw", "POST", "/api/ledger/adjustments/{id}/withdraw", "ID --reason TEXT"},
      {"ledger", "explain", "GET", "/api/explain/{entry}", "ENTRY [--format json|text]"},
      {"ledger", "settle-supplier", "POST", "/api/ledger/supplier-settlements", "[--supplier NAME] --amount N --currency CODE --reference TEXT [--paid-at TIME]"},
      {"ledger", "stripe-payout", "POST", "/api/ledger/stripe-payouts", "--stripe-payout-id PO --amount N --currency CODE [--arrived-at TIME]"},
      {"ledger", "close", "POST", "/api/ledger/close", "--month MONTH [--acknowledge JSON]"},
      {"ledger", "periods", "GET", "/api/ledger/periods", "[--limit N] [--cursor TEXT]"},
      {"ledger", "period", "GET", "/api/ledger/periods/{month}", "MONTH"},
      {"ledger", "checklist", "GET", "/api/ledger/periods/{month}/checklist", "MONTH"},
      {"ledger", "reopen", "POST", "/api/ledger/periods/{month}/reopen", "MONTH --reason TEXT"},
      {"ledger", "approve-reopening", "POST", "/api/ledger/periods/{month}/reopen/approve", "MONTH"},
      {"ledger", "withdraw-reopening", "POST", "/api/ledger/periods/{month}/reopen/withdraw", "MONTH --reason TEXT"},
      {"ledger", "stripe-payout-failed", "POST", "/api/ledger/stripe-payouts/fail", "--stripe-payout-id PO --failure-code CODE"},

      {"reconciliation", "import", "POST", "/api/reconciliation/imports", ""},
      {"reconciliation", "imports", "GET", "/api/reconciliation/imports", "[--account NAME] [--limit N] [--cursor TEXT]"},
      {"reconciliation", "report", "GET", "/api/reconciliation", "--account NAME [--currency CODE] [--as-of POSITION|TIME|DAY] [--effective-date DAY] [--limit N] [--format json|csv]"},
      {"reconciliation", "lines", "GET", "/api/reconciliation/lines", "--account NAME [--currency CODE] [--as-of POSITION|TIME|DAY] [--effective-date DAY] [--status matched|unmatched] [--limit N] [--cursor TEXT]"},
      {"reconciliation", "match", "POST", "/api/reconciliation/matches", "--account NAME --lines JSON --positions JSON --reason TEXT"},
      {"reconciliation", "matches", "GET", "/api/reconciliation/matches", "[--account NAME] [--limit N] [--cursor TEXT]"},
      {"reconciliation", "undo", "POST", "/api/reconciliation/matches/{id}/undo", "ID --reason TEXT"},
  };
  // clang-format on
  return table;
}

}  // namespace

const std::vector<RouteVerb>& route_verbs() {
  static const std::vector<RouteVerb> all = [] {
    std::vector<RouteVerb> verbs = named_verbs();
    const auto others = unnamed_verbs(verbs);
    verbs.insert(verbs.end(), others.begin(), others.end());
    return verbs;
  }();
  return all;
}

std::string RouteFlag::member() const {
  std::string out = name;
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

std::vector<RouteFlag> flags_of(const RouteVerb& verb) {
  std::vector<RouteFlag> flags;
  std::istringstream words(verb.usage);
  for (std::string word; words >> word;) {
    const bool optional = word.front() == '[';
    if (optional) word.erase(0, 1);
    if (word.starts_with("--")) {
      flags.push_back({word.substr(2), "", !optional});
      if (flags.back().name.ends_with("]")) flags.back().name.pop_back();
    } else if (!flags.empty()) {
      flags.back().word = word.ends_with("]") ? word.substr(0, word.size() - 1) : word;
    }
  }
  return flags;
}

std::vector<std::string> path_words(std::string_view pattern) {
  std::vector<std::string> words;
  for (auto at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
    std::string word(pattern.substr(at + 1, pattern.find('}', at) - at - 1));
    for (char& c : word) c = c == '_' ? '-' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    words.push_back(word);
  }
  return words;
}

}  // namespace daybook
