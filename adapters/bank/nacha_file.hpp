#pragma once
// Payouts as a NACHA file (ACH credits to US accounts): one batch of service class 220, CCD or PPD, without
// addenda. An entry has no room for remittance text; the payee reads the company's name and the entry
// description.

#include "adapters/bank/payment_file.hpp"
#include "core/result.hpp"

namespace daybook::bank {

/// The file, records of 94 characters ended by a line feed, nines up to a multiple of ten records. The time
/// of creation is written in UTC. A reference is the trace number. Refusals (validation_failed), each with
/// its pointer: what control_totals refuses; another currency than USD; an IBAN; an amount over ten digits; a
/// total over twelve; a holder's name without a Latin letter or digit; "/originator/..." for settings that do
/// not fit.
Result<MadeFile> nacha_file(const PaymentFile& file, const AchOriginator& originator);

}  // namespace daybook::bank
