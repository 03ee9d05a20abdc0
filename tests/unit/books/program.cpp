#include "tests/unit/books/program.hpp"

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
