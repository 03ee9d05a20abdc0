#include "adapters/export/xero.hpp"

#include <fmt/format.h>

#include "adapters/export/sanitise.hpp"

namespace daybook::exports {
namespace {

constexpr const char* kTaxRate = "Tax Exempt";

/// dd/mm/yyyy, the order that Xero's page asks for.
std::string xero_date(const Day& day) {
  return day.substr(8, 2) + "/" + day.substr(5, 2) + "/" + day.substr(0, 4);
}

std::string line_text(std::string_view text) { return csv_field(journal_line(text)); }

}  // namespace

void XeroJournals::begin(std::string& out, const JournalHead&) {
  out += "Narration,Date,Description,AccountCode,TaxRate,Amount\r\n";
}

void XeroJournals::transaction(std::string& out, const JournalTransaction& t) {
  if (t.fact == nullptr) return;
  const JournalEntry& e = t.fact->entry;
  const std::string narration =
      line_text(fmt::format("{} {} {}", e.position, e.type, e.order_number.value_or("")));
  const std::string description = line_text(fmt::format("{} {}: {}", t.fact->payee_name.value_or(""),
                                                        e.payee ? e.payee->str() : kNoPayee, e.description));
  for (const JournalPosting& p : t.postings)
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{}\r\n", narration, xero_date(t.day), description,
                   csv_field(p.account), kTaxRate, decimal_text(p.amount.value, t.currency));
}

}  // namespace daybook::exports
