#pragma once
// Every posting as a line of CSV: position, recorded_at, effective_at, type, account, amount_minor (debit
// positive), currency, order_number, payee; the first line names them.

#include "adapters/export/journal_format.hpp"

namespace daybook::exports {

class CsvPostings : public JournalFormat {
 public:
  void begin(std::string& out, const JournalHead& head) override;
  void transaction(std::string& out, const JournalTransaction& transaction) override;
  void include(std::string&, std::string_view) override {}
  void assert_balances(std::string&, const Day&, const Balances&) override {}
  void end(std::string&) override {}
};

}  // namespace daybook::exports
