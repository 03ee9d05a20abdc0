#include "adapters/bank/bank_statement_csv.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/bank/bank_return.hpp"
#include "adapters/bank/csv_table.hpp"
#include "adapters/bank/return_fault.hpp"
#include "adapters/bank/statement_text.hpp"

namespace daybook::bank {
namespace {

struct Columns {
  explicit Columns(const CsvTable& table)
      : value_date(table.find({"value_date"})),
        balance(table.find({"balance"})),
        id(table.find({"entry_id", "transaction_id", "id"})),
        reference(table.find({"reference", "end_to_end_id"})),
        account(table.find({"account", "iban"})) {
    const auto need = [&](std::initializer_list<std::string_view> names) {
      const auto found = table.find(names);
      if (!found)
        fail_at(1, "lacks the column \"{}\"; wanted are booking_date, amount and currency", *names.begin());
      return *found;
    };
    date = need({"booking_date", "date"});
    amount = need({"amount"});
    currency = need({"currency"});
  }
  std::size_t date = 0, amount = 0, currency = 0;
  std::optional<std::size_t> value_date, balance, id, reference, account;
};

class StatementReader {
 public:
  StatementReader(const CsvTable& table, const Zone& zone) : table_(table), zone_(zone), columns_(table) {}

  ReadStatement read() {
    std::vector<const CsvRow*> rows;
    for (const auto& row : table_.rows) rows.push_back(&row);
    if (rows.front()->cells[columns_.date] > rows.back()->cells[columns_.date])
      std::reverse(rows.begin(), rows.end());
    std::string last_day;
    for (const auto* row : rows) {
      if (!last_day.empty() && row->cells[columns_.date] < last_day)
        fail_at(row->line, "is out of order: sort the lines by their day");
      last_day = row->cells[columns_.date];
      add(*row);
    }
    out_.period_end = *zone_.end_of(last_day);
    return std::move(out_);
  }

 private:
  const std::string* cell(const CsvRow& row, const std::optional<std::size_t>& column) const {
    return column && !row.cells[*column].empty() ? &row.cells[*column] : nullptr;
  }

  void add(const CsvRow& row) {
    const std::string& day = row.cells[columns_.date];
    ImportedLine line;
    line.at = day_start(day, zone_, row.line, "booking_date");
    line.currency = currency_in(row.cells[columns_.currency], row.line);
    line.amount = line.net = signed_amount(row.cells[columns_.amount], line.currency, row.line, "amount");
    line.type = "entry";
    if (const auto* value = cell(row, columns_.value_date)) {
      day_start(*value, zone_, row.line, "value_date");
      line.value_date = *value;
    }
    if (const auto* text = cell(row, columns_.reference))
      if (const auto kept = kept_reference(*text)) line.references.push_back(*kept);
    const auto* account = cell(row, columns_.account);
    const auto id = columns_.id ? kept_reference(row.cells[*columns_.id]) : std::nullopt;
    line.line_id =
        ids_.unique(day, id_prefix(account ? holder_of(*account) : "") +
                             (id ? *id
                                 : LineIds::digest({day, row.cells[columns_.amount],
                                                    line.references.empty() ? "" : line.references[0]})));
    if (out_.lines.empty()) {
      out_.period_start = line.at;
      if (account != nullptr) out_.holder = holder_of(*account);
    } else {
      check_same(row, line);
    }
    run_balance(row, line);
    out_.lines.push_back(std::move(line));
  }

  void check_same(const CsvRow& row, const ImportedLine& line) const {
    if (line.currency != out_.lines.front().currency)
      fail_at(row.line, "is in {}, the lines before it in {}: one currency a file", line.currency.str(),
              out_.lines.front().currency.str());
    if (const auto* account = cell(row, columns_.account); account && holder_of(*account) != out_.holder)
      fail_at(row.line, "is of another account than the lines before it: one account a file");
  }

  void run_balance(const CsvRow& row, const ImportedLine& line) {
    if (!columns_.balance) return;
    const Minor balance = signed_amount(row.cells[*columns_.balance], line.currency, row.line, "balance");
    if (!out_.balance) out_.balance = {line.currency, balance - line.net, balance - line.net};
    if (out_.balance->closing + line.net != balance)
      fail_at(row.line, "says a balance of {}, but the lines before it lead to {}",
              decimal_text(balance.value, line.currency),
              decimal_text((out_.balance->closing + line.net).value, line.currency));
    out_.balance->closing = balance;
  }

  const CsvTable& table_;
  const Zone& zone_;
  Columns columns_;
  LineIds ids_;
  ReadStatement out_;
};

}  // namespace

Result<std::vector<ReadStatement>> read_bank_csv(std::string_view bytes, const Zone& zone) {
  const auto table = read_csv(bytes);
  if (!table) return refuse(table.error());
  try {
    return std::vector{StatementReader(*table, zone).read()};
  } catch (const ReturnFault& fault) {
    return refuse_line(fault.line, fault.cause);
  }
}

}  // namespace daybook::bank
