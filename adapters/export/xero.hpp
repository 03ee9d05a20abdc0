#pragma once
// Xero's import of manual journals (help.xero.com, "Enter multiple manual journals using an import
// template"): lines with the same narration and date are one journal, a positive amount is a debit, a file
// has at most 300 lines. Xero has no currency in it, so a file holds one currency.

#include "adapters/export/journal_format.hpp"

namespace daybook::exports {

/// The heading counts too: whichever way Xero counts, a file is within its limit.
inline constexpr std::size_t kXeroMostLines = 300;

class XeroJournals : public JournalFormat {
 public:
  void begin(std::string& out, const JournalHead& head) override;
  /// The narration begins with the event's position, so that no two journals have the same. Account codes
  /// are our account names, to be mapped to Xero's chart; the tax rate is "Tax Exempt".
  void transaction(std::string& out, const JournalTransaction& transaction) override;
  void include(std::string&, std::string_view) override {}
  void assert_balances(std::string&, const Day&, const Balances&) override {}
  void end(std::string&) override {}
};

}  // namespace daybook::exports
