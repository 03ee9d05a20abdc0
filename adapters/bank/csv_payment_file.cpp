#include "adapters/bank/csv_payment_file.hpp"

#include <fmt/format.h>

#include "adapters/export/sanitise.hpp"

namespace daybook::bank {
namespace {

constexpr std::string_view kHeader =
    "record,file_id,value_date,currency,amount,count,payout_id,end_to_end_id,payee_name,account_holder,"
    "account_kind,country,routing_number,account_number,account_type,iban,bic,remittance\r\n";

/// The account's columns, from country to bic.
std::string account_cells(const BankAccount& account) {
  if (const auto* iban = std::get_if<IbanAccount>(&account.details))
    return fmt::format("iban,{},,,,{},{}", account.country, iban->iban, iban->bic);
  const auto& ach = std::get<AchAccount>(account.details);
  return fmt::format("ach,{},{},{},{},,", account.country, ach.routing_number, ach.account_number,
                     ach.type == AchAccountType::checking ? "checking" : "savings");
}

}  // namespace

Result<MadeFile> csv_payment_file(const PaymentFile& file) {
  auto totals = control_totals(file);
  if (!totals) return refuse(totals.error());
  MadeFile made;
  made.bytes = kHeader;
  const std::string currency = file.currency.str();
  for (const PaymentLine& line : file.lines) {
    std::string id = end_to_end_id(line.payout);
    made.bytes +=
        fmt::format("payment,{},{},{},{},,{},{},{},{},{},{}\r\n", file.id.str(), file.value_date, currency,
                    decimal_text(line.amount.value, file.currency), line.payout.str(), id,
                    exports::csv_field(line.payee_name), exports::csv_field(line.account.holder_name),
                    account_cells(line.account), exports::csv_field(line.remittance));
    made.references.push_back({line.payout, std::move(id)});
  }
  made.bytes += fmt::format("control,{},{},{},{},{},,,,,,,,,,,,\r\n", file.id.str(), file.value_date,
                            currency, decimal_text(totals->total.value, file.currency), totals->count);
  made.totals = *std::move(totals);
  return made;
}

}  // namespace daybook::bank
