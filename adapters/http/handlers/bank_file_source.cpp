#include "adapters/http/handlers/bank_file_source.hpp"

#include "events/log/hash.hpp"

namespace daybook::http {

Result<bank::MadeFile> made_file(const BankFileMade& fact, const NachaNumbers& numbers,
                                 std::vector<BankAccount> accounts, const BankSettings& settings) {
  bank::PaymentFile file;
  file.id = bank::FileId(fact.file_id.uuid);
  file.created_at = fact.created_at;
  file.value_date = fact.value_date;
  file.currency = fact.currency;
  file.file_of_day = static_cast<int>(numbers.file_of_day);
  file.first_trace = numbers.first_trace;
  for (std::size_t i = 0; i < fact.payouts.size(); ++i) {
    const BankFilePayout& payout = fact.payouts[i];
    // The holder's name, not the broker's: that one may be changed, and the bytes must not.
    const std::string name = accounts.at(i).holder_name;
    file.lines.push_back(
        {payout.payout_id, name, std::move(accounts[i]), payout.amount, "Commission payout"});
  }
  return bank::make_payment_file(file, fact.format, settings);
}

std::string digest_of(const std::string& bytes) { return log::to_hex(log::sha256(bytes)); }

std::string trace_ref(std::string_view trace) { return "ach_trace:" + std::string(trace); }

}  // namespace daybook::http
