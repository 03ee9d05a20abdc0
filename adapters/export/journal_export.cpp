#include "adapters/export/journal_export.hpp"

#include <exception>

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

/// Carries an exception of the visitor past the replay, which would take it for damage.
struct Stopped {
  std::exception_ptr why;
};

void hand_on(const EntryVisitor& visit, const ExportEntry& entry) {
  try {
    visit(entry);
  } catch (...) {
    throw Stopped{std::current_exception()};
  }
}

}  // namespace

std::int64_t each_entry(EventSource& source, const ExportOptions& options, const EntryVisitor& visit) {
  ReadModels models{Zone{}};  // no day is asked for
  std::int64_t entries = 0;
  std::optional<LateFactPosted> late;  // stands right before its fact
  try {
    audit::replay(source, options.replay, [&](const Recorded& recorded) {
      // The two tables that an entry borrows from; the other folds have no say in it.
      fold_orders(recorded, models);
      fold_brokers(recorded, models);
      if (const auto* announced = std::get_if<LateFactPosted>(&recorded.event)) late = *announced;
      const auto postings = post(recorded);
      if (postings.empty()) return;
      if (late && late->position != recorded.envelope.position.value) late.reset();
      JournalEntry entry = journal_entry(recorded, postings);
      if (entry.order_id)
        if (const OrderRow* order = models.orders.find({*entry.order_id}))
          entry.order_number = order->order_number;
      auto payee = name_of(models, entry.payee, options.erased);
      hand_on(visit, {recorded.envelope.event_id, std::move(entry), std::move(payee), late});
      ++entries;
    });
  } catch (const Stopped& stopped) {
    std::rethrow_exception(stopped.why);
  }
  return entries;
}

}  // namespace daybook::exports
