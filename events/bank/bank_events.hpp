#pragma once
// Facts about our own accounts: what we paid the supplier, what Stripe paid out to our bank, the files that
// we gave the bank and those that came back. Source: domain rules, "Chart of accounts".

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/period.hpp"
#include "core/uuid.hpp"

namespace daybook {

/// We paid what we owe the supplier, from assets:bank.
struct SupplierSettled {
  SettlementId settlement_id;
  std::string supplier;  ///< "tradelinesupply"
  Minor amount;
  Currency currency;
  std::string reference;  ///< the bank's or the supplier's: each counts once
  std::string settled_by;
};
BOOST_DESCRIBE_STRUCT(SupplierSettled, (), (settlement_id, supplier, amount, currency, reference, settled_by))

/// From assets:stripe to assets:bank.
struct StripePaidOut {
  std::string stripe_payout_id;  ///< po_…
  Minor amount;
  Currency currency;
};
BOOST_DESCRIBE_STRUCT(StripePaidOut, (), (stripe_payout_id, amount, currency))

/// It came back: "paid may later become failed".
struct StripePayoutFailed {
  std::string stripe_payout_id;
  Minor amount;
  Currency currency;
  std::string failure_code;  ///< Stripe's, "unknown" when absent
};
BOOST_DESCRIBE_STRUCT(StripePayoutFailed, (), (stripe_payout_id, amount, currency, failure_code))

enum class BankFileFormat { nacha, pain001, csv };
BOOST_DESCRIBE_ENUM(BankFileFormat, nacha, pain001, csv)

/// One payout in a file, with the account that it goes to.
struct BankFilePayout {
  PayoutId payout_id;
  BrokerId payee;
  AccountChangeId account;
  Minor amount;
};
BOOST_DESCRIBE_STRUCT(BankFilePayout, (), (payout_id, payee, account, amount))

/// A file for the bank, made of approved payouts, which are PROCESSING from then on. The bytes are a function
/// of this fact, the payees' accounts and the configured originator.
struct BankFileMade {
  BankFileId file_id;
  BankFileFormat format = BankFileFormat::nacha;
  Currency currency;
  Day value_date;
  Instant created_at;  ///< as it stands in the file
  std::vector<BankFilePayout> payouts;
  Minor control_total;
  std::string sha256;  ///< of the bytes, hex
  std::string made_by;
};
BOOST_DESCRIBE_STRUCT(BankFileMade, (),
                      (file_id, format, currency, value_date, created_at, payouts, control_total, sha256,
                       made_by))

/// A file of the bank's about payments that we had sent; what it says of each payout is a fact of that
/// payout.
struct BankReturnReceived {
  BankReturnId return_id;
  std::string format;  ///< "nacha", "pain002"
  std::string sha256;  ///< of the bytes, hex
  std::int64_t items = 0;
  std::int64_t applied = 0;  ///< payouts that it failed or returned; the others were known or only informed
  std::string received_by;
};
BOOST_DESCRIBE_STRUCT(BankReturnReceived, (), (return_id, format, sha256, items, applied, received_by))

}  // namespace daybook
