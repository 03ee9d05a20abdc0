#pragma once
// The journal as plain text for hledger and for ledger, strict enough for `hledger check -s ordereddates
// payees` and `ledger --pedantic --explicit`: every commodity, account and payee is declared before its first
// use, balances are asserted posting by posting. The two read the same text, but for ledger's tags.

#include <unordered_map>

#include "adapters/export/journal_format.hpp"

namespace daybook::exports {

class HledgerFormat : public JournalFormat {
 public:
  void begin(std::string& out, const JournalHead& head) override;
  /// The directives that this transaction is the first to need, and the transaction:
  ///
  ///   2026-11-21 * (TLM2611…) 0192…
  ///       ; event_id: …
  ///       liabilities:supplier:tradelinesupply  -12.50 USD = -12.50 USD
  void transaction(std::string& out, const JournalTransaction& transaction) override;
  void include(std::string& out, std::string_view name) override;
  /// Postings of nothing, one transaction a currency.
  void assert_balances(std::string& out, const Day& day, const Balances& balances) override;
  void end(std::string&) override {}

 protected:
  virtual std::string how_to_check() const;
  virtual void declare_tags(std::string&) const {}

 private:
  void declare(std::string& out, const char* directive, const std::string& name);
  const std::string& account(std::string& out, std::string_view name);

  std::set<std::pair<std::string, std::string>> declared_;
  std::unordered_map<std::string, std::string> accounts_;  // declared ones, as they are written
};

class LedgerFormat : public HledgerFormat {
 protected:
  std::string how_to_check() const override;
  void declare_tags(std::string& out) const override;
};

}  // namespace daybook::exports
