#pragma once
// What a format of the journal is told, and what it answers: text. Formats know no files, read no events and
// add nothing up, so that every format says the same.

#include <map>
#include <set>

#include "adapters/export/journal_export.hpp"

namespace daybook::exports {

/// Whose transactions are nobody's in particular: direct sales, our own accounts.
inline constexpr const char* kNoPayee = "direct";

/// By account and currency, debit positive.
using Balances = std::map<std::pair<std::string, Currency>, Minor>;

struct JournalPosting {
  std::string_view account;      ///< as our chart names it
  Minor amount;                  ///< debit positive
  std::optional<Minor> balance;  ///< of the account in this currency after it, where it may be asserted
};

/// In one currency; sums to zero.
struct JournalTransaction {
  Day day;
  std::string payee;  ///< the party's id, or kNoPayee
  Currency currency;
  std::vector<JournalPosting> postings;
  const ExportEntry* fact = nullptr;  ///< null for balances carried forward
  bool by_effective_date = false;     ///< what `day` is the day of
  std::string_view purpose;           ///< of a transaction without a fact
};

/// How a file will be read.
enum class FileKind {
  whole,  ///< alone
  part,   ///< alone, or through an index
  index   ///< names parts
};

struct JournalHead {
  FileKind kind = FileKind::whole;
  std::string dates;                                ///< in words: what transactions are dated by
  const std::set<std::string>* accounts = nullptr;  ///< of an index: all that its parts use
  Day first_day;                                    ///< of an index: no transaction is earlier
};

/// One file in one format; formats keep what they declared in it. Text is appended to `out`.
class JournalFormat {
 public:
  virtual ~JournalFormat() = default;
  virtual void begin(std::string& out, const JournalHead& head) = 0;
  virtual void transaction(std::string& out, const JournalTransaction& transaction) = 0;
  /// Reads the part with this name, relative to the index.
  virtual void include(std::string& out, std::string_view name) = 0;
  /// Asserts balances at the end of a day after which no transaction of the day comes.
  virtual void assert_balances(std::string& out, const Day& day, const Balances& balances) = 0;
  virtual void end(std::string& out) = 0;
};

}  // namespace daybook::exports
