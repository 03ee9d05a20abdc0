#pragma once
// Entries for tests of the journal's formats.

#include "adapters/export/journal_export.hpp"

namespace daybook::exports {

inline ExportEntry sale(std::int64_t position, std::int64_t amount, const char* currency) {
  ExportEntry e;
  e.event_id = *EventId::parse("0192f0c1-2d3e-7f00-8000-0000000000aa");
  e.entry.position = position;
  e.entry.recorded_at = *parse_instant("2026-11-21T23:59:59.999999Z");
  e.entry.effective_at = *parse_instant("2026-11-20T08:00:00Z");
  e.entry.type = "payment.captured";
  e.entry.order_number = "TLM2611100001";
  e.entry.description = "Payment captured";
  e.entry.currency = *parse_currency(currency);
  e.entry.accounts = {"assets:stripe", "income:platform:brokers"};
  e.entry.amounts = {Minor(amount), Minor(-amount)};
  return e;
}

}  // namespace daybook::exports
