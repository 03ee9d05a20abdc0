#pragma once
// The two sides of an account as they stand in the read models, in batches.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/postgres/journal_reader.hpp"
#include "projections/reconciliation.hpp"
#include "projections/statement_imports.hpp"

namespace daybook {

/// Rows at a time: some megabytes with what they are decoded to.
inline constexpr std::size_t kSideBatch = 5'000;

/// The matches by hand that stood at the position: of lines, and of entries.
struct HandPlaces {
  std::map<std::string, std::string> lines;
  std::map<std::int64_t, std::string> positions;
};
HandPlaces hand_places(pg::Connection& connection, const std::string& account, std::int64_t position);
/// The entries among them that there were by the position.
std::vector<JournalEntry> matched_entries(pg::Connection& connection, const HandPlaces& hand,
                                          std::int64_t position);

/// Either side, in the order of time; one object at a time: theirs opens a cursor, which ends with the last
/// line.
class Side {
 public:
  virtual ~Side() = default;
  /// Null at the end.
  const CashLine* peek();
  CashLine take();

 protected:
  virtual std::vector<CashLine> fetch() = 0;

 private:
  std::vector<CashLine> batch_;
  std::size_t next_ = 0;
  bool done_ = false;
};

class TheirSide : public Side {
 public:
  TheirSide(pg::Connection& connection, const std::string& account, std::int64_t position,
            const std::map<Currency, Span>& spans, const HandPlaces& hand);

 private:
  std::vector<CashLine> fetch() override;
  pg::Connection& connection_;
  const std::map<Currency, Span>& spans_;
  const HandPlaces& hand_;
};

class OurSide : public Side {
 public:
  OurSide(pg::Connection& connection, const std::string& account, std::int64_t position,
          const std::map<Currency, Span>& spans, const HandPlaces& hand);

 private:
  struct Place {
    Instant at;
    std::int64_t position = 0;
    auto operator<=>(const Place&) const = default;
  };
  std::vector<CashLine> fetch() override;
  void find_entries(std::int64_t position);
  bool wants(const JournalEntry& entry) const;

  pg::Connection& connection_;
  std::string account_;
  const std::map<Currency, Span>& spans_;
  const HandPlaces& hand_;
  std::map<PayoutId, BankFileId> batches_;  // the payment file of each payout
  std::vector<Place> places_;               // of the entries, in the order of time
  std::size_t next_place_ = 0;
};

/// From when on entries are looked at, and how far behind the statement's end: for what is in transit.
Instant side_start(const Span& span);
Instant side_end(const Span& span);

}  // namespace daybook
