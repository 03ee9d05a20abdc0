#pragma once
// What a payout's report says in words, the same in every format that is made for people.

#include <string>
#include <vector>

#include "projections/payout_report.hpp"

namespace daybook::exports {

struct ReportFact {
  const char* record;  ///< as CSV names it
  const char* name;    ///< as people read it
  std::string value;   ///< anything that was typed; empty: there is none
};

struct ReportSum {
  const char* record;
  const char* name;
  Minor amount;
};
struct ReportSums {
  std::string caption;
  std::vector<ReportSum> rows;
};

/// Payee, period, payment.
std::vector<ReportFact> facts_of(const PayoutReport& report);
/// What the total is made up of, ending with it; then the same total by kind. Each adds up.
std::vector<ReportSums> sums_of(const PayoutReport& report);
/// The last of the rows.
bool is_total(const ReportSum& sum);

/// Of an order.
std::string day_text(const PayoutReport& report, const ReportOrder& order);
/// Below the document: it is as of now.
std::string as_of_text(const PayoutReport& report);
/// "Payout report 0190…"
std::string title_text(const PayoutReport& report);

extern const char* const kNoOrders;
/// What is in none of the orders' rows.
extern const char* const kCarriedNote;

}  // namespace daybook::exports
