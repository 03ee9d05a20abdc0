#pragma once
// The journal for Beancount 2: balances are asserted at the start of the next day, since Beancount knows no
// other time; a tolerance of zero makes it as exact as the books are.

#include <unordered_map>

#include "adapters/export/journal_format.hpp"

namespace daybook::exports {

class BeancountFormat : public JournalFormat {
 public:
  /// A part leaves `open` to a plugin, because Beancount allows it once and looks at no plugin of an included
  /// file: what an index opens is then opened once, whether a part is read alone or through the index.
  void begin(std::string& out, const JournalHead& head) override;
  void transaction(std::string& out, const JournalTransaction& transaction) override;
  void include(std::string& out, std::string_view name) override;
  void assert_balances(std::string& out, const Day& day, const Balances& balances) override;
  /// The last day's balances.
  void end(std::string& out) override;

 private:
  const std::string& account(std::string_view name);
  void open(std::string& out, const Day& day, std::string_view name);

  FileKind kind_ = FileKind::whole;
  std::unordered_map<std::string, std::string> accounts_;  // ours to theirs
  std::set<std::string> opened_;
  Day day_;            // of `balances_`
  Balances balances_;  // to be asserted when the day is over
};

/// A string of Beancount, quotes included: one harmless line.
std::string beancount_string(std::string_view text);

}  // namespace daybook::exports
