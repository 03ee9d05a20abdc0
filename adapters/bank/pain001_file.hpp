#pragma once
// Payouts as an ISO 20022 customer credit transfer initiation: one payment information block, all on one
// value date.

#include "adapters/bank/payment_file.hpp"
#include "core/result.hpp"

namespace daybook::bank {

enum class Pain001Version { v09, v03 };  ///< pain.001.001.09 (SEPA since 2023), pain.001.001.03
BOOST_DESCRIBE_ENUM(Pain001Version, v09, v03)

/// The message, UTF-8 that holds SEPA's Latin set only. MsgId is the file's uuid without dashes; a reference
/// is the EndToEndId. The service level is SEPA when euros go between IBANs of the area, else none is asked
/// for. Refusals (validation_failed), each with its pointer: what control_totals refuses; a currency that ISO
/// 4217 does not have; a total over 18 digits; a name without a Latin letter or digit; "/debtor/..." for
/// settings that do not fit.
Result<MadeFile> pain001_file(const PaymentFile& file, const Debtor& debtor,
                              Pain001Version version = Pain001Version::v09);

}  // namespace daybook::bank
