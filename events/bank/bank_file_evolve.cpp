#include "events/bank/bank_file_state.hpp"

namespace daybook {

NachaNumbers next_nacha_numbers(const std::vector<BankFileState>& before, Instant created_at,
                                std::int64_t count) {
  const std::string day = to_string(created_at).substr(0, 10);
  NachaNumbers next;
  for (const auto& file : before) {
    if (file.format != BankFileFormat::nacha) continue;
    if (to_string(file.created_at).starts_with(day)) ++next.file_of_day;
    next.first_trace = file.first_trace + file.count;
  }
  if (next.first_trace + count - 1 > kLastTrace) next.first_trace = 1;
  return next;
}

BankFileState bank_file_of(const std::vector<BankFileState>& before, const BankFileMade& e,
                           const Envelope& at) {
  const auto count = static_cast<std::int64_t>(e.payouts.size());
  BankFileState s{e.file_id, e.format,        e.currency, e.value_date, e.created_at,
                  count,     e.control_total, e.sha256,   e.made_by,    at.position.value};
  if (e.format == BankFileFormat::nacha) {
    const auto numbers = next_nacha_numbers(before, e.created_at, count);
    s.file_of_day = numbers.file_of_day;
    s.first_trace = numbers.first_trace;
  }
  return s;
}

}  // namespace daybook
