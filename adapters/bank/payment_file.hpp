#pragma once
// What a payment file says, whatever its format: who is paid how much, to which account, on which day. The
// writers beside this header turn it into bytes, a pure function of what is given here and of the
// originator's settings.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bank_account.hpp"
#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/period.hpp"
#include "core/uuid.hpp"

namespace daybook::bank {

using FileId = Id<struct PaymentFileTag>;

struct PaymentLine {
  PayoutId payout;
  std::string payee_name;  ///< as the ledger knows the payee; banks are told the account holder's name
  BankAccount account;
  Minor amount;            ///< above zero, of the file's currency
  std::string remittance;  ///< what the payee shall read on the statement; may be empty
};

struct PaymentFile {
  FileId id;
  Instant created_at;
  Day value_date;  ///< on which the bank shall pay: NACHA's effective entry date, ISO's requested execution
                   ///< date
  Currency currency;
  std::vector<PaymentLine> lines;
  /// NACHA only. 0-35: which file of the originator's day this is (A-Z, 0-9); the bank drops a repeated one
  /// as a duplicate.
  int file_of_day = 0;
  /// NACHA only. Sequence of the first trace number, 1-9,999,999. Handing on where the last file ended keeps
  /// trace numbers apart between files; a return names its payment by nothing else that is sure.
  std::int64_t first_trace = 1;
};

enum class SecCode { CCD, PPD };  ///< to companies' accounts; to persons' accounts
BOOST_DESCRIBE_ENUM(SecCode, CCD, PPD)

/// NACHA: what the originator agreed with its bank (the ODFI).
struct AchOriginator {
  std::string odfi_routing;      ///< 9 digits: of the bank that originates, and that the file is for
  std::string odfi_name;         ///< up to 23 characters
  std::string immediate_origin;  ///< up to 10: as the bank assigned it, mostly "1" and the EIN
  std::string company_name;      ///< up to 16 are sent: what the payee reads
  std::string company_id;        ///< up to 10: mostly as immediate_origin
  std::string entry_description = "COMMISSION";  ///< up to 10
  SecCode sec_code = SecCode::CCD;
};

/// ISO 20022: the account that pays.
struct Debtor {
  BankAccount account;                         ///< its holder is the debtor's name
  std::string initiating_party;                ///< empty: the debtor's name
  std::optional<std::string> organisation_id;  ///< up to 35, as the bank assigned it
};

/// What the file itself says of its content, for the books and for whoever uploads it.
struct ControlTotals {
  std::int64_t count = 0;
  Minor total;
  Currency currency;
  std::string entry_hash;  ///< NACHA: sum of the payees' bank ids modulo 10^10, ten digits; empty elsewhere
  bool operator==(const ControlTotals&) const = default;
};

/// By what a return will name a payment: the NACHA trace number (15 digits) or the end-to-end id.
struct PaymentReference {
  PayoutId payout;
  std::string reference;
  bool operator==(const PaymentReference&) const = default;
};

struct MadeFile {
  std::string bytes;
  ControlTotals totals;
  std::vector<PaymentReference> references;  ///< one a line, in order
};

/// Count and total of the lines. Refuses what no format can carry, naming "/payouts/<index>" or the field: no
/// lines, a payout twice, an amount of zero or less, a total beyond 64 bits, no real value date.
Result<ControlTotals> control_totals(const PaymentFile& file);

/// The payout's uuid without dashes, 32 lower-case hex digits: ISO's EndToEndId.
std::string end_to_end_id(PayoutId payout);
/// The payout that an EndToEndId of ours names; nothing for anybody else's.
std::optional<PayoutId> payout_of(std::string_view end_to_end_id);
/// NACHA's individual identification number: the last 15 hex digits of the uuid, upper case. Not the first
/// ones: these are the time of its making, nearly the same in all payouts of one run.
std::string individual_id(PayoutId payout);

}  // namespace daybook::bank
