#include "adapters/bank/nacha_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "adapters/bank/bank_text.hpp"
#include "adapters/bank/nacha_record.hpp"

namespace daybook::bank {
namespace {

constexpr int kCreditsOnly = 220;
constexpr std::int64_t kMaxAmount = 9'999'999'999;     // ten digits of cents
constexpr std::int64_t kMaxTotal = 999'999'999'999;    // twelve
constexpr std::int64_t kMaxEntries = 999'999;          // of the one batch
constexpr std::int64_t kMaxTraceSequence = 9'999'999;  // seven digits
constexpr std::size_t kNameWidth = 22;
constexpr std::string_view kModifiers = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// "2026-11-21..." -> "261121".
std::string short_date(std::string_view day) {
  return std::string(day.substr(2, 2)) + std::string(day.substr(5, 2)) + std::string(day.substr(8, 2));
}

/// The bank's first eight digits: NACHA's identification without the check digit.
std::string_view bank_id(std::string_view routing) { return routing.substr(0, 8); }

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 10 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  });
}

std::optional<Refusal> fault_of(const AchOriginator& originator) {
  if (!is_routing_number(originator.odfi_routing))
    return invalid_field("/originator/odfi_routing", "must be the routing number of the bank that sends");
  if (!is_id(originator.immediate_origin))
    return invalid_field("/originator/immediate_origin", "must have 1 to 10 capital letters or digits");
  if (!is_id(originator.company_id))
    return invalid_field("/originator/company_id", "must have 1 to 10 capital letters or digits");
  if (!is_readable(nacha_text(originator.company_name, 16)))
    return invalid_field("/originator/company_name", "must have a Latin letter or digit in its first 16");
  if (!is_readable(nacha_text(originator.odfi_name, 23)))
    return invalid_field("/originator/odfi_name", "must have a Latin letter or digit in its first 23");
  if (!is_readable(nacha_text(originator.entry_description, 10)))
    return invalid_field("/originator/entry_description",
                         "must have a Latin letter or digit in its first 10");
  return std::nullopt;
}

std::optional<Refusal> fault_of(const PaymentFile& file, const ControlTotals& totals) {
  if (file.currency.str() != "USD") return invalid_field("/currency", "must be USD: ACH pays no other");
  if (file.file_of_day < 0 || file.file_of_day >= static_cast<int>(kModifiers.size()))
    return invalid_field("/file_of_day", "must be 0 to 35: NACHA tells no more files of one day apart");
  if (totals.count > kMaxEntries) return invalid_field("/payouts", "must be at most 999,999 for one batch");
  if (totals.total.value > kMaxTotal)
    return invalid_field("/payouts", "add up to more than the twelve digits of a control total: split them");
  if (file.first_trace < 1 || file.first_trace + totals.count - 1 > kMaxTraceSequence)
    return invalid_field("/first_trace", "must leave all trace numbers between 1 and 9,999,999");
  return std::nullopt;
}

std::optional<Refusal> fault_of(const PaymentLine& line, std::size_t index) {
  const std::string pointer = fmt::format("/payouts/{}", index);
  if (!std::holds_alternative<AchAccount>(line.account.details))
    return invalid_field(pointer, "goes to an IBAN: ACH pays US accounts only, use pain.001");
  if (line.amount.value > kMaxAmount)
    return invalid_field(pointer, "is over 99,999,999.99 USD, the most that one ACH entry holds");
  if (!is_readable(nacha_text(line.account.holder_name, kNameWidth)))
    return invalid_field(pointer,
                         "has an account holder without a Latin letter or digit: the bank takes no other");
  return std::nullopt;
}

class Writer {
 public:
  Writer(const PaymentFile& file, const AchOriginator& originator) : file_(file), originator_(originator) {}

  MadeFile write(ControlTotals totals) && {
    made_.totals = std::move(totals);
    headers();
    for (const PaymentLine& line : file_.lines) entry(line);
    made_.totals.entry_hash = fmt::format("{:010}", hash_ % kEntryHashModulus);
    controls();
    return std::move(made_);
  }

 private:
  void put(const NachaRecord& record) {
    made_.bytes += record.text();
    made_.bytes += '\n';
    ++records_;
  }

  void headers() {
    const std::string at = to_string(file_.created_at);  // "2026-11-21T03:38:00.000000Z"
    put(NachaRecord('1')
            .alpha(2, 3, "01")
            .right(4, 13, originator_.odfi_routing)
            .right(14, 23, originator_.immediate_origin)
            .alpha(24, 29, short_date(at))
            .alpha(30, 33, at.substr(11, 2) + at.substr(14, 2))
            .alpha(34, 34, kModifiers.substr(static_cast<std::size_t>(file_.file_of_day), 1))
            .number(35, 37, kRecordSize)
            .number(38, 39, kBlockingFactor)
            .alpha(40, 40, "1")
            .alpha(41, 63, nacha_text(originator_.odfi_name, 23))
            .alpha(64, 86, nacha_text(originator_.company_name, 23)));
    put(NachaRecord('5')
            .number(2, 4, kCreditsOnly)
            .alpha(5, 20, nacha_text(originator_.company_name, 16))
            .alpha(41, 50, originator_.company_id)
            .alpha(51, 53, originator_.sec_code == SecCode::CCD ? "CCD" : "PPD")
            .alpha(54, 63, nacha_text(originator_.entry_description, 10))
            .alpha(70, 75, short_date(file_.value_date))  // 76-78 is the operator's settlement day
            .alpha(79, 79, "1")
            .alpha(80, 87, bank_id(originator_.odfi_routing))
            .number(88, 94, 1));
  }

  void entry(const PaymentLine& line) {
    const auto& account = std::get<AchAccount>(line.account.details);
    const std::int64_t sequence = file_.first_trace + static_cast<std::int64_t>(made_.references.size());
    std::string trace = fmt::format("{}{:07}", bank_id(originator_.odfi_routing), sequence);
    put(NachaRecord('6')
            .alpha(2, 3, account.type == AchAccountType::checking ? "22" : "32")
            .alpha(4, 12, account.routing_number)
            .alpha(13, 29, account.account_number)
            .number(30, 39, line.amount.value)
            .alpha(40, 54, individual_id(line.payout))
            .alpha(55, 76, nacha_text(line.account.holder_name, kNameWidth))
            .alpha(79, 79, "0")
            .alpha(80, 94, trace));
    hash_ += std::stoll(std::string(bank_id(account.routing_number)));
    made_.references.push_back({line.payout, std::move(trace)});
  }

  void controls() {
    const ControlTotals& totals = made_.totals;
    put(NachaRecord('8')
            .number(2, 4, kCreditsOnly)
            .number(5, 10, totals.count)
            .alpha(11, 20, totals.entry_hash)
            .number(21, 32, 0)
            .number(33, 44, totals.total.value)
            .alpha(45, 54, originator_.company_id)
            .alpha(80, 87, bank_id(originator_.odfi_routing))
            .number(88, 94, 1));
    const std::size_t blocks = (records_ + 1 + kBlockingFactor - 1) / kBlockingFactor;
    put(NachaRecord('9')
            .number(2, 7, 1)
            .number(8, 13, static_cast<std::int64_t>(blocks))
            .number(14, 21, totals.count)
            .alpha(22, 31, totals.entry_hash)
            .number(32, 43, 0)
            .number(44, 55, totals.total.value));
    while (records_ < blocks * kBlockingFactor) put(NachaRecord('9').alpha(2, 94, std::string(93, '9')));
  }

  const PaymentFile& file_;
  const AchOriginator& originator_;
  MadeFile made_;
  std::size_t records_ = 0;
  std::int64_t hash_ = 0;  // at most 999,999 eight-digit numbers: below 10^14
};

}  // namespace

Result<MadeFile> nacha_file(const PaymentFile& file, const AchOriginator& originator) {
  auto totals = control_totals(file);
  if (!totals) return refuse(totals.error());
  if (auto fault = fault_of(originator)) return refuse(*std::move(fault));
  if (auto fault = fault_of(file, *totals)) return refuse(*std::move(fault));
  for (std::size_t i = 0; i < file.lines.size(); ++i)
    if (auto fault = fault_of(file.lines[i], i)) return refuse(*std::move(fault));
  return Writer(file, originator).write(*std::move(totals));
}

}  // namespace daybook::bank
