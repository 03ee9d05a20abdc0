#include "projections/reconciliation_lines.hpp"

#include <algorithm>
#include <array>

namespace daybook {
namespace {

std::string capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

/// A payout's id as files for the bank carry it: a UUID without dashes.
std::string plain(const PayoutId& id) {
  std::string text = id.str();
  std::erase(text, '-');
  return text;
}
bool is_plain_uuid(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// By whose id both sides are grouped: what only they have in common, and nobody else.
std::string payout_key(const std::vector<std::string>& refs) {
  for (const auto& ref : refs)
    if (ref.starts_with("po_") || is_plain_uuid(ref)) return money_key(MoneyKind::payout, capitals(ref));
  return "";
}

CashLine common(const StatementLineRow& row) {
  CashLine line;
  line.id = row.line_id;
  line.position = row.position;
  line.number = row.number;
  line.at = row.at;
  line.amount = row.net;
  line.currency = row.currency;
  line.type = row.type;
  return line;
}

CashLine bank_line(const StatementLineRow& row) {
  CashLine line = common(row);
  for (const auto& ref : row.refs) line.refs.push_back(capitals(ref));
  line.key = payout_key(row.refs);
  line.by_amount = true;
  return line;
}

std::vector<CashLine> stripe_lines(const StatementLineRow& row, const std::optional<OrderId>& order) {
  CashLine line = common(row);
  line.kind = stripe_kind(row.type);
  line.refs.push_back(capitals(row.line_id));
  // The ids that our facts name too: of disputes, payouts and transfers.
  constexpr auto kNamed = std::to_array<std::string_view>({"dp_", "du_", "tr_"});
  for (const auto& ref : row.refs)
    if (is_one_of(std::string_view(ref).substr(0, 3), kNamed)) line.refs.push_back(capitals(ref));
  const bool of_order =
      line.kind == MoneyKind::charge || line.kind == MoneyKind::refund || line.kind == MoneyKind::dispute;
  if (of_order && order) line.key = money_key(line.kind, order->str());
  if (line.kind == MoneyKind::payout) line.key = payout_key(row.refs);
  // One that names an intent of nobody's is no order's of ours, whatever its amount.
  line.by_amount = of_order && line.kind != MoneyKind::dispute && !order && !row.payment_intent;
  if (!of_order || line.kind == MoneyKind::dispute || row.fee == Minor{}) return {line};
  CashLine fee = line;
  fee.kind = MoneyKind::fee;
  fee.amount = -row.fee;
  fee.key = order ? money_key(MoneyKind::fee, order->str()) : "";
  fee.by_amount = false;
  line.amount = row.amount;
  return {line, fee};
}

MoneyKind our_kind(std::string_view type) {
  if (type == "payment.captured" || type == "payment.unexpected") return MoneyKind::charge;
  if (type.starts_with("refund.") || type == "payment.unapplied_refunded") return MoneyKind::refund;
  if (type.starts_with("dispute.")) return MoneyKind::dispute;
  if (type == "payment.fee_known") return MoneyKind::fee;
  if (type.starts_with("stripe_payout.")) return MoneyKind::payout;
  if (type.starts_with("payout.")) return MoneyKind::transfer;
  return MoneyKind::other;
}

/// The ids in a fact that the other side may name.
struct References {
  std::vector<std::string> out;
  std::optional<PayoutId> payout;

  void add(const std::string& id) {
    if (!id.empty()) out.push_back(id);
  }
  void add(const std::optional<std::string>& id) {
    if (id) add(*id);
  }
  template <class E>
  void operator()(const E& e) {
    if constexpr (requires { e.stripe_payout_id; }) add(e.stripe_payout_id);
    if constexpr (requires { e.balance_transaction; }) add(e.balance_transaction);
    if constexpr (requires { e.dispute_id; }) add(e.dispute_id);
    if constexpr (requires { e.transaction_id; }) add(e.transaction_id);
    if constexpr (requires { e.reference; }) add(e.reference);
    if constexpr (std::is_same_v<E, PayoutCompleted> || std::is_same_v<E, PayoutReturned>) {
      payout = e.payout_id;
      add(plain(e.payout_id));
    }
  }
};

}  // namespace

MoneyKind stripe_kind(const std::string& type) {
  constexpr auto kCharges =
      std::to_array<std::string_view>({"charge", "payment", "partial_capture_reversal"});
  constexpr auto kRefunds = std::to_array<std::string_view>(
      {"refund", "refund_failure", "payment_refund", "payment_failure_refund", "charge_failure"});
  constexpr auto kDisputes = std::to_array<std::string_view>({"dispute", "dispute_reversal", "adjustment"});
  constexpr auto kPayouts =
      std::to_array<std::string_view>({"payout", "payout_reversal", "payout_cancel", "payout_failure"});
  constexpr auto kTransfers = std::to_array<std::string_view>(
      {"transfer", "transfer_reversal", "transfer_cancel", "transfer_failure", "transfer_refund"});
  constexpr auto kFees = std::to_array<std::string_view>(
      {"fee", "stripe_fee", "stripe_fx_fee", "tax_fee", "tax", "network_cost"});
  if (is_one_of(type, kCharges)) return MoneyKind::charge;
  if (is_one_of(type, kRefunds)) return MoneyKind::refund;
  if (is_one_of(type, kDisputes)) return MoneyKind::dispute;
  if (is_one_of(type, kPayouts)) return MoneyKind::payout;
  if (is_one_of(type, kTransfers)) return MoneyKind::transfer;
  if (is_one_of(type, kFees)) return MoneyKind::fee;
  return MoneyKind::other;
}

std::vector<CashLine> their_lines(const StatementLineRow& row, const std::optional<OrderId>& order) {
  if (row.account == kStripeAccount) return stripe_lines(row, order);
  return {bank_line(row)};
}

bool needs_event(const std::string& type, std::string_view account) {
  if (account != kStripeAccount) return true;
  const MoneyKind kind = our_kind(type);
  return kind != MoneyKind::charge && kind != MoneyKind::refund && kind != MoneyKind::other;
}

CashLine our_line(const OurEntry& entry, std::string_view account, const Event* event,
                  const std::map<PayoutId, BankFileId>& batches) {
  const bool stripe = account == kStripeAccount;
  CashLine line;
  line.position = entry.position;
  line.at = entry.at;
  line.amount = entry.amount;
  line.currency = entry.currency;
  line.type = entry.type;
  line.label = entry.order_number.value_or("");
  if (entry.order_id) line.order = entry.order_id->str();
  References references;
  if (event) std::visit(references, *event);
  if (stripe) {
    line.kind = our_kind(entry.type);
    line.by_amount = line.kind == MoneyKind::charge || line.kind == MoneyKind::refund;
    if (entry.order_id) line.key = money_key(line.kind, line.order);
    if (line.kind == MoneyKind::payout) line.key = payout_key(references.out);
  } else {
    line.by_amount = true;
    line.key = payout_key(references.out);
    if (entry.order_number) references.add(*entry.order_number);
  }
  for (auto& ref : references.out) line.refs.push_back(capitals(std::move(ref)));
  if (references.payout)
    if (const auto file = batches.find(*references.payout); file != batches.end())
      line.batch = file->second.str();
  return line;
}

}  // namespace daybook
