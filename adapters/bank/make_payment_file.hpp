#pragma once
// A payment file out of what is to be paid and the configured settings: one call for every format.

#include "adapters/bank/bank_settings.hpp"
#include "adapters/bank/payment_file.hpp"
#include "core/result.hpp"
#include "events/bank/bank_events.hpp"

namespace daybook::bank {

/// Refuses (validation_failed) naming the settings to add when the format needs some that are not there.
Result<MadeFile> make_payment_file(const PaymentFile& file, BankFileFormat format,
                                   const BankSettings& settings);

/// "application/xml" …
std::string_view media_type_of(BankFileFormat format);
/// "ach", "xml", "csv": how such a file's name ends.
std::string_view file_ending_of(BankFileFormat format);

}  // namespace daybook::bank
