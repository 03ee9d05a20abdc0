#include "adapters/postgres/journal_reader.hpp"

#include <map>
#include <set>

#include "adapters/postgres/read_rows.hpp"
#include "events/adjustment/adjustment_accounts.hpp"

namespace daybook {
namespace {

/// Whose account it is: a payee's facts share a partition key.
std::optional<BrokerId> payee_of(std::string_view account) {
  if (!account.starts_with(kPayeeAccounts)) return std::nullopt;
  account.remove_prefix(kPayeeAccounts.size());
  return BrokerId::parse(account.substr(0, account.find(':')));
}

/// The days that may hold an entry, whatever the zone: none is a day away from UTC.
struct Days {
  std::int64_t first = INT64_MIN, last = INT64_MAX;
  bool all() const { return first == INT64_MIN && last == INT64_MAX; }
};
Days days_of(const EntriesAsked& asked) {
  if (asked.near_day) return {*asked.near_day, *asked.near_day};
  Days days;
  if (asked.from.micros != INT64_MIN) days.first = asked.from.micros / kMicrosPerDay - 2;
  if (asked.before.micros != INT64_MAX) days.last = asked.before.micros / kMicrosPerDay + 1;
  return days;
}

LogPart part_of(const EntriesAsked& asked) {
  const Days days = days_of(asked);
  LogPart part;
  part.after = asked.after;
  part.until = asked.until;
  part.types = posting_types();
  if (asked.order_id) {
    part.streams = {"order-" + asked.order_id->str()};
  } else if (const auto payee = asked.account ? payee_of(*asked.account) : std::nullopt) {
    part.partition_key = payee->str();
  } else if (asked.account) {
    part.stretches = "FROM account_days WHERE level = 0 AND account = $1 AND day >= $2 AND day <= $3";
    part.stretch_params = {*asked.account, std::to_string(days.first), std::to_string(days.last)};
  } else if (!days.all()) {
    part.stretches = "FROM entry_days WHERE day >= $1 AND day <= $2";
    part.stretch_params = {std::to_string(days.first), std::to_string(days.last)};
  }
  return part;
}

}  // namespace

bool matches(const JournalEntry& entry, const EntriesAsked& asked) {
  return entry.effective_at >= asked.from && entry.effective_at < asked.before &&
         (!asked.order_id || entry.order_id == asked.order_id) &&
         (!asked.account || amount_on(entry, *asked.account));
}

JournalReader::JournalReader(pg::Connection& connection, EntriesAsked asked)
    : asked_(std::move(asked)), walk_(connection, part_of(asked_)) {}

std::vector<JournalEntry> JournalReader::next() {
  std::vector<JournalEntry> entries;
  while (entries.empty()) {
    const auto facts = walk_.next();
    if (facts.empty()) break;
    entries = entries_of(facts);
    std::erase_if(entries, [&](const JournalEntry& entry) { return !matches(entry, asked_); });
  }
  return entries;
}

std::vector<JournalEntry> entries_of(const std::vector<Recorded>& facts) {
  std::vector<JournalEntry> entries;
  for (const Recorded& fact : facts)
    if (const auto postings = post(fact); !postings.empty()) entries.push_back(journal_entry(fact, postings));
  return entries;
}

void add_order_numbers(pg::Connection& connection, std::vector<JournalEntry>& entries) {
  std::set<std::string> ids;
  for (const JournalEntry& entry : entries)
    if (entry.order_id) ids.insert(entry.order_id->str());
  if (ids.empty()) return;
  const auto rows = connection.exec("SELECT id, order_number FROM orders WHERE id = ANY($1::uuid[])",
                                    {pg::text_array({ids.begin(), ids.end()})});
  std::map<std::string, std::string, std::less<>> numbers;
  for (int i = 0; i < rows.size(); ++i) numbers.emplace(rows.text(i, 0), rows.text(i, 1));
  for (JournalEntry& entry : entries)
    if (entry.order_id)
      if (const auto found = numbers.find(entry.order_id->str()); found != numbers.end())
        entry.order_number = found->second;
}

std::optional<Minor> amount_on(const JournalEntry& entry, std::string_view account) {
  std::optional<Minor> sum;
  for (std::size_t i = 0; i < entry.accounts.size(); ++i)
    if (entry.accounts[i] == account) sum = sum.value_or(Minor{}) + entry.amounts[i];
  return sum;
}

}  // namespace daybook
