#include "projections/form_1099_nec.hpp"

namespace daybook {

Minor nec_threshold(int year, const std::map<int, Minor>& own) {
  if (const auto found = own.find(year); found != own.end()) return found->second;
  return year <= 2025 ? Minor(60'000) : Minor(200'000);
}

bool is_nec_reportable(PayoutMethod method) {
  switch (method) {
    case PayoutMethod::ACH:
    case PayoutMethod::WIRE:
    case PayoutMethod::CHECK:
    case PayoutMethod::CASH:
    case PayoutMethod::MANUAL:
      return true;
    case PayoutMethod::PAYPAL:
    case PayoutMethod::CONNECT:
      return false;
  }
  return true;
}

NecReport nec_report(int year, Minor threshold, const std::vector<YearPayment>& payments) {
  std::map<BrokerId, NecPayee> payees;
  for (const auto& payment : payments) {
    NecPayee& payee = payees[payment.payee];
    payee.payee = payment.payee;
    if (payment.returned) {
      payee.returned += payment.amount;
      continue;
    }
    ++payee.payouts;
    payee.by_method[payment.method] += payment.amount;
    (is_nec_reportable(payment.method) ? payee.reportable : payee.not_reportable) += payment.amount;
  }
  NecReport report;
  report.year = year;
  report.threshold = threshold;
  for (auto& [id, payee] : payees) {
    payee.reported = payee.reportable > Minor{} && payee.reportable >= threshold;
    report.reportable += payee.reportable;
    report.not_reportable += payee.not_reportable;
    report.returned += payee.returned;
    report.payees.push_back(std::move(payee));
  }
  return report;
}

}  // namespace daybook
