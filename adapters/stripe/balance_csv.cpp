// Stripe's reports of balance transactions as CSV.

#include <algorithm>

#include "adapters/bank/bank_return.hpp"
#include "adapters/bank/csv_table.hpp"
#include "adapters/bank/return_fault.hpp"
#include "adapters/bank/statement_text.hpp"
#include "adapters/stripe/balance_transactions.hpp"

namespace daybook::stripe {
namespace {

using bank::CsvRow;
using bank::fail_at;

struct Columns {
  explicit Columns(const bank::CsvTable& table)
      : id(need(table, {"balance_transaction_id", "id"})),
        created(need(table, {"created_utc", "created"})),
        currency(need(table, {"currency"})),
        gross(need(table, {"gross", "amount"})),
        fee(need(table, {"fee", "fees"})),
        net(need(table, {"net"})),
        type(need(table, {"reporting_category", "type"})),
        created_is_utc(table.find({"created_utc"}).has_value()),
        references({table.find({"source_id", "source"}), table.find({"payment_intent_id"}),
                    table.find({"charge_id"})}) {}

  std::size_t id, created, currency, gross, fee, net, type;
  bool created_is_utc;
  std::vector<std::optional<std::size_t>> references;

 private:
  static std::size_t need(const bank::CsvTable& table, std::initializer_list<std::string_view> names) {
    const auto found = table.find(names);
    if (!found)
      fail_at(1,
              "lacks the column \"{}\": ask Stripe for the itemized report with balance_transaction_id, "
              "created_utc, currency, gross, fee, net, reporting_category, source_id and payment_intent_id",
              *names.begin());
    return *found;
  }
};

/// "2026-11-21 03:38:00" (also without seconds, or with a "T"), in UTC or in the zone. A zone's hour that
/// comes twice is taken as the earlier.
Instant time_of(const CsvRow& row, const Columns& columns, const Zone& zone, Instant now) {
  std::string text = row.cells[columns.created];
  const auto parsed = [&]() -> std::optional<Instant> {
    if (text.size() == 16) text += ":00";
    if (text.size() == 10) text += " 00:00:00";
    if (text.size() != 19 || (text[10] != ' ' && text[10] != 'T')) return parse_instant(text);
    text[10] = 'T';
    const auto utc = parse_instant(text + "Z");
    if (columns.created_is_utc || !utc) return utc;
    const auto midnight = zone.start_of(text.substr(0, 10));
    const auto utc_midnight = parse_instant(text.substr(0, 10) + "T00:00:00Z");
    if (!midnight || !utc_midnight) return std::nullopt;
    return Instant{midnight->micros + (utc->micros - utc_midnight->micros)};
  }();
  if (!parsed) fail_at(row.line, "created is no time, written YYYY-MM-DD HH:MM:SS");
  if (parsed->micros > now.micros + kMicrosPerDay) fail_at(row.line, "created is in the future");
  return *parsed;
}

ImportedLine line_of(const CsvRow& row, const Columns& columns, const Zone& zone, Instant now) {
  ImportedLine line;
  line.line_id = row.cells[columns.id];
  if (!is_stripe_id(line.line_id)) fail_at(row.line, "balance_transaction_id is no id like \"txn_1Nabc\"");
  line.currency = bank::currency_in(row.cells[columns.currency], row.line);
  line.at = time_of(row, columns, zone, now);
  const auto amount = [&](std::size_t column, const char* what) {
    return bank::signed_amount(row.cells[column], line.currency, row.line, what);
  };
  line.amount = amount(columns.gross, "gross");
  line.fee = amount(columns.fee, "fee");
  line.net = amount(columns.net, "net");
  if (line.amount - line.fee != line.net) fail_at(row.line, "net is not gross - fee");
  line.type = row.cells[columns.type];
  std::transform(line.type.begin(), line.type.end(), line.type.begin(), [](char c) {
    return c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (!is_stripe_word(line.type)) fail_at(row.line, "reporting_category is no word like \"charge\"");
  for (const auto& column : columns.references)
    if (column && is_stripe_id(row.cells[*column]) &&
        std::find(line.references.begin(), line.references.end(), row.cells[*column]) ==
            line.references.end())
      line.references.push_back(row.cells[*column]);
  return line;
}

}  // namespace

Result<std::vector<ReadStatement>> read_balance_csv(std::string_view bytes, const Zone& zone, Instant now) {
  const auto table = bank::read_csv(bytes);
  if (!table) return refuse(table.error());
  try {
    const Columns columns(*table);
    std::vector<ImportedLine> lines;
    for (const auto& row : table->rows) lines.push_back(line_of(row, columns, zone, now));
    return std::vector{stripe_statement(std::move(lines), zone, now)};
  } catch (const bank::ReturnFault& fault) {
    return bank::refuse_line(fault.line, fault.cause);
  }
}

}  // namespace daybook::stripe
