#include "adapters/export/journal_export.hpp"

#include <fmt/format.h>

#include "adapters/export/sanitise.hpp"

namespace daybook::exports {
namespace {

constexpr const char* kErasedName = "[erased]";

std::optional<std::string> name_of(ReadModels& models, const std::optional<BrokerId>& payee,
                                   const std::set<PersonId>& erased) {
  if (!payee) return std::nullopt;
  const BrokerRow* broker = models.brokers.find({*payee});
  if (!broker || !broker->state.value.profile.business_name) return std::nullopt;
  if (erased.contains(broker->person_id)) return kErasedName;
  return broker->state.value.profile.business_name;
}

}  // namespace

std::int64_t each_entry(EventSource& source, const ExportOptions& options,
                        const std::function<void(const ExportEntry&)>& visit) {
  ReadModels models{Zone{}};  // no day is asked for
  std::int64_t entries = 0;
  audit::replay(source, options.replay, [&](const Recorded& recorded) {
    // The journal and the two tables that its entries borrow from; the other folds have no say in it.
    fold_orders(recorded, models);
    fold_brokers(recorded, models);
    const auto postings = post(recorded);
    if (postings.empty()) return;
    fold_journal(recorded, postings, models);
    const JournalEntryRow& row = models.journal_entries.rows().back();
    visit({recorded.envelope.event_id, row, name_of(models, row.payee, options.erased)});
    audit::drop_appended(models);
    ++entries;
  });
  return entries;
}

std::int64_t export_csv(EventSource& source, const ExportOptions& options, const Sink& sink) {
  sink("position,recorded_at,effective_at,type,account,amount_minor,currency,order_number,payee\r\n");
  std::string text;
  return each_entry(source, options, [&](const ExportEntry& e) {
    text.clear();
    for (std::size_t i = 0; i < e.entry.accounts.size(); ++i)
      fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{}\r\n", e.entry.position,
                     to_string(e.entry.recorded_at), to_string(e.entry.effective_at), csv_field(e.entry.type),
                     csv_field(e.entry.accounts[i]), e.entry.amounts[i].value, e.entry.currency.str(),
                     csv_field(e.entry.order_number.value_or("")), e.entry.payee ? e.entry.payee->str() : "");
    sink(text);
  });
}

}  // namespace daybook::exports
