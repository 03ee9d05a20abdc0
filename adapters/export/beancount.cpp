#include "adapters/export/beancount.hpp"

#include <fmt/format.h>

#include "adapters/export/beancount_account.hpp"
#include "adapters/export/sanitise.hpp"

namespace daybook::exports {
namespace {

Day day_after(const Day& day) { return to_string(*Zone{}.end_of(day)).substr(0, 10); }

void metadata(std::string& out, const char* key, const std::string& value) {
  fmt::format_to(std::back_inserter(out), "  {}: {}\n", key, beancount_string(value));
}

void metadata_of(std::string& out, const ExportEntry& e, bool by_effective_date) {
  metadata(out, "event_id", e.event_id.str());
  fmt::format_to(std::back_inserter(out), "  position: {}\n", e.entry.position);
  if (by_effective_date) metadata(out, "recorded", to_string(e.entry.recorded_at));
  metadata(out, "effective", to_string(e.entry.effective_at));
  if (e.late) {
    metadata(out, "prior_period", e.late->month);
    metadata(out, "own_date", to_string(e.late->effective_at));
  }
  metadata(out, "type", e.entry.type);
  if (e.entry.order_number) metadata(out, "order", *e.entry.order_number);
  if (e.payee_name) metadata(out, "name", *e.payee_name);
}

}  // namespace

std::string beancount_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : journal_line(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

const std::string& BeancountFormat::account(std::string_view name) {
  std::string key(name);
  if (const auto known = accounts_.find(key); known != accounts_.end()) return known->second;
  std::string theirs = beancount_account(name);
  return accounts_.emplace(std::move(key), std::move(theirs)).first->second;
}

void BeancountFormat::open(std::string& out, const Day& day, std::string_view name) {
  const std::string& theirs = account(name);
  if (opened_.insert(theirs).second) fmt::format_to(std::back_inserter(out), "{} open {}\n", day, theirs);
}

void BeancountFormat::begin(std::string& out, const JournalHead& head) {
  *this = {};
  kind_ = head.kind;
  fmt::format_to(std::back_inserter(out),
                 "; Daybook's journal, replayed from its event log. One transaction per event that moved\n"
                 "; money, dated by {}.\n; bean-check FILE\n"
                 "option \"title\" \"Daybook\"\n"
                 "option \"inferred_tolerance_multiplier\" \"0\"\n",
                 head.dates);
  if (kind_ == FileKind::part) out += "plugin \"beancount.plugins.auto_accounts\"\n";
  out += '\n';
  if (kind_ == FileKind::index && head.accounts != nullptr)
    for (const std::string& name : *head.accounts) open(out, head.first_day, name);
}

void BeancountFormat::transaction(std::string& out, const JournalTransaction& t) {
  if (t.day != day_) {
    end(out);
    day_ = t.day;
  }
  if (kind_ == FileKind::whole)
    for (const JournalPosting& p : t.postings) open(out, t.day, p.account);
  fmt::format_to(
      std::back_inserter(out), "{} * {} {}\n", t.day, beancount_string(t.payee),
      beancount_string(t.fact != nullptr ? std::string_view(t.fact->entry.description) : t.purpose));
  if (t.fact != nullptr) metadata_of(out, *t.fact, t.by_effective_date);
  for (const JournalPosting& p : t.postings) {
    fmt::format_to(std::back_inserter(out), "  {}  {} {}\n", account(p.account),
                   decimal_text(p.amount.value, t.currency), t.currency.str());
    // An index takes balances out on the day on which its parts bring them in again.
    if (p.balance && kind_ != FileKind::index) balances_[{std::string(p.account), t.currency}] = *p.balance;
  }
  out += '\n';
}

void BeancountFormat::include(std::string& out, std::string_view name) {
  fmt::format_to(std::back_inserter(out), "include \"{}\"\n", name);
}

void BeancountFormat::assert_balances(std::string& out, const Day& day, const Balances& balances) {
  if (balances.empty()) return;
  const Day next = day_after(day);
  for (const auto& [of, balance] : balances)
    fmt::format_to(std::back_inserter(out), "{} balance {}  {} {}\n", next, account(of.first),
                   decimal_text(balance.value, of.second), of.second.str());
  out += '\n';
}

void BeancountFormat::end(std::string& out) {
  assert_balances(out, day_, balances_);
  balances_.clear();
}

}  // namespace daybook::exports
