#pragma once
// What one payout pays for, order by order. Every format (JSON, CSV, HTML, PDF, XLSX) is rendered from this
// model. Unlike a statement it shows people (customer, payee: "[erased]" once they are) and how the payout
// stands now, so asked for later it may say something else; its figures are of the payout's own lines and
// stay.
//
// Lines effective in the payout's period stand under their orders; all of an earlier line is carried forward.
// Source: wire contract, "Payouts".

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/period.hpp"
#include "events/payout/payout_state.hpp"

namespace daybook {

struct ReportPayee {
  std::string name;
  std::optional<std::string> business_name;
  std::string email;
};
BOOST_DESCRIBE_STRUCT(ReportPayee, (), (name, business_name, email))

struct ReportTotals {
  Minor revenue_share;  ///< of all lines, those carried forward included
  Minor markup;
  Minor total;  ///< with adjustments
};
BOOST_DESCRIBE_STRUCT(ReportTotals, (), (revenue_share, markup, total))

struct ReportPayment {
  PayoutMethod method = PayoutMethod::ACH;
  PayoutStatus status = PayoutStatus::PENDING;
  std::optional<std::string> transaction_id;
  std::optional<Instant> processed_at;
};
BOOST_DESCRIBE_STRUCT(ReportPayment, (), (method, status, transaction_id, processed_at))

struct ReportOrder {
  std::string order_number;
  Instant order_date;
  std::string customer;
  std::int64_t items = 0;
  Minor order_total;
  Minor revenue_share;  ///< of this payout's lines
  Minor markup;
  Minor commission;  ///< the two together
  OrderId order_id;
  std::int64_t position = 0;  ///< of its last line
};
BOOST_DESCRIBE_STRUCT(ReportOrder, (),
                      (order_number, order_date, customer, items, order_total, revenue_share, markup,
                       commission, order_id, position))

/// revenue_share + markup + adjustments + earlier = the payout's total.
struct ReportParts {
  Minor revenue_share;  ///< of `orders`
  Minor markup;
  Minor adjustments;  ///< effective in the period
  Minor earlier;      ///< carried forward: everything effective before the period
};

/// The described members are the wire's.
struct PayoutReport {
  PayoutId payout_id;
  ReportPayee broker;
  Period period;
  ReportTotals totals;
  ReportPayment payment;
  std::vector<ReportOrder> orders;  ///< by their first lines
  std::int64_t order_count = 0;
  Minor carried_forward;  ///< what `orders` do not show: parts.earlier + parts.adjustments
  Instant created_at;
  Currency currency;

  BrokerId payee;
  ReportParts parts;
  Minor adjustments;          ///< of all lines, as `totals`
  Zone zone;                  ///< of the days that are shown
  std::int64_t position = 0;  ///< of the log, when it was read
};
BOOST_DESCRIBE_STRUCT(PayoutReport, (),
                      (payout_id, broker, period, totals, payment, orders, order_count, carried_forward,
                       created_at, currency))

/// A line of the payee's ledger that the payout pays.
struct PaidLine {
  std::optional<OrderId> order_id;
  PayoutAmounts amounts;
  std::int64_t position = 0;
  Instant at;  ///< effective
};

/// All figures; who payee and customers are, and what was ordered, is the caller's to add. Throws
/// StatementError when the lines are not the payout's amounts, OverflowError.
PayoutReport make_payout_report(const PayoutState& payout, const std::vector<PaidLine>& lines);

/// The wire's PayoutReport.
std::string payout_report_json(const PayoutReport& report);

}  // namespace daybook
