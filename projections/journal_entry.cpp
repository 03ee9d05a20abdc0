#include "projections/journal_entry.hpp"

#include "projections/sentences.hpp"

namespace daybook {

JournalEntry journal_entry(const Recorded& recorded, const std::vector<Posting>& postings) {
  const Envelope& at = recorded.envelope;
  JournalEntry entry;
  entry.position = at.position.value;
  entry.recorded_at = at.recorded_at;
  entry.effective_at = at.effective_at;
  entry.type = at.type;
  entry.description = sentence_of(recorded.event);
  std::visit(
      [&](const auto& e) {
        if constexpr (requires { e.order_id.str(); }) entry.order_id = e.order_id;
        if constexpr (requires { e.payee; }) {
          entry.payee = e.payee;
        } else if constexpr (requires { e.broker_id; }) {
          entry.payee = e.broker_id;
        }
      },
      recorded.event);
  entry.currency = postings.front().currency;
  entry.accounts.reserve(postings.size());
  entry.amounts.reserve(postings.size());
  for (const Posting& p : postings) {
    entry.accounts.push_back(p.account);
    entry.amounts.push_back(p.amount);
  }
  return entry;
}

}  // namespace daybook
