#include "tests/unit/books/program.hpp"

#include <fmt/format.h>

#include "projections/available_lines.hpp"
#include "projections/payee_moves.hpp"

namespace daybook::books {

Program::Program(Policy with, Seen* seen, bool read_models) : policy(std::move(with)), seen_(seen) {
  if (read_models) models = std::make_unique<ReadModels>(policy.zone);
}

void Program::record(const NewEvents& events, Instant now) {
  for (const NewEvent& e : events) record(e.event, e.effective_at, now);
}

void Program::record(Event event, Instant effective, Instant now) {
  Recorded r{{}, std::move(event)};
  Envelope& e = r.envelope;
  const EventType type = type_of(r.event);
  e.position = {++position_};
  e.stream = stream_of(r.event);
  e.version = {++versions_[e.stream]};
  e.type = type.name;
  e.schema_version = type.schema_version;
  e.recorded_at = now;
  e.effective_at = effective;
  e.actor = actor;
  e.partition_key = partition_key_of(r.event);
  if (seen_) ++(*seen_)[e.type];
  fold(r);
  post_to_accounts(r);
  check_line(r);
  if (models) models->apply(r);
}

void Program::fold(const Recorded& r) {
  ledger.apply(r);
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (OrderEvent<E>) evolve(orders[e.order_id], e, r.envelope);
        if constexpr (requires { e.payout_id; }) evolve(payouts[e.payout_id], e, r.envelope);
      },
      r.event);
  if (const auto payee = BrokerId::parse(r.envelope.partition_key)) payees[*payee].apply(r);
}

void Program::check_line(const Recorded& r) {
  const auto line = available_line(r);
  std::map<std::pair<BrokerId, Currency>, AvailableGain> gains;
  for (const Posting& p : post(r))
    if (p.payee_part && p.payee_part->account == PayeeAccount::available)
      gains[{p.payee_part->payee, p.currency}].add(p.payee_part->component, -p.amount);
  std::erase_if(gains, [](const auto& one) { return one.second == AvailableGain{}; });
  if (gains.empty()) {
    if (line) throw Fault(r.envelope.type + " has a line and moves nothing available");
    return;
  }
  StatementLine said;
  identify(said, r);  // throws when a statement would not know the fact
  const bool payout = said.kind >= StatementKind::payout_created;
  if (payout != r.envelope.type.starts_with("payout.") || payout == line.has_value())
    throw Fault(r.envelope.type + " is the wrong kind of line");
  if (seen_) ++(*seen_)[fmt::format("line {}", boost::describe::enum_to_string(said.kind, "?"))];
  if (!line) return;
  const auto& [key, gain] = *gains.begin();
  if (gains.size() != 1 || line->payee != key.first || line->currency != key.second ||
      line->position != r.envelope.position.value || line->effective_at != r.envelope.effective_at ||
      AvailableGain{line->revenue_share, line->markup, line->adjustments} != gain)
    throw Fault(r.envelope.type + "'s line is not what it posts");
}

void Program::post_to_accounts(const Recorded& r) {
  constexpr std::string_view kUnapplied = "liabilities:unapplied";
  std::map<Currency, std::int64_t> sums;
  for (Posting& p : post(r)) {
    sums[p.currency] += p.amount.value;
    if (p.account.starts_with(kUnapplied)) p.account.resize(kUnapplied.size());
    const auto account =
        accounts.try_emplace({std::move(p.account), p.currency.str()}, std::int64_t{0}).first;
    if ((account->second += p.amount.value) == 0) accounts.erase(account);
  }
  for (const auto& [currency, sum] : sums)
    if (sum != 0) throw Fault("the trial balance is off after " + r.envelope.type);
}

}  // namespace daybook::books
