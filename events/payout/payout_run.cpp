// What a run takes, and why it takes nothing: one judgement for the run and for its preview.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "events/payee/payout_block.hpp"
#include "events/payout/payout_preview.hpp"

namespace daybook {
namespace {

bool has_live(const PayeeLedger& ledger, Currency currency, const Period& period) {
  return std::any_of(ledger.payouts.begin(), ledger.payouts.end(), [&](const auto& entry) {
    const PayoutState& p = entry.second;
    return p.live() && p.currency == currency && p.period_start == period.start;
  });
}

/// The free lines of one currency that belong to the run, in order of position.
PayoutCreated gather(const PayeeLedger& ledger, Currency currency, const RunPayout& c) {
  PayoutCreated fact;
  for (const auto& line : ledger.lines) {
    if (line.payout || line.currency != currency || line.effective_at >= c.period.end) continue;
    fact.amounts.revenue_share += line.amounts.revenue_share;
    fact.amounts.markup += line.amounts.markup;
    fact.amounts.adjustments += line.amounts.adjustments;
    fact.lines.push_back(line.position);
  }
  fact.payee = c.payee;
  fact.period_start = c.period.start;
  fact.period_end = c.period.end;
  fact.currency = currency;
  fact.made_by = c.made_by;
  return fact;
}

Minor amount_in(const std::map<Currency, Minor>& amounts, Currency currency) {
  const auto found = amounts.find(currency);
  return found == amounts.end() ? Minor{} : found->second;
}

PayoutVerdict judge(const PayeeLedger& ledger, const BrokerState& broker, const Policy& policy,
                    const PayoutCreated& fact, const RunPayout& c) {
  const Minor total = fact.amounts.total();
  if (has_live(ledger, fact.currency, c.period)) return PayoutVerdict::payout_exists;
  if (fact.lines.empty() || total == Minor{}) {
    const bool waits = amount_in(ledger.pending, fact.currency) != Minor{} ||
                       amount_in(ledger.held, fact.currency) != Minor{};
    return waits ? PayoutVerdict::held : PayoutVerdict::nothing_available;
  }
  if (total < Minor{}) return PayoutVerdict::negative;
  if (total < policy.minimum_for(fact.currency)) return PayoutVerdict::below_minimum;
  if (broker.status == BrokerStatus::SUSPENDED) return PayoutVerdict::blocked;
  if (payout_block(ledger.payee, policy, c.now)) return PayoutVerdict::blocked;
  return PayoutVerdict::eligible;
}

/// The wire's closed list of skip reasons has no `held`: nothing is available then either.
std::string skip_reason(PayoutVerdict verdict) {
  return boost::describe::enum_to_string(
      verdict == PayoutVerdict::held ? PayoutVerdict::nothing_available : verdict, "?");
}

/// `blocked`: what is in the payee's way, where the broker is not SUSPENDED.
std::string why(const PayeePreview& p, const Policy& policy, const std::optional<std::string>& blocked) {
  const auto money = [&](Minor amount) {
    return decimal_text(amount.value, p.currency) + " " + p.currency.str();
  };
  switch (p.verdict) {
    case PayoutVerdict::payout_exists:
      return "a live payout of this period exists already";
    case PayoutVerdict::held:
      return fmt::format("nothing can be paid yet: {} pending, {} held", money(p.pending), money(p.held));
    case PayoutVerdict::nothing_available:
      return "there is nothing to pay before the end of the period";
    case PayoutVerdict::negative:
      return fmt::format("{} is owed by the payee and carried forward to the next run", money(-p.amount));
    case PayoutVerdict::below_minimum:
      return fmt::format("{} is below the minimum of {} and carried forward", money(p.amount),
                         money(policy.minimum_for(p.currency)));
    case PayoutVerdict::blocked:
      return fmt::format("{} waits: the payee {}", money(p.amount), blocked.value_or("is SUSPENDED"));
    case PayoutVerdict::eligible:
      return fmt::format("{} will be paid", money(p.amount));
  }
  return "?";
}

}  // namespace

PayoutRun decide(const PayeeLedger& ledger, const BrokerState& broker, const Policy& policy, IdSource& ids,
                 const RunPayout& c) {
  std::set<Currency> currencies;
  for (const auto& line : ledger.lines) currencies.insert(line.currency);
  if (currencies.empty()) currencies.insert(broker.currency);
  PayoutRun run;
  for (const Currency currency : currencies) {
    PayoutCreated fact = gather(ledger, currency, c);
    const PayoutVerdict verdict = judge(ledger, broker, policy, fact, c);
    if (verdict == PayoutVerdict::eligible) {
      fact.payout_id = PayoutId(ids.next());
      run.created.push_back(std::move(fact));
    } else {
      run.skipped.push_back({c.payee, skip_reason(verdict), fact.amounts.total(), currency});
    }
  }
  return run;
}

std::vector<PayeePreview> preview(const PayeeLedger& ledger, const BrokerState& broker, const Policy& policy,
                                  const RunPayout& c) {
  std::map<Currency, Minor> available;
  for (const auto& line : ledger.lines)
    available[line.currency] += line.payout ? Minor{} : line.amounts.total();
  for (const auto* waiting : {&ledger.pending, &ledger.held})
    for (const auto& [currency, amount] : *waiting) available.try_emplace(currency);
  if (available.empty()) available.try_emplace(broker.currency);
  std::optional<std::string> blocked;
  if (broker.status != BrokerStatus::SUSPENDED) blocked = payout_block(ledger.payee, policy, c.now);
  std::vector<PayeePreview> out;
  for (const auto& [currency, free] : available) {
    const PayoutCreated fact = gather(ledger, currency, c);
    PayeePreview p{c.payee,
                   currency,
                   judge(ledger, broker, policy, fact, c),
                   fact.amounts.total(),
                   static_cast<std::int64_t>(fact.lines.size()),
                   amount_in(ledger.pending, currency),
                   amount_in(ledger.held, currency),
                   free,
                   ""};
    p.why = why(p, policy, blocked);
    out.push_back(std::move(p));
  }
  return out;
}

}  // namespace daybook
