#include "adapters/export/csv_postings.hpp"

#include <fmt/format.h>

#include "adapters/export/sanitise.hpp"

namespace daybook::exports {

void CsvPostings::begin(std::string& out, const JournalHead&) {
  out += "position,recorded_at,effective_at,type,account,amount_minor,currency,order_number,payee\r\n";
}

void CsvPostings::transaction(std::string& out, const JournalTransaction& t) {
  if (t.fact == nullptr) return;
  const JournalEntry& e = t.fact->entry;
  for (const JournalPosting& p : t.postings)
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{},{},{},{}\r\n", e.position,
                   to_string(e.recorded_at), to_string(e.effective_at), csv_field(e.type),
                   csv_field(p.account), p.amount.value, e.currency.str(),
                   csv_field(e.order_number.value_or("")), e.payee ? e.payee->str() : "");
}

}  // namespace daybook::exports
