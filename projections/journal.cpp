#include "projections/journal.hpp"

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
  models.journal_entries.put(std::move(row));

  std::int64_t line = 0;
  for (const Posting& p : entry) {
    models.journal_lines.put({at.position.value, ++line, p.account, p.amount, p.currency});
    models.account_balances.at({p.account, p.currency, Minor{}}).amount += p.amount;
  }
}

}  // namespace daybook
