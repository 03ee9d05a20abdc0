#include "events/adjustment/adjustment_decide.hpp"

#include <fmt/format.h>

#include <set>

#include "events/adjustment/adjustment_accounts.hpp"
#include "events/ledger/four_eyes.hpp"

namespace daybook {
namespace {

std::string money(Minor amount, Currency currency) {
  return decimal_text(amount.value, currency) + " " + currency.str();
}

std::optional<Refusal> check_posting(const ProposeAdjustment& c, std::size_t i) {
  const AdjustmentPosting& p = c.postings[i];
  const std::string at = fmt::format("/postings/{}", i);
  if (const auto fault = account_fault(p.account, c.payee)) return invalid_field(at + "/account", *fault);
  if (p.amount == Minor{}) return invalid_field(at + "/amount", "must not be 0");
  if (p.amount > kMaxEntryAmount || p.amount < -kMaxEntryAmount)
    return invalid_field(at + "/amount",
                         fmt::format("must be at most {} minor units", kMaxEntryAmount.value));
  return std::nullopt;
}

std::optional<Refusal> check_postings(const ProposeAdjustment& c) {
  if (c.postings.size() < 2 || c.postings.size() > kMaxAdjustmentPostings)
    return invalid_field("/postings", fmt::format("must be 2 to {} postings", kMaxAdjustmentPostings));
  std::set<std::string> seen;
  Minor sum;
  for (std::size_t i = 0; i < c.postings.size(); ++i) {
    if (auto bad = check_posting(c, i)) return bad;
    if (!seen.insert(c.postings[i].account).second)
      return invalid_field(fmt::format("/postings/{}/account", i), "stands there twice: add the two up");
    sum += c.postings[i].amount;
  }
  if (sum != Minor{})
    return invalid_field("/postings", fmt::format("must sum to 0 (debits positive, credits negative): {} is "
                                                  "left over",
                                                  money(sum, c.currency)));
  if (c.payee && !seen.contains(adjustments_account(*c.payee)))
    return invalid_field("/payee", "is named, but no posting is to " + adjustments_account(*c.payee));
  return std::nullopt;
}

/// What the payee owes: a negative sum of all that no live payout took. 0 when it owes nothing.
Minor owed(const PayeeLedger& payee, Currency currency) {
  const Minor free = payee.available(currency);
  return free < Minor{} ? -free : Minor{};
}

std::string over_debt(Minor amount, Minor debt, Currency currency) {
  if (debt == Minor{}) return fmt::format("the payee owes nothing in {}", currency.str());
  return fmt::format("{} is more than the payee owes: {}", money(amount, currency), money(debt, currency));
}

tl::unexpected<Refusal> decided_before(const AdjustmentState& s) {
  return refuse(RefusalCode::conflict, fmt::format("the adjustment was {} before: propose another one",
                                                   boost::describe::enum_to_string(s.status, "?")));
}

}  // namespace

std::optional<Refusal> check_entry_amount(const std::string& pointer, Minor amount) {
  if (amount >= Minor{1} && amount <= kMaxEntryAmount) return std::nullopt;
  return invalid_field(pointer, fmt::format("must be from 1 to {} minor units", kMaxEntryAmount.value));
}

Result<NewEvents> decide(const LedgerState& ledger, const ProposeAdjustment& c) {
  if (auto bad = check_postings(c)) return refuse(*bad);
  if (c.payee && !ledger.broker(*c.payee))
    return refuse(RefusalCode::not_found, "there is no payee with this id");
  return NewEvents{{AdjustmentProposed{c.id, AdjustmentKind::adjustment, c.payee, c.currency, c.postings,
                                       c.reason, c.proposed_by},
                    c.now}};
}

Result<NewEvents> decide(const PayeeLedger& payee, const ProposeWriteOff& c) {
  if (auto bad = check_entry_amount("/amount", c.amount)) return refuse(*bad);
  if (const Minor debt = owed(payee, c.currency); c.amount > debt)
    return refuse(invalid_field("/amount", over_debt(c.amount, debt, c.currency)));
  return NewEvents{
      {AdjustmentProposed{c.id,
                          AdjustmentKind::write_off,
                          c.payee,
                          c.currency,
                          {{std::string(kWriteOffs), c.amount}, {adjustments_account(c.payee), -c.amount}},
                          c.reason,
                          c.proposed_by},
       c.now}};
}

Result<NewEvents> decide(const AdjustmentState& s, const LedgerState& ledger, const PayeeLedger* payee,
                         const ApproveAdjustment& c) {
  if (s.status != AdjustmentStatus::proposed) return decided_before(s);
  if (same_person(ledger, s.proposed_by, c.approved_by))
    return refuse(RefusalCode::same_person,
                  "you proposed this adjustment, so you may not approve it under any admin id of yours: "
                  "another person must");
  if (s.kind == AdjustmentKind::write_off) {
    const Minor debt = payee ? owed(*payee, s.currency) : Minor{};
    if (debited(s.postings) > debt)
      return refuse(RefusalCode::conflict, over_debt(debited(s.postings), debt, s.currency) +
                                               "; withdraw the write-off and propose another one");
  }
  return NewEvents{
      {AdjustmentApproved{s.id, s.kind, s.payee, s.currency, s.postings, s.reason, c.approved_by}, c.now}};
}

Result<NewEvents> decide(const AdjustmentState& s, const WithdrawAdjustment& c) {
  if (s.status != AdjustmentStatus::proposed) return decided_before(s);
  return NewEvents{{AdjustmentWithdrawn{s.id, s.payee, c.reason, c.withdrawn_by}, c.now}};
}

}  // namespace daybook
