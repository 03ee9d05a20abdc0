#include "adapters/bank/nacha_return_reader.hpp"

#include <algorithm>

#include "adapters/bank/nacha_lines.hpp"
#include "adapters/bank/nacha_record.hpp"
#include "adapters/bank/return_codes.hpp"
#include "adapters/bank/return_fault.hpp"
#include "core/bank_account.hpp"
#include "core/text.hpp"

namespace daybook::bank {
namespace {

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// One record with its fields, positions counted from 1.
class Record {
 public:
  explicit Record(const NachaLine& line) : line_(line) {}
  char type() const { return line_.text[0]; }
  std::size_t line() const { return line_.number; }
  std::string_view at(std::size_t from, std::size_t to) const { return field(line_.text, from, to); }
  std::string text(std::size_t from, std::size_t to) const { return std::string(trim(at(from, to))); }

  std::int64_t number(std::size_t from, std::size_t to, std::string_view name) const {
    if (!all_digits(at(from, to))) fail("{} (positions {}-{}) must be digits", name, from, to);
    return std::stoll(std::string(at(from, to)));
  }
  void expect(std::size_t from, std::size_t to, std::string_view wanted, std::string_view name) const {
    if (at(from, to) != wanted)
      fail("{} (positions {}-{}) is \"{}\", it must be \"{}\"", name, from, to, at(from, to), wanted);
  }
  void expect(std::size_t from, std::size_t to, std::int64_t wanted, std::string_view name) const {
    if (const std::int64_t found = number(from, to, name); found != wanted)
      fail("{} is {}, but what precedes comes to {}", name, found, wanted);
  }
  template <class... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> text, Args&&... args) const {
    fail_at(line_.number, text, std::forward<Args>(args)...);
  }

 private:
  NachaLine line_;
};

/// What control records repeat.
struct Sums {
  std::int64_t count = 0;  // entries and addenda
  std::int64_t hash = 0;
  std::int64_t debit = 0;  // cents; ten digits an entry and at most 10 MiB of them: far below 64 bits
  std::int64_t credit = 0;

  void add(const Sums& other) {
    count += other.count;
    hash += other.hash;
    debit += other.debit;
    credit += other.credit;
  }
};

/// Second digit of a transaction code: 1 a returned credit, 2-4 credits, 6 a returned debit, 7-9 debits.
bool is_credit(char digit) { return digit >= '1' && digit <= '4'; }

class Reader {
 public:
  explicit Reader(const std::vector<NachaLine>& lines) : lines_(lines) {}

  BankReturnFile read() && {
    file_header(next("a file header (1)"));
    while (peek() == '5') batch();
    file_control(next("a batch header (5) or the file control (9)"));
    fill();
    return std::move(out_);
  }

 private:
  char peek() const { return at_ < lines_.size() ? lines_[at_].text[0] : '\0'; }
  Record next(std::string_view expected) {
    if (at_ == lines_.size()) fail_at(lines_.back().number, "the file ends here, {} is missing", expected);
    return Record(lines_[at_++]);
  }
  Record next(char type, std::string_view expected) {
    Record record = next(expected);
    if (record.type() != type)
      record.fail("is a record of type \"{}\" where {} must be", record.type(), expected);
    return record;
  }

  void file_header(const Record& header) {
    header.expect(1, 3, "101", "the file header's type and priority");
    header.number(24, 29, "the creation date");
    header.expect(35, 40, "094101", "record size, blocking factor and format");
    out_.format = ReturnFormat::nacha;
    out_.message_id = header.text(24, 34);
  }

  void batch() {
    const Record header = next('5', "a batch header (5)");
    const std::string_view service = header.at(2, 4);
    if (service != "200" && service != "220" && service != "225")
      header.fail("the service class is \"{}\", it must be 200, 220 or 225", service);
    const std::int64_t number = header.number(88, 94, "the batch number");
    if (number <= last_batch_) header.fail("batch number {} does not ascend after {}", number, last_batch_);
    last_batch_ = number;
    header.number(80, 87, "the bank's identification");
    Sums sums;
    last_trace_.clear();
    while (peek() == '6') entry(header.at(51, 53) == "COR", sums);
    const Record control = next('8', "an entry (6) or the batch control (8)");
    control.expect(2, 4, service, "the service class");
    compare(control, 5, 10, 11, sums);
    if (control.text(45, 54) != header.text(41, 50))  // banks align it left or right
      control.fail("the company id is \"{}\", its batch header has \"{}\"", control.text(45, 54),
                   header.text(41, 50));
    control.expect(80, 87, header.at(80, 87), "the bank's identification");
    control.expect(88, 94, number, "the batch number");
    if (service == "220" && sums.debit != 0)
      header.fail("service class 220 is for credits, but debits are in the batch");
    if (service == "225" && sums.credit != 0)
      header.fail("service class 225 is for debits, but credits are in the batch");
    total_.add(sums);
    ++batches_;
  }

  /// Counts, hash and totals as the control records of batch and file both have them, one field after the
  /// other.
  static void compare(const Record& control, std::size_t count_from, std::size_t count_to,
                      std::size_t hash_from, const Sums& sums) {
    control.expect(count_from, count_to, sums.count, "the number of entries and addenda");
    control.expect(hash_from, hash_from + 9, sums.hash % kEntryHashModulus, "the entry hash");
    control.expect(hash_from + 10, hash_from + 21, sums.debit, "the total of debits");
    control.expect(hash_from + 22, hash_from + 33, sums.credit, "the total of credits");
  }

  void entry(bool change, Sums& sums) {
    const Record entry = next('6', "an entry (6)");
    if (!all_digits(entry.at(2, 3)) || entry.at(2, 2) < "2" || entry.at(2, 2) > "5" || entry.at(3, 3) < "1" ||
        entry.at(3, 3) == "5")
      entry.fail("transaction code {} is not one of a payment or its return", entry.at(2, 3));
    if (!is_routing_number(entry.at(4, 12)))
      entry.fail("positions 4-12 are no routing number with its check digit");
    const std::int64_t amount = entry.number(30, 39, "the amount");
    entry.expect(79, 79, "1", "the addenda indicator of a return");
    entry.number(80, 94, "the trace number");
    if (entry.at(80, 94) <= last_trace_)
      entry.fail("trace number {} does not ascend in its batch", entry.at(80, 94));
    last_trace_ = entry.at(80, 94);
    sums.count += 2;
    sums.hash += std::stoll(std::string(entry.at(4, 11)));
    (is_credit(entry.at(3, 3)[0]) ? sums.credit : sums.debit) += amount;
    if (change && amount != 0)
      entry.fail("a notification of change moves no money, but its amount is {}", amount);
    addenda(entry, change, amount);
  }

  void addenda(const Record& entry, bool change, std::int64_t amount) {
    const Record addenda = next('7', "the addenda (7) of the entry before");
    addenda.expect(2, 3, change ? "98" : "99", "the addenda type");
    const std::string_view code = addenda.at(4, 6);
    const std::string_view meaning = change ? nacha_change_text(code) : nacha_return_text(code);
    if (meaning.empty()) addenda.fail("\"{}\" is no {} code", code, change ? "change" : "return reason");
    addenda.number(7, 21, "the original trace number");
    addenda.number(28, 35, "the original receiving bank");
    addenda.number(80, 94, "the trace number of the addenda");
    // In notifications of change the operator's own number is seen there.
    if (!change) addenda.expect(80, 94, entry.at(80, 94), "the trace number of the addenda");
    BankReturn item;
    item.line = entry.line();
    item.status = change || is_interbank_dispute(code) ? ReturnStatus::notification : ReturnStatus::returned;
    item.original_reference = addenda.at(7, 21);
    item.individual_id = entry.text(40, 54);
    item.code = code;
    item.text = meaning;
    if (change) {
      item.corrected = addenda.text(36, 64);
    } else {
      if (const std::string died = addenda.text(22, 27);
          !died.empty() && died != "000000" && !is_interbank_dispute(code))
        item.text += ", died " + died + " (YYMMDD)";
      if (const std::string more = addenda.text(36, 79); !more.empty()) item.text += ": " + more;
      item.amount = Minor(amount);
      item.currency = Currency{{'U', 'S', 'D'}};
    }
    item.own_reference = entry.at(80, 94);
    out_.items.push_back(std::move(item));
  }

  void file_control(const Record& control) {
    if (control.type() != '9')
      control.fail("is a record of type \"{}\" where a batch header (5) or the file control (9) must be",
                   control.type());
    control.expect(2, 7, batches_, "the number of batches");
    const auto blocks = static_cast<std::int64_t>((at_ + kBlockingFactor - 1) / kBlockingFactor);
    control.expect(8, 13, blocks, "the number of blocks");
    compare(control, 14, 21, 22, total_);
  }

  void fill() {
    const std::size_t filled = (at_ + kBlockingFactor - 1) / kBlockingFactor * kBlockingFactor;
    if (at_ == lines_.size()) return;
    const std::string nines(kRecordSize, '9');
    for (; at_ < lines_.size(); ++at_) {
      if (lines_[at_].text != nines || at_ >= filled)
        fail_at(lines_[at_].number, "comes after the file control, where only nines may fill the block");
    }
    if (at_ != filled)
      fail_at(lines_.back().number, "the file ends here, but its last block of ten records is not full");
  }

  const std::vector<NachaLine>& lines_;
  std::size_t at_ = 0;
  std::int64_t batches_ = 0;
  std::int64_t last_batch_ = -1;
  std::string last_trace_;
  Sums total_;
  BankReturnFile out_;
};

}  // namespace

Result<BankReturnFile> read_nacha_returns(std::string_view bytes) {
  const auto lines = nacha_lines(bytes);
  if (!lines) return refuse(lines.error());
  try {
    return Reader(*lines).read();
  } catch (const ReturnFault& fault) {
    return refuse_line(fault.line, fault.cause);
  }
}

}  // namespace daybook::bank
