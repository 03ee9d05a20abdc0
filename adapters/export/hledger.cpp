#include "adapters/export/hledger.hpp"

#include <fmt/format.h>

#include "adapters/export/sanitise.hpp"

namespace daybook::exports {
namespace {

/// The commodity stands on the right; all digits are written, so that nothing is ever rounded.
std::string amount_text(Minor amount, Currency currency) {
  return decimal_text(amount.value, currency) + " " + currency.str();
}

void tag(std::string& out, const char* name, const std::string& value) {
  fmt::format_to(std::back_inserter(out), "    ; {}: {}\n", name, journal_text(value));
}

void tags_of(std::string& out, const ExportEntry& e, bool by_effective_date) {
  tag(out, "event_id", e.event_id.str());
  tag(out, "position", std::to_string(e.entry.position));
  if (by_effective_date) tag(out, "recorded", to_string(e.entry.recorded_at));
  tag(out, "effective", to_string(e.entry.effective_at));
  tag(out, "type", e.entry.type);
  if (e.late) {
    tag(out, "prior_period", e.late->month);
    tag(out, "own_date", to_string(e.late->effective_at));
  }
  if (e.payee_name) tag(out, "name", *e.payee_name);
  tag(out, "description", e.entry.description);
}

}  // namespace

std::string HledgerFormat::how_to_check() const { return "hledger -f FILE check -s ordereddates payees"; }
std::string LedgerFormat::how_to_check() const { return "ledger -f FILE --pedantic --explicit bal"; }

/// ledger --pedantic wants to know them too; hledger would read these lines and do nothing.
void LedgerFormat::declare_tags(std::string& out) const {
  for (const char* name : {"event_id", "position", "recorded", "effective", "type", "prior_period",
                           "own_date", "name", "description"})
    fmt::format_to(std::back_inserter(out), "tag {}\n", name);
  out += '\n';
}

void HledgerFormat::begin(std::string& out, const JournalHead& head) {
  declared_.clear();
  accounts_.clear();
  fmt::format_to(std::back_inserter(out),
                 "; Daybook's journal, replayed from its event log. One transaction per event that moved\n"
                 "; money, dated by {}.\n; {}\n\n",
                 head.dates, how_to_check());
  declare_tags(out);
}

void HledgerFormat::declare(std::string& out, const char* directive, const std::string& name) {
  if (declared_.emplace(directive, name).second)
    fmt::format_to(std::back_inserter(out), "{} {}\n", directive, name);
}

/// Declared in `out` when it is new.
const std::string& HledgerFormat::account(std::string& out, std::string_view name) {
  const auto [known, is_new] = accounts_.try_emplace(std::string(name));
  if (is_new) {
    known->second = journal_text(name);
    declare(out, "account", known->second);
  }
  return known->second;
}

void HledgerFormat::transaction(std::string& out, const JournalTransaction& t) {
  const std::size_t declarations = declared_.size();
  std::vector<const std::string*> accounts;
  declare(out, "commodity", t.currency.str());
  for (const JournalPosting& p : t.postings) accounts.push_back(&account(out, p.account));
  declare(out, "payee", t.payee);
  if (declared_.size() > declarations) out += '\n';

  out += t.day + " *";
  if (t.fact != nullptr && t.fact->entry.order_number)
    out += " (" + journal_code(*t.fact->entry.order_number) + ")";
  out += " " + t.payee + "\n";
  if (t.fact != nullptr) {
    tags_of(out, *t.fact, t.by_effective_date);
  } else {
    tag(out, "description", std::string(t.purpose));
  }
  for (std::size_t i = 0; i < t.postings.size(); ++i) {
    const JournalPosting& p = t.postings[i];
    fmt::format_to(std::back_inserter(out), "    {}  {}", *accounts[i], amount_text(p.amount, t.currency));
    if (p.balance) out += " = " + amount_text(*p.balance, t.currency);
    out += '\n';
  }
  out += '\n';
}

void HledgerFormat::include(std::string& out, std::string_view name) {
  fmt::format_to(std::back_inserter(out), "include {}\n", name);
}

void HledgerFormat::assert_balances(std::string& out, const Day& day, const Balances& balances) {
  std::map<Currency, JournalTransaction> nothing;
  for (const auto& [of, balance] : balances) {
    JournalTransaction& t = nothing[of.second];
    t.day = day;
    t.payee = kNoPayee;
    t.currency = of.second;
    t.purpose = "Balances at the end of what stands above";
    t.postings.push_back({of.first, Minor{}, balance});
  }
  out += '\n';
  for (const auto& [currency, t] : nothing) transaction(out, t);
}

}  // namespace daybook::exports
