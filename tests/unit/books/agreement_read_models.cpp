// The read models' figures of a finished history.

#include "projections/balances.hpp"
#include "tests/unit/books/scene.hpp"
#include "tests/unit/projections/live_payouts.hpp"

namespace daybook::books {
namespace {

/// What a payee is owed by account, and was paid: the chart's credits, and completed payouts.
using Owed = std::map<std::string, std::int64_t>;

std::string name(const BrokerId& payee, const char* account, BalanceComponent component, Currency currency) {
  return fmt::format("liabilities:brokers:{}:{}:{} {}", payee.str(), account,
                     boost::describe::enum_to_string(component, "?"), currency.str());
}

Owed owed_by(const oracle::Ledger& books) {
  Owed owed;
  for (const auto& [account, amount] : books.chart())
    if (account.first.starts_with("liabilities:brokers:"))
      owed[account.first + " " + account.second] = -amount;
  for (const oracle::Payout& p : books.payouts) {
    if (p.is != oracle::PayoutIs::completed) continue;
    owed["liabilities:brokers:" + p.payee + ":paid:revenue_share " + p.currency] += p.share;
    owed["liabilities:brokers:" + p.payee + ":paid:markup " + p.currency] += p.markup;
  }
  std::erase_if(owed, [](const auto& entry) { return entry.second == 0; });
  return owed;
}

Owed owed_by(ReadModels& models) {
  Owed owed;
  for (const BalanceRow& row : balances_of(models)) {
    const auto add = [&](const char* account, Minor amount) {
      if (amount != Minor{}) owed[name(row.payee, account, row.component, row.currency)] = amount.value;
    };
    add("pending", row.pending);
    add("available", row.available);
    add("held", row.held);
    add("in_transit", row.in_transit);
    add("paid", row.paid);
  }
  return owed;
}

/// A payee's lines, in the order of the log, are the oracle's. They say when each happened, which for a hold
/// is not when it counts for a run.
void check_lines(const Scene& s, const BrokerId& payee, std::size_t& known) {
  const auto found = s.program.payees.find(payee);
  if (found == s.program.payees.end()) return;
  const auto payouts = test::live_payouts(*s.program.models);
  auto line = found->second.lines.begin();
  for (const oracle::Line& expected : s.books.lines) {
    if (expected.payee != payee.str()) continue;
    const AvailableLine* row = s.program.models->available_lines.find(line->position);
    const auto payout = payouts.find(line++->position);
    ++known;
    if (!row || row->payee != payee || row->currency.str() != expected.currency ||
        row->revenue_share.value != expected.share || row->markup.value != expected.markup ||
        row->effective_at.micros != expected.happened ||
        (payout != payouts.end()) != expected.payout.has_value() ||
        (expected.payout && payout->second != s.payouts[*expected.payout]))
      throw Fault(fmt::format("the read model's payee line of {} + {} {} is not the oracle's", expected.share,
                              expected.markup, expected.currency));
  }
}

}  // namespace

void check_read_models(const Scene& s) {
  if (owed_by(s.books) != owed_by(*s.program.models))
    throw Fault("the read model's balances are not the oracle's");
  std::size_t known = 0;
  for (const BrokerId& payee : s.brokers) check_lines(s, payee, known);
  if (known != s.program.models->available_lines.all().size()) throw Fault("a payee line that no payee has");
}

}  // namespace daybook::books
