#pragma once
// The journal as plain text for hledger and ledger, strict enough for `hledger check -s ordereddates payees`:
// every commodity, account and payee is declared before its first use, every posting asserts its account's
// balance.

#include <map>

#include "adapters/export/journal_export.hpp"

namespace daybook::exports {

/// Formats entries one after the other; keeps what was declared and each account's balance.
class HledgerFormat {
 public:
  /// A few comment lines that say what this file is.
  static std::string heading();
  /// The directives that this entry is the first to need, and its transaction:
  ///
  ///   2026-11-21 * (TLM2611…) 0192…
  ///       ; event_id: …
  ///       liabilities:supplier:tradelinesupply  -12.50 USD = -12.50 USD
  ///
  /// Dated by the day of recording in UTC, so that dates never step back along the log. Throws OverflowError
  /// when a balance leaves 64 bits.
  std::string entry(const ExportEntry& entry);

 private:
  void declare(std::string& out, const char* directive, const std::string& name);

  std::set<std::pair<std::string, std::string>> declared_;
  std::map<std::pair<std::string, Currency>, Minor> balances_;
};

/// The whole journal. Returns the number of transactions. Throws pg::Error, Damaged.
std::int64_t export_hledger(EventSource& source, const ExportOptions& options, const Sink& sink);

}  // namespace daybook::exports
