#include "projections/journal.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "projections/read_models.hpp"
#include "projections/sentences.hpp"

namespace daybook {

void fold_journal(const Recorded& recorded, const std::vector<Posting>& entry, ReadModels& models) {
  if (entry.empty()) return;
  const Envelope& at = recorded.envelope;
  JournalEntryRow row;
  row.position = at.position.value;
  row.recorded_at = at.recorded_at;
  row.effective_at = at.effective_at;
  row.type = at.type;
  row.description = sentence_of(recorded.event);
  std::visit(
      [&](const auto& e) {
        if constexpr (requires { e.order_id.str(); }) {
          row.order_id = e.order_id;
          if (const OrderRow* order = models.orders.find({e.order_id}))
            row.order_number = order->order_number;
        }
        if constexpr (requires { e.payee; }) {
          row.payee = e.payee;
        } else if constexpr (requires { e.broker_id; }) {
          row.payee = e.broker_id;
        }
      },
      recorded.event);
  row.currency = entry.front().currency;
  row.accounts.reserve(entry.size());
  row.amounts.reserve(entry.size());
  for (const Posting& p : entry) {
    if (p.currency != row.currency)
      throw std::logic_error(
          fmt::format("{} at position {} posts in two currencies", at.type, at.position.value));
    row.accounts.push_back(p.account);
    row.amounts.push_back(p.amount);
    models.account_balances.at({p.account, p.currency, Minor{}}).amount += p.amount;
  }
  models.journal_entries.put(std::move(row));
}

}  // namespace daybook
