#pragma once
// The files that we gave the bank, in order: what the next NACHA file is numbered by, and what a list shows.

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "events/bank/bank_events.hpp"
#include "events/envelope.hpp"

namespace daybook {

struct BankFileState {
  BankFileId file_id;
  BankFileFormat format = BankFileFormat::nacha;
  Currency currency;
  Day value_date;
  Instant created_at;
  std::int64_t count = 0;
  Minor control_total;
  std::string sha256;
  std::string made_by;
  std::int64_t position = 0;
  /// NACHA files only: which one of its UTC day, from 0 (a file says A, B, C …, and a bank drops a second A).
  std::int64_t file_of_day = 0;
  /// NACHA files only: the first of its trace numbers' sequences, which go on from file to file.
  std::int64_t first_trace = 1;
};
BOOST_DESCRIBE_STRUCT(BankFileState, (),
                      (file_id, format, currency, value_date, created_at, count, control_total, sha256,
                       made_by, position, file_of_day, first_trace))

/// A trace number ends with seven digits of sequence.
inline constexpr std::int64_t kLastTrace = 9'999'999;
/// NACHA's file id modifier is A-Z or 0-9.
inline constexpr std::int64_t kFilesOfDay = 36;

struct NachaNumbers {
  std::int64_t file_of_day = 0;
  std::int64_t first_trace = 1;
};
/// What a file of `count` payments, created then, is numbered by. Behind the last sequence it begins at 1.
NachaNumbers next_nacha_numbers(const std::vector<BankFileState>& before, Instant created_at,
                                std::int64_t count);

BankFileState bank_file_of(const std::vector<BankFileState>& before, const BankFileMade& e,
                           const Envelope& at);

}  // namespace daybook
