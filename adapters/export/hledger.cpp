#include "adapters/export/hledger.hpp"

#include <fmt/format.h>

#include "adapters/export/sanitise.hpp"

namespace daybook::exports {
namespace {

constexpr const char* kNoPayee = "direct";

/// The commodity stands on the right; all digits are written, so that nothing is ever rounded.
std::string amount_text(Minor amount, Currency currency) {
  return decimal_text(amount.value, currency) + " " + currency.str();
}

void tag(std::string& out, const char* name, const std::string& value) {
  fmt::format_to(std::back_inserter(out), "    ; {}: {}\n", name, journal_text(value));
}

}  // namespace

std::string HledgerFormat::heading() {
  return "; Daybook's journal, replayed from its event log. One transaction per event that moved money, in "
         "the\n"
         "; order of the log, dated by its recording (UTC); \"effective\" is the business time.\n"
         "; hledger -f FILE check -s ordereddates payees\n\n";
}

void HledgerFormat::declare(std::string& out, const char* directive, const std::string& name) {
  if (declared_.emplace(directive, name).second)
    fmt::format_to(std::back_inserter(out), "{} {}\n", directive, name);
}

std::string HledgerFormat::entry(const ExportEntry& e) {
  std::string out;
  const std::string payee = e.entry.payee ? e.entry.payee->str() : kNoPayee;
  const std::size_t declarations = declared_.size();
  declare(out, "commodity", e.entry.currency.str());
  for (const std::string& account : e.entry.accounts) declare(out, "account", journal_text(account));
  declare(out, "payee", payee);
  if (declared_.size() > declarations) out += '\n';

  const std::string date = to_string(e.entry.recorded_at).substr(0, 10);
  out += date + " *";
  if (e.entry.order_number) out += " (" + journal_code(*e.entry.order_number) + ")";
  out += " " + payee + "\n";
  tag(out, "event_id", e.event_id.str());
  tag(out, "position", std::to_string(e.entry.position));
  tag(out, "effective", to_string(e.entry.effective_at));
  tag(out, "type", e.entry.type);
  if (e.payee_name) tag(out, "name", *e.payee_name);
  tag(out, "description", e.entry.description);
  for (std::size_t i = 0; i < e.entry.accounts.size(); ++i) {
    Minor& balance = balances_[{e.entry.accounts[i], e.entry.currency}];
    balance += e.entry.amounts[i];
    fmt::format_to(std::back_inserter(out), "    {}  {} = {}\n", journal_text(e.entry.accounts[i]),
                   amount_text(e.entry.amounts[i], e.entry.currency), amount_text(balance, e.entry.currency));
  }
  return out + "\n";
}

std::int64_t export_hledger(EventSource& source, const ExportOptions& options, const Sink& sink) {
  HledgerFormat format;
  sink(HledgerFormat::heading());
  return each_entry(source, options, [&](const ExportEntry& e) { sink(format.entry(e)); });
}

}  // namespace daybook::exports
