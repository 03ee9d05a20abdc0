#include "events/bank/bank_file_decide.hpp"

#include "events/payout/payout_decide.hpp"

namespace daybook {

Result<ApprovedAccount> account_for_file(const PayoutState& p, const LedgerState& ledger,
                                         const Policy& policy, const FileTerms& file) {
  const auto unfit = [](std::string why) { return refuse(RefusalCode::conflict, std::move(why)); };
  if (auto processing = decide(p, ledger, policy, ProcessPayout{file.now}); !processing)
    return refuse(processing.error());
  if (p.payment_method != PayoutMethod::ACH && p.payment_method != PayoutMethod::WIRE)
    return unfit("its payment method is not the bank's: ACH or WIRE");
  if (file.format == BankFileFormat::nacha && p.payment_method != PayoutMethod::ACH)
    return unfit("its payment method is WIRE, which NACHA files do not carry");
  if (p.currency != file.currency) return unfit("it is in " + p.currency.str());
  const PayeeState* payee = ledger.payee(p.payee);
  const ApprovedAccount* account = payee ? payee->account() : nullptr;
  if (!account) return unfit("the payee has no approved payout account");
  if (file.format == BankFileFormat::nacha && account->change.kind != PayoutAccountKind::ach)
    return unfit("the payee's account is an IBAN, which NACHA files do not carry");
  return *account;
}

}  // namespace daybook
